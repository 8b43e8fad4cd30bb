"""The events of market streams, field by field as documented (web-socket-streams.md).

Every function takes the times in milliseconds and returns the bare event; who subscribed in
microseconds is served elsewhere. BIN-08: prices and quantities are strings.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from fakes.klines import Kline
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.binance.depth_updates import DepthUpdate
from fakes.venues.binance.numbers import ONE, ZERO, Scale, fixed

Event = dict[str, Any]


class Top(NamedTuple):
    """Best prices as (ticks, lots); (0, 0) where a side is empty."""

    bid: tuple[int, int] = (0, 0)
    ask: tuple[int, int] = (0, 0)


def trade(scale: Scale, trade: Trade, now_ms: int) -> Event:
    return {
        "e": "trade",
        "E": now_ms,
        "s": scale.instrument.symbol,
        "t": trade.trade_id,
        "p": scale.price(trade.ticks),
        "q": scale.quantity(trade.lots),
        "T": trade.at_ms,
        "m": trade.buyer_is_maker,
        "M": True,
    }


def aggregate_trade(scale: Scale, number: int, trades: Sequence[Trade], now_ms: int) -> Event:
    """`trades`: what one taker order matched at one price, in order."""
    return {
        "e": "aggTrade",
        "E": now_ms,
        "s": scale.instrument.symbol,
        "a": number,
        "p": scale.price(trades[0].ticks),
        "q": scale.quantity(sum(trade.lots for trade in trades)),
        "f": trades[0].trade_id,
        "l": trades[-1].trade_id,
        "T": trades[0].at_ms,
        "m": trades[0].buyer_is_maker,
        "M": True,
    }


def depth_update(scale: Scale, update: DepthUpdate, now_ms: int) -> Event:
    return {
        "e": "depthUpdate",
        "E": now_ms,
        "s": scale.instrument.symbol,
        "U": update.first,
        "u": update.last,
        "b": _levels(scale, update.bids),
        "a": _levels(scale, update.asks),
    }


def partial_depth(
    scale: Scale, sequence: int, bids: Sequence[tuple[int, int]], asks: Sequence[tuple[int, int]]
) -> Event:
    return {"lastUpdateId": sequence, "bids": _levels(scale, bids), "asks": _levels(scale, asks)}


def book_ticker(scale: Scale, sequence: int, top: Top) -> Event:
    return {
        "u": sequence,
        "s": scale.instrument.symbol,
        "b": scale.price(top.bid[0]),
        "B": scale.quantity(top.bid[1]),
        "a": scale.price(top.ask[0]),
        "A": scale.quantity(top.ask[1]),
    }


def kline(scale: Scale, interval: str, candle: Kline, closed: bool, now_ms: int) -> Event:
    symbol = scale.instrument.symbol
    return {
        "e": "kline",
        "E": now_ms,
        "s": symbol,
        "k": {
            "t": candle.open_ms,
            "T": candle.close_ms,
            "s": symbol,
            "i": interval,
            "f": candle.first_trade_id,
            "L": candle.last_trade_id,
            "o": scale.price(candle.open_ticks),
            "c": scale.price(candle.close_ticks),
            "h": scale.price(candle.high_ticks),
            "l": scale.price(candle.low_ticks),
            "v": scale.quantity(candle.lots),
            "n": candle.trades,
            "x": closed,
            "q": scale.quote(candle.quote_atoms),
            "V": scale.quantity(candle.taker_buy_lots),
            "Q": scale.quote(candle.taker_buy_quote_atoms),
            "B": "0",
        },
    }


def mini_ticker(scale: Scale, window: RollingWindow, now_ms: int) -> Event:
    first, last = window.first, window.last
    return {
        "e": "24hrMiniTicker",
        "E": now_ms,
        "s": scale.instrument.symbol,
        "c": scale.price(last.ticks if last else 0),
        "o": scale.price(first.ticks if first else 0),
        "h": scale.price(window.high_ticks),
        "l": scale.price(window.low_ticks),
        "v": scale.quantity(window.lots),
        "q": scale.quote(window.quote_atoms),
    }


def ticker(scale: Scale, window: RollingWindow, top: Top, now_ms: int) -> Event:
    last, before = window.last, window.before
    return {
        "e": "24hrTicker",
        "E": now_ms,
        "s": scale.instrument.symbol,
        **_change(scale, window),
        "x": scale.price(before.ticks if before else 0),
        "c": scale.price(last.ticks if last else 0),
        "Q": scale.quantity(last.lots if last else 0),
        "b": scale.price(top.bid[0]),
        "B": scale.quantity(top.bid[1]),
        "a": scale.price(top.ask[0]),
        "A": scale.quantity(top.ask[1]),
        **_range(scale, window),
        **_span(window, now_ms - window.length_ms, now_ms),
    }


def window_ticker(scale: Scale, size: str, window: RollingWindow, now_ms: int) -> Event:
    first, last = window.first, window.last
    change = _change(scale, window)
    return {
        "e": f"{size}Ticker",
        "E": now_ms,
        "s": scale.instrument.symbol,
        "p": change["p"],
        "P": change["P"],
        "o": scale.price(first.ticks if first else 0),
        "h": scale.price(window.high_ticks),
        "l": scale.price(window.low_ticks),
        "c": scale.price(last.ticks if last else 0),
        "w": change["w"],
        "v": scale.quantity(window.lots),
        "q": scale.quote(window.quote_atoms),
        **_span(window, (now_ms - window.length_ms) // 60_000 * 60_000, now_ms),
    }


def average_price(scale: Scale, window: RollingWindow, now_ms: int) -> Event:
    last = window.last or window.before
    average = _average(scale, window.quote_atoms, window.lots)
    if not window.lots and last:
        average = scale.price(last.ticks)
    return {
        "e": "avgPrice",
        "E": now_ms,
        "s": scale.instrument.symbol,
        "i": "5m",
        "w": average,
        "T": last.at_ms if last else 0,
    }


def reference_price(scale: Scale, now_ms: int) -> Event:
    """This venue has no reference prices, which the document allows for: null."""
    return {"e": "referencePrice", "s": scale.instrument.symbol, "r": None, "t": now_ms}


def _change(scale: Scale, window: RollingWindow) -> Event:
    first, last = window.first, window.last
    opened, closed = (first.ticks, last.ticks) if first and last else (0, 0)
    percent = Decimal(closed - opened) * 100 / opened if opened else Decimal(0)
    return {
        "p": _signed(scale, closed - opened),
        "P": f"{percent:.3f}",
        "w": _average(scale, window.quote_atoms, window.lots),
    }


def _range(scale: Scale, window: RollingWindow) -> Event:
    first = window.first
    return {
        "o": scale.price(first.ticks if first else 0),
        "h": scale.price(window.high_ticks),
        "l": scale.price(window.low_ticks),
        "v": scale.quantity(window.lots),
        "q": scale.quote(window.quote_atoms),
    }


def _span(window: RollingWindow, open_ms: int, now_ms: int) -> Event:
    first, last = window.first, window.last
    return {
        "O": open_ms,
        "C": now_ms,
        "F": first.trade_id if first else -1,
        "L": last.trade_id if last else -1,
        "n": len(window),
    }


def _levels(scale: Scale, levels: Iterable[tuple[int, int]]) -> list[list[str]]:
    return [[scale.price(ticks), scale.quantity(lots)] for ticks, lots in levels]


def _signed(scale: Scale, ticks: int) -> str:
    return scale.price(ticks) if ticks >= 0 else f"-{scale.price(-ticks)}"


def _average(scale: Scale, quote_atoms: int, lots: int) -> str:
    """Quote per base, rounded down; zero when nothing was traded."""
    if not lots:
        return ZERO
    instrument = scale.instrument
    return fixed(int(Decimal(quote_atoms) / 10**instrument.quote_precision / (instrument.step * lots) * ONE))
