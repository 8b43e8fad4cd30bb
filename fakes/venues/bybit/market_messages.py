"""Messages of public topics, in this venue's order of members (BYB-70, BYB-75 to BYB-78)."""

from collections.abc import Sequence
from typing import Any, Literal

from fakes.instruments import BUY
from fakes.klines import Kline
from fakes.trades import Trade
from fakes.venues.bybit.digits import Digits
from fakes.venues.bybit.order_ids import OrderIds
from fakes.venues.bybit.topics import Topic

Message = dict[str, Any]
Kind = Literal["snapshot", "delta"]
Levels = Sequence[tuple[int, int]]


def book(
    topic: Topic, digits: Digits, kind: Kind, sides: tuple[Levels, Levels], numbers: tuple[int, int], at: "At"
) -> Message:
    """`sides`: bids and asks as (ticks, lots); `numbers`: `u` and `seq`."""
    bids, asks = sides
    data = {
        "s": topic.symbol,
        "b": [[digits.price(ticks), digits.quantity(lots) if lots else "0"] for ticks, lots in bids],
        "a": [[digits.price(ticks), digits.quantity(lots) if lots else "0"] for ticks, lots in asks],
        "u": numbers[0],
        "seq": numbers[1],
    }
    return at.headed(topic, kind) | {"data": data, "cts": at.made_ms}


class At:
    """When the engine made it and when it is told; which of `ts` and `type` stands first (BYB-78)."""

    __slots__ = ("made_ms", "now_ms", "time_first")

    def __init__(self, now_ms: int, made_ms: int, *, time_first: bool) -> None:
        self.now_ms = now_ms
        self.made_ms = made_ms
        self.time_first = time_first

    def headed(self, topic: Topic, kind: Kind) -> Message:
        if self.time_first:
            return {"topic": topic.name, "ts": self.now_ms, "type": kind}
        return {"topic": topic.name, "type": kind, "ts": self.now_ms}


def trades(
    topic: Topic, digits: Digits, ids: OrderIds, told: Sequence[tuple[Trade, int]], now_ms: int
) -> Message:
    """With the cross sequence of each."""
    rows = [
        {
            "i": ids.trade(topic.symbol, trade.trade_id),
            "T": trade.at_ms,
            "p": digits.price(trade.ticks),
            "v": digits.quantity(trade.lots),
            "S": "Buy" if trade.fact.taker_side is BUY else "Sell",
            "s": topic.symbol,
            "BT": False,
            "RPI": False,
            "seq": seq,
        }
        for trade, seq in told
    ]
    return {"topic": topic.name, "ts": now_ms, "type": "snapshot", "data": rows}


def ticker(topic: Topic, kind: Kind, data: Message, seq: int, now_ms: int, *, time_first: bool) -> Message:
    """BYB-78: spot says when before what, linear last of all."""
    if time_first:
        return {"topic": topic.name, "ts": now_ms, "type": kind, "cs": seq, "data": data}
    return {"topic": topic.name, "type": kind, "data": data, "cs": seq, "ts": now_ms}


def candle(topic: Topic, digits: Digits, kline: Kline, now_ms: int, *, closed: bool) -> Message:
    row = {
        "start": kline.open_ms,
        "end": kline.close_ms,
        "interval": topic.interval,
        "open": digits.price(kline.open_ticks),
        "close": digits.price(kline.close_ticks),
        "high": digits.price(kline.high_ticks),
        "low": digits.price(kline.low_ticks),
        "volume": digits.quantity(kline.lots),
        "turnover": digits.value(kline.quote_atoms),
        "confirm": closed,
        "timestamp": now_ms,
    }
    return {"topic": topic.name, "data": [row], "ts": now_ms, "type": "snapshot"}


def price_limit(topic: Topic, digits: Digits, limits: tuple[int, int], now_ms: int) -> Message:
    """`limits`: the highest price of a buy, the lowest of a sell, in ticks."""
    data = {
        "symbol": topic.symbol,
        "buyLmt": digits.price(limits[0]),
        "sellLmt": digits.price(limits[1]),
    }
    return {"topic": topic.name, "data": data, "ts": now_ms}
