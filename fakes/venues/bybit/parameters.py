"""Reading what a client sent: a query, or a JSON object with texts, whole numbers and booleans (BYB-06)."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.venues.bybit.errors import Refuse, params

DECIMAL: Final = re.compile(r"^[0-9]{1,20}(\.[0-9]{1,20})?$")
INTEGER: Final = re.compile(r"^-?[0-9]{1,20}$")


class Parameters:
    """One request's parameters. A reader raises Refuse (BYB-11). Null counts as missing."""

    __slots__ = ("_sent",)

    def __init__(self, sent: Mapping[str, Any]) -> None:
        self._sent = sent

    def __contains__(self, name: object) -> bool:
        return self._sent.get(str(name)) not in (None, "")

    def text(self, name: str) -> str | None:
        """None if it is missing or empty."""
        value = self._sent.get(name)
        if value is not None and not isinstance(value, str):
            raise Refuse(params(f"{name} must be a string"))
        return value or None

    def texts(self) -> dict[str, str]:
        """All that can be shown as a text."""
        return {name: str(value) for name, value in self._sent.items() if isinstance(value, str | int)}

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise Refuse(params(f"{name} is required"))
        return value

    def decimal(self, name: str) -> Decimal | None:
        text = self.text(name)
        if text is None:
            return None
        if not DECIMAL.match(text):
            raise Refuse(params(f"{name} invalid"))
        return Decimal(text)

    def integer(self, name: str, *, least: int | None = None, most: int | None = None) -> int | None:
        """A number, or a text that holds one."""
        value = self._sent.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, str | int) or not INTEGER.match(str(value)):
            raise Refuse(params(f"{name} invalid"))
        number = int(value)
        if (least is not None and number < least) or (most is not None and number > most):
            raise Refuse(params(f"{name} invalid"))
        return number

    def boolean(self, name: str) -> bool:
        """False if it is missing."""
        value = self._sent.get(name)
        if value in (None, "", "false", "False"):
            return False
        if value in (True, "true", "True"):
            return True
        if value is False:
            return False
        raise Refuse(params(f"{name} invalid"))

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        text = self.text(name) or default
        if text not in allowed:
            raise Refuse(params(f"{name} invalid"))
        return text

    def rows(self, name: str, most: int) -> "list[Parameters]":
        """The orders of a batch (BYB-52)."""
        value = self._sent.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
            raise Refuse(params(f"{name} invalid"))
        if len(value) > most:
            raise Refuse(params(f"{name} exceeds the maximum of {most}"))
        return [Parameters(row) for row in value]

    def with_(self, **more: Any) -> "Parameters":
        return Parameters({**self._sent, **more})
