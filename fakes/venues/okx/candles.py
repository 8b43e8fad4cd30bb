"""Candles: rows of texts, on REST and on the channel (OKX-68)."""

from collections.abc import Iterator, Sequence
from typing import Final

from fakes.klines import Kline, even_klines
from fakes.trades import Trade
from fakes.venues.okx.numbers import Numbers

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS
_DAY_MS: Final = 24 * _HOUR_MS
_HONG_KONG_MS: Final = 8 * _HOUR_MS
BARS_MS: Final = {
    "1s": 1_000,
    "1m": _MINUTE_MS,
    "3m": 3 * _MINUTE_MS,
    "5m": 5 * _MINUTE_MS,
    "15m": 15 * _MINUTE_MS,
    "30m": 30 * _MINUTE_MS,
    "1H": _HOUR_MS,
    "2H": 2 * _HOUR_MS,
    "4H": 4 * _HOUR_MS,
    "6H": 6 * _HOUR_MS,
    "12H": 12 * _HOUR_MS,
    "1D": _DAY_MS,
    "6Hutc": 6 * _HOUR_MS,
    "12Hutc": 12 * _HOUR_MS,
    "1Dutc": _DAY_MS,
}
"""Those that have one length. Bars of six hours and more open by Hong Kong's clock unless they say `utc`."""

Row = list[str]


def candles(trades: Sequence[Trade], bar: str, start_ms: int, end_ms: int) -> Iterator[Kline]:
    """Those that open within [start_ms, end_ms], oldest first. Raises KeyError for an unknown bar."""
    length_ms = BARS_MS[bar]
    shift_ms = 0 if bar.endswith("utc") or length_ms < 6 * _HOUR_MS else _HONG_KONG_MS % length_ms
    if not shift_ms:
        yield from even_klines(trades, length_ms, start_ms, end_ms)
        return
    # Hong Kong's days begin sixteen hours into those of UTC.
    hours = even_klines(trades, _HOUR_MS, opened_ms(bar, start_ms), end_ms + length_ms)
    merged: Kline | None = None
    for hour in hours:
        open_ms = opened_ms(bar, hour.open_ms)
        if merged is not None and merged.open_ms == open_ms:
            _take(merged, hour)
            continue
        if merged is not None and start_ms <= merged.open_ms <= end_ms:
            yield merged
        merged = hour
        merged.open_ms, merged.close_ms = open_ms, open_ms + length_ms - 1
    if merged is not None and start_ms <= merged.open_ms <= end_ms:
        yield merged


def opened_ms(bar: str, at_ms: int) -> int:
    """When the candle of that time opened."""
    length_ms = BARS_MS[bar]
    shift_ms = 0 if bar.endswith("utc") or length_ms < 6 * _HOUR_MS else _HONG_KONG_MS % length_ms
    return (at_ms + shift_ms) // length_ms * length_ms - shift_ms


def row(numbers: Numbers, candle: Kline, now_ms: int) -> Row:
    prices = (candle.open_ticks, candle.high_ticks, candle.low_ticks, candle.close_ticks)
    traded = numbers.quote(candle.quote_atoms)
    in_asset = traded if numbers.instrument.contract is None else numbers.base(candle.lots)  # OKX-82
    return [
        str(candle.open_ms),
        *(numbers.price(ticks) for ticks in prices),
        numbers.size(candle.lots),
        in_asset,
        traded,
        "1" if candle.close_ms < now_ms else "0",
    ]


def _take(merged: Kline, hour: Kline) -> None:
    if not merged.trades and hour.trades:  # it was flat so far
        merged.open_ticks = merged.high_ticks = merged.low_ticks = hour.open_ticks
    merged.high_ticks = max(merged.high_ticks, hour.high_ticks)
    merged.low_ticks = min(merged.low_ticks, hour.low_ticks)
    merged.close_ticks = hour.close_ticks
    merged.lots += hour.lots
    merged.quote_atoms += hour.quote_atoms
    merged.trades += hour.trades
