"""The messages of the public channels, whole and field by field as documented (websocket-v2).

Money is written with all its digits (KRK-51); times are milliseconds of the venue's clock.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple

from fakes.klines import Kline
from fakes.matching import OrderKind
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.kraken.book_window import BookChange, Level
from fakes.venues.kraken.digits import Digits, rounded
from fakes.venues.kraken.times import microseconds, nanoseconds

Message = dict[str, Any]
Kind = Literal["snapshot", "update"]

SERVICE_VERSION: Final = "2.0.10"
PERCENT_DECIMALS: Final = 2
HEARTBEAT: Final[Message] = {"channel": "heartbeat"}  # KRK-53


class Top(NamedTuple):
    """Best levels; (0, 0) where a side is empty."""

    bid: Level = (0, 0)
    ask: Level = (0, 0)


def status(system: str, connection_id: int | None = None) -> Message:
    """KRK-52. Only the first one on a connection tells its number."""
    state: dict[str, Any] = {"version": SERVICE_VERSION, "system": system, "api_version": "v2"}
    if connection_id is not None:
        state["connection_id"] = connection_id
    return {"channel": "status", "type": "update", "data": [state]}


def book(digits: Digits, kind: Kind, change: BookChange, checksum: int, at_ms: int) -> Message:
    """KRK-55."""
    return {
        "channel": "book",
        "type": kind,
        "data": [
            {
                "symbol": digits.symbol,
                "bids": _levels(digits, change.bids),
                "asks": _levels(digits, change.asks),
                "checksum": checksum,
                "timestamp": microseconds(at_ms),
            }
        ],
    }


def trades(digits: Digits, kind: Kind, these: Iterable[Trade]) -> Message:
    """KRK-59."""
    rows = [
        {
            "symbol": digits.symbol,
            "side": "sell" if trade.buyer_is_maker else "buy",
            "price": digits.price(trade.ticks),
            "qty": digits.quantity(trade.lots),
            "ord_type": "market" if trade.taker_kind is OrderKind.MARKET else "limit",
            "trade_id": trade.trade_id,
            "timestamp": microseconds(trade.at_ms),
        }
        for trade in these
    ]
    return {"channel": "trade", "type": kind, "data": rows}


def ticker(digits: Digits, kind: Kind, day: RollingWindow, top: Top, at_ms: int) -> Message:
    """`day`: the trades of the last 24 hours."""
    last = day.last or day.before
    opened = day.before or day.first
    last_ticks = last.ticks if last else 0
    change = last_ticks - opened.ticks if opened else 0
    percent = _rounded_ratio(change * 100 * 10**PERCENT_DECIMALS, opened.ticks) if opened else 0
    return {
        "channel": "ticker",
        "type": kind,
        "data": [
            {
                "symbol": digits.symbol,
                "bid": digits.price(top.bid[0]),
                "bid_qty": digits.quantity(top.bid[1]),
                "ask": digits.price(top.ask[0]),
                "ask_qty": digits.quantity(top.ask[1]),
                "last": digits.price(last_ticks),
                "volume": digits.quantity(day.lots),
                "vwap": digits.average(day.quote_atoms, day.lots),
                "low": digits.price(day.low_ticks),
                "high": digits.price(day.high_ticks),
                "change": digits.price(change),
                "change_pct": rounded(percent, PERCENT_DECIMALS, PERCENT_DECIMALS),
                "timestamp": microseconds(at_ms),
            }
        ],
    }


def candles(digits: Digits, kind: Kind, these: Sequence[Kline], minutes: int, at_ms: int) -> Message:
    """The row's own `timestamp` is the end of its interval, whatever its description says."""
    rows = [
        {
            "symbol": digits.symbol,
            "open": digits.price(candle.open_ticks),
            "high": digits.price(candle.high_ticks),
            "low": digits.price(candle.low_ticks),
            "close": digits.price(candle.close_ticks),
            "trades": candle.trades,
            "volume": digits.quantity(candle.lots),
            "vwap": digits.average(candle.quote_atoms, candle.lots),
            "interval_begin": nanoseconds(candle.open_ms),
            "interval": minutes,
            "timestamp": microseconds(candle.open_ms + minutes * 60_000),
        }
        for candle in these
    ]
    return {"channel": "ohlc", "type": kind, "timestamp": nanoseconds(at_ms), "data": rows}


def _levels(digits: Digits, levels: Iterable[Level]) -> list[Message]:
    return [{"price": digits.price(ticks), "qty": digits.quantity(lots)} for ticks, lots in levels]


def _rounded_ratio(numerator: int, denominator: int) -> int:
    """Halves away from zero."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude
