"""Reading what a client sent, as strictly as the venue does."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from fakes.venues.binance import errors
from fakes.venues.binance.errors import Refuse

DECIMAL: Final = re.compile(r"^([0-9]{1,20})(\.[0-9]{1,20})?$")
INTEGER: Final = re.compile(r"^[0-9]{1,20}$")
CLIENT_ORDER_ID: Final = re.compile(r"^[a-zA-Z0-9\-_]{1,36}$")  # BIN-52
SYMBOL: Final = re.compile(r"^[\w\-._]{1,50}$")
ASSET_DECIMALS: Final = 8
LONG_MAX: Final = 2**63 - 1
INTERVALS_MS: Final[dict[str, int]] = {
    "1s": 1_000,
    "1m": 60_000,
    "3m": 180_000,
    "5m": 300_000,
    "15m": 900_000,
    "30m": 1_800_000,
    "1h": 3_600_000,
    "2h": 7_200_000,
    "4h": 14_400_000,
    "6h": 21_600_000,
    "8h": 28_800_000,
    "12h": 43_200_000,
    "1d": 86_400_000,
    "3d": 259_200_000,
    "1w": 604_800_000,
    "1M": 0,  # a calendar month
}


class Parameters:
    """One request's parameters. Every reader raises `Refuse` with the venue's own error."""

    __slots__ = ("_sent",)

    def __init__(self, sent: Mapping[str, str]) -> None:
        self._sent = sent

    def __contains__(self, name: object) -> bool:
        return name in self._sent

    def accept_only(self, names: frozenset[str]) -> None:
        """An unknown parameter is an error, an empty one as well (BIN-57)."""
        unknown = 0
        for name, value in self._sent.items():
            if name not in names:
                unknown += 1
            elif value == "":
                raise Refuse(errors.empty(name))
        if unknown:
            raise Refuse(errors.unread(len(self._sent) - unknown, len(self._sent)))

    def text(self, name: str) -> str | None:
        return self._sent.get(name)

    def required(self, name: str) -> str:
        value = self._sent.get(name)
        if not value:
            raise Refuse(errors.missing(name))
        return value

    def symbol(self) -> str:
        """The text only; whether such a symbol is listed the caller must know."""
        return legal_symbol(self.required("symbol"))

    def decimal(self, name: str) -> Decimal | None:
        """A positive decimal number or None. More decimals than an asset has are refused (BIN-18)."""
        text = self._sent.get(name)
        if text is None:
            return None
        if not DECIMAL.match(text):
            raise Refuse(errors.illegal(name, DECIMAL.pattern))
        _, _, fraction = text.partition(".")
        if len(fraction.rstrip("0")) > ASSET_DECIMALS:
            raise Refuse(errors.too_precise(name))
        return Decimal(text)

    def required_decimal(self, name: str) -> Decimal:
        value = self.decimal(name)
        if value is None:
            raise Refuse(errors.missing(name))
        return value

    def integer(self, name: str) -> int | None:
        text = self._sent.get(name)
        if text is None:
            return None
        if not INTEGER.match(text):
            raise Refuse(errors.illegal(name, INTEGER.pattern))
        value = int(text)
        if value > LONG_MAX:
            raise Refuse(errors.overflowed(name))
        return value

    def limit(self, default: int = 500, maximum: int = 1000) -> int:
        """More than the maximum is cut down silently; zero is refused."""
        value = self.integer("limit")
        if value is None:
            return default
        if value < 1:
            raise Refuse(errors.invalid("limit"))
        return min(value, maximum)

    def instant_ms(self, name: str) -> int | None:
        """Milliseconds; microseconds are recognised by their size and accepted at any time (BIN-60)."""
        value = self.integer(name)
        if value is not None and value >= 10**14:
            return value // 1000
        return value

    def boolean(self, name: str, default: bool) -> bool:
        text = self._sent.get(name)
        if text is None:
            return default
        if text not in ("true", "false"):
            raise Refuse(errors.invalid(name))
        return text == "true"

    def client_order_id(self, name: str) -> str | None:
        text = self._sent.get(name)
        if text is not None and not CLIENT_ORDER_ID.match(text):
            raise Refuse(errors.illegal(name, "^[a-zA-Z0-9-_]{1,36}$"))
        return text

    def one_of(self, name: str, allowed: Sequence[str], wrong: errors.Refused) -> str | None:
        text = self._sent.get(name)
        if text is not None and text not in allowed:
            raise Refuse(wrong)
        return text

    def time_range(self) -> tuple[int | None, int | None]:
        start, end = self.instant_ms("startTime"), self.instant_ms("endTime")
        return start, end

    def symbols(self) -> list[str] | None:
        """`symbols=["A","B"]` as a list, `symbol=A` as a list of one, neither as None."""
        several, single = self._sent.get("symbols"), self._sent.get("symbol")
        if several is not None and single is not None:
            raise Refuse(errors.BAD_COMBINATION)
        if single is not None:
            return [legal_symbol(single)]
        if several is None:
            return None
        listed = re.fullmatch(r'\[\s*("[^"]+"(?:\s*,\s*"[^"]+")*)\s*\]', several)
        if listed is None:
            raise Refuse(errors.illegal("symbols", '^\\["[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}\\]$'))
        names = [legal_symbol(name) for name in re.findall(r'"([^"]+)"', listed[1])]
        if len(dict.fromkeys(names)) != len(names):
            raise Refuse(errors.DUPLICATE_SYMBOLS)
        return names


def legal_symbol(text: str) -> str:
    """Upper case (and, since December 2025, letters beyond ASCII); lower case is refused."""
    if not SYMBOL.match(text) or text != text.upper():
        raise Refuse(errors.illegal("symbol", r"^[\w\-._&&[^a-z]]{1,50}$"))
    return text
