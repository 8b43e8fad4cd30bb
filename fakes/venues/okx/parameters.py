"""Reading what a client sent. Values are texts, whether they came as texts or as numbers (OKX-08)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.serving.nesting import loads
from fakes.venues.okx import codes
from fakes.venues.okx.errors import Refuse

DECIMAL: Final = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")
INTEGER: Final = re.compile(r"[0-9]{1,20}")
ROWS: Final = "rows"
"""Under which the elements of a body that is a list are kept."""


class Parameters:
    """One request's parameters, or one row of a batch. A reader raises Refuse."""

    __slots__ = ("_sent",)

    def __init__(self, sent: Mapping[str, Any]) -> None:
        self._sent = sent

    def __contains__(self, name: object) -> bool:
        return self._sent.get(name) not in (None, "", [])  # type: ignore[call-overload]  # any name may be asked

    def __iter__(self) -> Iterator[str]:
        return iter(self._sent)

    def text(self, name: str) -> str | None:
        """None if it is missing or empty."""
        value = self._sent.get(name)
        if value is not None and not isinstance(value, str):
            raise Refuse(codes.PARAMETER_ERROR, name)
        return value or None

    def texts(self) -> dict[str, str]:
        """Those that are texts."""
        return {name: value for name, value in self._sent.items() if isinstance(value, str)}

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise Refuse(codes.PARAMETER_EMPTY, name)
        return value

    def decimal(self, name: str) -> Decimal | None:
        text = self.text(name)
        if text is None:
            return None
        if not DECIMAL.fullmatch(text):
            raise Refuse(codes.PARAMETER_ERROR, name)
        return Decimal(text)

    def integer(self, name: str, *, least: int = 0, most: int | None = None) -> int | None:
        text = self.text(name)
        if text is None:
            return None
        if not INTEGER.fullmatch(text):
            raise Refuse(codes.PARAMETER_ERROR, name)
        value = int(text)
        if value < least or (most is not None and value > most):
            raise Refuse(codes.PARAMETER_ERROR, name)
        return value

    def boolean(self, name: str) -> bool:
        """False if it is missing."""
        text = (self.text(name) or "false").lower()
        if text not in ("true", "false"):
            raise Refuse(codes.PARAMETER_ERROR, name)
        return text == "true"

    def one_of(self, name: str, allowed: Sequence[str]) -> str | None:
        text = self.text(name)
        if text is not None and text not in allowed:
            raise Refuse(codes.PARAMETER_ERROR, name)
        return text

    def listed(self, name: str) -> list[str]:
        """Separated by commas."""
        text = self.text(name)
        return [] if text is None else [part.strip() for part in text.split(",") if part.strip()]

    @property
    def rows(self) -> "list[Parameters]":
        """Of a batch; of one order, that."""
        rows = self._sent.get(ROWS)
        if rows is None:
            return [self]
        return [Parameters(row if isinstance(row, Mapping) else {}) for row in rows]


def read_body(body: bytes) -> Parameters | None:
    """None for what is no JSON object or list."""
    try:
        document = loads(body, parse_int=str, parse_float=str)
    except ValueError:
        return None
    return of_document(document)


def of_document(document: Any) -> Parameters | None:
    if isinstance(document, list):
        return Parameters({ROWS: [as_texts(row) for row in document]})
    return Parameters(as_texts(document)) if isinstance(document, dict) else None


def as_texts(value: Any) -> Any:
    """Scalars as texts; what is null is not there."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return {name: as_texts(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [as_texts(item) for item in value]
    return value
