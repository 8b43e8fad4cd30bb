"""Reading what a client sent. Values are texts, as in a form; a batch has rows of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from fakes.venues.kraken.errors import Refuse, invalid_arguments

DECIMAL: Final = re.compile(r"^[0-9]{1,20}(\.[0-9]{1,20})?$")
INTEGER: Final = re.compile(r"^-?[0-9]{1,20}$")
TRUE: Final = ("true", "True", "1")
FALSE: Final = ("false", "False", "0")
Sent = Mapping[str, "str | Sequence[Mapping[str, str]] | Sequence[str]"]


class Parameters:
    """One request's parameters. A reader raises Refuse("EGeneral:Invalid arguments:<name>")."""

    __slots__ = ("_sent",)

    def __init__(self, sent: Sent) -> None:
        self._sent = sent

    def __contains__(self, name: object) -> bool:
        return name in self._sent

    def __iter__(self) -> Iterator[str]:
        return iter(self._sent)

    def text(self, name: str) -> str | None:
        """None if it is missing or empty."""
        value = self._sent.get(name)
        if value is not None and not isinstance(value, str):
            raise Refuse(invalid_arguments(name))
        return value or None

    def texts(self) -> dict[str, str]:
        """Those that are texts."""
        return {name: value for name, value in self._sent.items() if isinstance(value, str)}

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise Refuse(invalid_arguments(name))
        return value

    def decimal(self, name: str) -> Decimal | None:
        text = self.text(name)
        if text is None:
            return None
        if not DECIMAL.match(text):
            raise Refuse(invalid_arguments(name))
        return Decimal(text)

    def integer(self, name: str, *, least: int | None = None, most: int | None = None) -> int | None:
        text = self.text(name)
        if text is None:
            return None
        if not INTEGER.match(text):
            raise Refuse(invalid_arguments(name))
        value = int(text)
        if (least is not None and value < least) or (most is not None and value > most):
            raise Refuse(invalid_arguments(name))
        return value

    def boolean(self, name: str) -> bool:
        """False if it is missing. Clients send the spellings of their languages."""
        text = self.text(name)
        if text is None or text in FALSE:
            return False
        if text not in TRUE:
            raise Refuse(invalid_arguments(name))
        return True

    def one_of(self, name: str, allowed: Sequence[str]) -> str | None:
        text = self.text(name)
        if text is not None and text not in allowed:
            raise Refuse(invalid_arguments(name))
        return text

    def instant_s(self, name: str) -> float | None:
        """An RFC 3339 time as Unix seconds."""
        text = self.text(name)
        if text is None:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise Refuse(invalid_arguments(name)) from None
        if at.tzinfo is None:
            raise Refuse(invalid_arguments(name))
        return at.timestamp()

    def listed(self, name: str) -> list[str]:
        """Texts, from a list or separated by commas."""
        value = self._sent.get(name)
        if value is None:
            return []
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        texts = [each for each in value if isinstance(each, str)]
        if len(texts) != len(value):
            raise Refuse(invalid_arguments(name))
        return texts

    def rows(self, name: str) -> "list[Parameters]":
        value, rows = self._sent.get(name), self.mappings(name)
        if not rows or len(rows) != len(value or ()):
            raise Refuse(invalid_arguments(name))
        return [Parameters(row) for row in rows]

    def mappings(self, name: str) -> list[Mapping[str, str]]:
        """The rows of a batch as far as they are such."""
        value = self._sent.get(name)
        listed = () if value is None or isinstance(value, str) else value
        return [each for each in listed if isinstance(each, Mapping)]

    def with_(self, **more: str) -> "Parameters":
        return Parameters({**self._sent, **more})
