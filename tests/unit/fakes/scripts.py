"""The language of limit traces: what a client does, what it costs, what is refused, and when it goes on.

A script is words. `+7`: seven seconds pass. `=8`: so much is counted now. Any other word is something that
the client does: `add`, `batch15` (with a number), `ioc*5` (five times), `add!rate` (and it is refused, in
the words that the venue has for that). A first word with a colon names what is counted: `calls: Balance =1`.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

_WORD = re.compile(
    r"(?P<name>[A-Za-z_]+)(?P<number>[0-9]+)?(?:!(?P<refusal>[a-z]+))?(?:\*(?P<times>[0-9]+))?"
)


class Client(Protocol):
    @property
    def refusals(self) -> Mapping[str, str]:
        """What the venue says, by the short names that scripts have for it."""

    def wait(self, seconds: float) -> None: ...

    def say(self, name: str, number: int | None) -> str | None:
        """Do that; what the venue refused it with, None = it was taken."""

    def count(self, what: str) -> Fraction:
        """`what` is "" unless the script begins with a name."""


def run(script: str, client: Client) -> None:
    """Raises AssertionError at the first word that does not hold."""
    words = script.split()
    what = words.pop(0).removesuffix(":") if words[0].endswith(":") else ""
    for word in words:
        if word.startswith("+"):
            client.wait(float(word[1:]))
        elif word.startswith("="):
            assert client.count(what) == Fraction(word[1:]), f"{word} in {script}"
        else:
            parts = _WORD.fullmatch(word)
            assert parts is not None, f"{word} in {script}"
            number = int(parts["number"]) if parts["number"] else None
            expected = client.refusals[parts["refusal"]] if parts["refusal"] else None
            for _ in range(int(parts["times"] or 1)):
                assert client.say(parts["name"], number) == expected, f"{word} in {script}"
