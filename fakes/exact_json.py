"""JSON whose numbers keep the digits they were written with: 0.10000000 stays 0.10000000.

Some venues send money as numbers, and their checksums cover the digits. A float forgets them, a Decimal
is no float to whoever compares or edits a message; `Exact` is both.
"""

import json
from typing import Any

import msgspec


class Exact(float):
    """A float that remembers its text."""

    __slots__ = ("text",)

    text: str

    def __new__(cls, text: str) -> "Exact":
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __repr__(self) -> str:
        return self.text


def loads(document: str | bytes) -> Any:
    """Raises ValueError for what is not JSON."""
    return json.loads(document, parse_float=Exact)


def _encode(value: object) -> msgspec.Raw:
    if isinstance(value, Exact):
        return msgspec.Raw(value.text.encode())
    raise TypeError(f"{type(value).__name__} has no place in JSON")


encoded = msgspec.json.Encoder(enc_hook=_encode).encode
"""Without blanks, letters beyond ASCII as they are."""
