"""Reading what a client sent: a query in which names may come several times, or a body of JSON."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from fakes.serving.nesting import shallow
from fakes.venues.coinbase.errors import invalid
from fakes.venues.coinbase.times import parsed_ms

DECIMAL: Final = re.compile(r"^[0-9]{1,20}(\.[0-9]{1,20})?$")
INTEGER: Final = re.compile(r"^-?[0-9]{1,20}$")
TRUE: Final = ("true", "True", "1")
FALSE: Final = ("false", "False", "0")


class Parameters:
    """One request's parameters. A reader raises Refuse with 400 INVALID_ARGUMENT."""

    __slots__ = ("_sent",)

    def __init__(self, sent: Mapping[str, Any]) -> None:
        self._sent = sent

    @classmethod
    def of_query(cls, query: str) -> "Parameters":
        sent: dict[str, Any] = {}
        for name, value in parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="replace"):
            sent.setdefault(name, []).append(value)
        return cls({name: values if len(values) > 1 else values[0] for name, values in sent.items()})

    @classmethod
    def of_body(cls, body: bytes) -> "Parameters | None":
        """None for a body that is no object of JSON."""
        if not body:
            return cls({})
        try:
            document = shallow(msgspec.json.decode(body))
        except (ValueError, RecursionError):
            return None
        return cls(document) if isinstance(document, dict) else None

    def __contains__(self, name: object) -> bool:
        return self._sent.get(str(name)) is not None

    def raw(self, name: str) -> Any:
        return self._sent.get(name)

    def with_(self, **more: str) -> "Parameters":
        return Parameters({**self._sent, **more})

    def spoken(self) -> dict[str, str]:
        """Every text in it, at any depth, by its path: what faults look for names in."""
        return dict(_texts("", self._sent))

    def text(self, name: str) -> str | None:
        """None if it is missing or empty."""
        value = self._sent.get(name)
        if value is not None and not isinstance(value, str):
            raise invalid(f"{name} must be a string")
        return value or None

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise invalid(f"{name} is required")
        return value

    def decimal(self, name: str) -> Decimal | None:
        text = self.text(name)
        if text is None:
            return None
        if not DECIMAL.match(text):
            raise invalid(f"{name} is not a number")
        return Decimal(text)

    def integer(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        """What is above the most is cut to it."""
        value = self._sent.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, bool) or not INTEGER.match(str(value)):
            raise invalid(f"{name} must be an integer")
        number = int(value)
        if number < least:
            raise invalid(f"{name} must be at least {least}")
        return number if most is None else min(number, most)

    def boolean(self, name: str) -> bool:
        """False if it is missing. Clients send the spellings of their languages."""
        value = self._sent.get(name)
        if isinstance(value, bool):
            return value
        if value is None or value in FALSE:
            return False
        if value not in TRUE:
            raise invalid(f"{name} must be a boolean")
        return True

    def listed(self, name: str) -> list[str]:
        """Texts: from a list, from a name that comes several times, or separated by commas."""
        value = self._sent.get(name)
        if value is None or value == "":
            return []
        if isinstance(value, str):
            return [part for part in value.split(",") if part]
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise invalid(f"{name} must be a list of strings")
        return value

    def instant_ms(self, name: str) -> int | None:
        """An RFC 3339 time."""
        text = self.text(name)
        if text is None:
            return None
        at_ms = parsed_ms(text)
        if at_ms is None:
            raise invalid(f"{name} is not a timestamp")
        return at_ms

    def member(self, name: str) -> "Parameters | None":
        value = self._sent.get(name)
        return Parameters(value) if isinstance(value, dict) else None

    def names(self) -> Sequence[str]:
        return tuple(self._sent)


def _texts(path: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        return [
            pair for name, each in value.items() for pair in _texts(f"{path}.{name}" if path else name, each)
        ]
    if isinstance(value, list):
        return [pair for number, each in enumerate(value) for pair in _texts(f"{path}[{number}]", each)]
    return []
