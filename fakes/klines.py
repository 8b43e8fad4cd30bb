"""Candles, aggregated from the trades that really happened."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from fakes.trades import Trade

_SECOND_MS = 1_000
_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000
_WEEK_MS = 7 * _DAY_MS
_MONDAY_MS = 4 * _DAY_MS
"""1970-01-05, the first Monday of the epoch: weekly candles open on Mondays."""

INTERVALS_MS: dict[str, int] = {
    "1s": _SECOND_MS,
    "1m": _MINUTE_MS,
    "3m": 3 * _MINUTE_MS,
    "5m": 5 * _MINUTE_MS,
    "15m": 15 * _MINUTE_MS,
    "30m": 30 * _MINUTE_MS,
    "1h": _HOUR_MS,
    "2h": 2 * _HOUR_MS,
    "4h": 4 * _HOUR_MS,
    "6h": 6 * _HOUR_MS,
    "8h": 8 * _HOUR_MS,
    "12h": 12 * _HOUR_MS,
    "1d": _DAY_MS,
    "3d": 3 * _DAY_MS,
    "1w": _WEEK_MS,
    "1M": 0,
}
"""Interval names and lengths; a month (0) has no fixed length."""


@dataclass(slots=True)
class Kline:
    open_ms: int
    close_ms: int
    """The last millisecond that belongs to it."""
    open_ticks: int
    high_ticks: int
    low_ticks: int
    close_ticks: int
    lots: int = 0
    quote_atoms: int = 0
    trades: int = 0
    taker_buy_lots: int = 0
    taker_buy_quote_atoms: int = 0
    first_trade_id: int = -1
    last_trade_id: int = -1

    def add(self, trade: Trade) -> None:
        if self.trades == 0:
            self.open_ticks = self.high_ticks = self.low_ticks = trade.ticks
            self.first_trade_id = trade.trade_id
        self.high_ticks = max(self.high_ticks, trade.ticks)
        self.low_ticks = min(self.low_ticks, trade.ticks)
        self.close_ticks = trade.ticks
        self.lots += trade.lots
        self.quote_atoms += trade.quote_atoms
        self.trades += 1
        self.last_trade_id = trade.trade_id
        if not trade.buyer_is_maker:
            self.taker_buy_lots += trade.lots
            self.taker_buy_quote_atoms += trade.quote_atoms


def open_of(interval: str, at_ms: int) -> int:
    """When the candle that contains `at_ms` opened. Raises KeyError for an unknown interval."""
    length_ms = INTERVALS_MS[interval]
    if interval == "1M":
        day = datetime.fromtimestamp(at_ms / 1000, UTC)
        return int(datetime(day.year, day.month, 1, tzinfo=UTC).timestamp()) * 1000
    if interval == "1w":
        return (at_ms - _MONDAY_MS) // length_ms * length_ms + _MONDAY_MS
    return at_ms // length_ms * length_ms


def next_open(interval: str, open_ms: int) -> int:
    """When the candle after the one opening at `open_ms` opens."""
    if interval != "1M":
        return open_ms + INTERVALS_MS[interval]
    # 32 days after the first of a month always lie in the next one
    return open_of(interval, open_ms + 32 * _DAY_MS)


def klines(trades: Sequence[Trade], interval: str, start_ms: int, end_ms: int) -> Iterator[Kline]:
    """Candles opening within [start_ms, end_ms], oldest first, from the first trade ever on.

    A candle without trades is flat at the previous close. `trades` must be in order of time.
    """
    return _klines(trades, partial(open_of, interval), partial(next_open, interval), start_ms, end_ms)


def even_klines(trades: Sequence[Trade], length_ms: int, start_ms: int, end_ms: int) -> Iterator[Kline]:
    """The same in intervals that all have one length, counted from the epoch: weeks open on Thursdays."""
    return _klines(
        trades,
        lambda at_ms: at_ms // length_ms * length_ms,
        lambda open_ms: open_ms + length_ms,
        start_ms,
        end_ms,
    )


def _klines(
    trades: Sequence[Trade],
    open_of: Callable[[int], int],
    next_open: Callable[[int], int],
    start_ms: int,
    end_ms: int,
) -> Iterator[Kline]:
    if not trades:
        return
    open_ms = open_of(max(trades[0].at_ms, start_ms))
    if open_ms < start_ms:
        open_ms = next_open(open_ms)
    index = bisect_left(trades, open_ms, key=lambda trade: trade.at_ms)
    close_ticks = trades[index - 1].ticks if index else trades[0].ticks
    while open_ms <= end_ms:
        following_ms = next_open(open_ms)
        candle = Kline(open_ms, following_ms - 1, close_ticks, close_ticks, close_ticks, close_ticks)
        while index < len(trades) and trades[index].at_ms < following_ms:
            candle.add(trades[index])
            index += 1
        yield candle
        close_ticks, open_ms = candle.close_ticks, following_ms
