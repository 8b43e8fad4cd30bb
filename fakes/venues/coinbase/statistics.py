"""What the last day of a market was like, counted from its trades."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from fakes.trades import Trade
from fakes.venues.coinbase.digits import Digits, ratio

DAY_MS: Final = 86_400_000
PERCENT_DECIMALS: Final = 14


class Day:
    """`trades`: all there ever were, oldest first."""

    def __init__(self, trades: Sequence[Trade], now_ms: int, digits: Digits) -> None:
        begin = _since(trades, now_ms - DAY_MS)
        self._digits = digits
        self._span = trades[begin:]
        self._before = trades[_since(trades, now_ms - 2 * DAY_MS) : begin]
        self.last = trades[-1] if trades else None
        self._opened = trades[begin - 1] if begin else (trades[0] if trades else None)

    @property
    def price(self) -> str:
        """Of the last trade ever; "" if there was none."""
        return self._digits.price(self.last.ticks) if self.last is not None else ""

    @property
    def lots(self) -> int:
        return sum(trade.lots for trade in self._span)

    @property
    def volume(self) -> str:
        return self._digits.size(self.lots)

    @property
    def quote_volume(self) -> str:
        return self._digits.quote(sum(trade.quote_atoms for trade in self._span))

    @property
    def high(self) -> str:
        return self._digits.price(max((trade.ticks for trade in self._span), default=self._last_ticks))

    @property
    def low(self) -> str:
        return self._digits.price(min((trade.ticks for trade in self._span), default=self._last_ticks))

    @property
    def change_percent(self) -> str:
        if self.last is None or self._opened is None:
            return "0"
        opened = self._opened.ticks
        return ratio((self.last.ticks - opened) * 100, opened, PERCENT_DECIMALS)

    @property
    def volume_change_percent(self) -> str:
        before = sum(trade.lots for trade in self._before)
        return ratio((self.lots - before) * 100, before, PERCENT_DECIMALS)

    @property
    def _last_ticks(self) -> int:
        return self.last.ticks if self.last is not None else 0


def _since(trades: Sequence[Trade], start_ms: int) -> int:
    return bisect_left(trades, start_ms, key=lambda trade: trade.at_ms)
