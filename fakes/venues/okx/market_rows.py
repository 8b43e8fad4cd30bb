"""Books, trades and tickers, field by field, as REST and the channels show them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from fakes.exchange import Exchange
from fakes.matching.book import BookSide
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.okx.names import Market
from fakes.venues.okx.numbers import Numbers

Json = dict[str, Any]
Level = tuple[int, int, int]
"""Ticks, lots, orders."""
DAY_MS: Final = 86_400_000
_EIGHT_HOURS_MS: Final = 8 * 3_600_000


class View(msgspec.Struct, frozen=True):
    """The best levels of both sides, from the best outwards, at the book's `sequence`."""

    sequence: int
    bids: dict[int, Level]
    asks: dict[int, Level]


def view_of(exchange: Exchange, symbol: str, levels: int) -> View:
    engine = exchange.engine(symbol)
    return View(engine.sequence, _best(engine.bids, levels), _best(engine.asks, levels))


def _best(side: BookSide, levels: int) -> dict[int, Level]:
    best: dict[int, Level] = {}
    for level in side.levels():
        if len(best) >= levels:
            break
        best[level.ticks] = (level.ticks, level.lots, len(level.orders))
    return best


def changes(before: dict[int, Level], after: dict[int, Level]) -> list[Level]:
    """What a side must be told to become the other; 0 removes a level (OKX-63)."""
    changed = [level for ticks, level in after.items() if before.get(ticks) != level]
    return changed + [(ticks, 0, 0) for ticks in before if ticks not in after]


def rows(numbers: Numbers, levels: Sequence[Level]) -> list[list[str]]:
    return [[numbers.price(ticks), numbers.size(lots), "0", str(orders)] for ticks, lots, orders in levels]


def trade(market: Market, each: Trade) -> Json:
    """As REST lists it."""
    return {
        "instId": market.inst_id,
        "side": side_of(each),
        "sz": market.numbers.size(each.lots),
        "px": market.numbers.price(each.ticks),
        "source": "0",
        "tradeId": str(each.trade_id),
        "ts": str(each.at_ms),
    }


def side_of(each: Trade) -> str:
    """The taker's."""
    return "sell" if each.buyer_is_maker else "buy"


def together(trades: Sequence[Trade]) -> Iterator[Sequence[Trade]]:
    """Matches of one taker at one price (OKX-67)."""
    start = 0
    for end in range(1, len(trades) + 1):
        if end < len(trades) and _alike(trades[start], trades[end]):
            continue
        yield trades[start:end]
        start = end


def _alike(first: Trade, other: Trade) -> bool:
    return first.ticks == other.ticks and first.fact.taker_order_id == other.fact.taker_order_id


def ticker(exchange: Exchange, market: Market, day: RollingWindow, now_ms: int) -> Json:
    """`day`: the trades of the last 24 hours."""
    numbers, engine = market.numbers, exchange.engine(market.symbol)
    trades = exchange.trades(market.symbol)
    last = trades[-1] if trades else None
    opened = day.first or last
    ask, bid = engine.best_ask, engine.best_bid
    return {
        "instType": market.inst_type,
        "instId": market.inst_id,
        "last": "" if last is None else numbers.price(last.ticks),
        "lastSz": "" if last is None else numbers.size(last.lots),
        "askPx": "" if ask is None else numbers.price(ask[0]),
        "askSz": "" if ask is None else numbers.size(ask[1]),
        "bidPx": "" if bid is None else numbers.price(bid[0]),
        "bidSz": "" if bid is None else numbers.size(bid[1]),
        "open24h": "" if opened is None else numbers.price(opened.ticks),
        "high24h": _price_or_last(numbers, day.high_ticks, last),
        "low24h": _price_or_last(numbers, day.low_ticks, last),
        "volCcy24h": numbers.base(day.lots) if market.instrument.contract else numbers.quote(day.quote_atoms),
        "vol24h": numbers.size(day.lots),
        "sodUtc0": _opened(numbers, trades, now_ms // DAY_MS * DAY_MS),
        "sodUtc8": _opened(numbers, trades, (now_ms + _EIGHT_HOURS_MS) // DAY_MS * DAY_MS - _EIGHT_HOURS_MS),
        "ts": str(now_ms),
    }


def _price_or_last(numbers: Numbers, ticks: int, last: Trade | None) -> str:
    """Of a day without trades, the last price."""
    return numbers.price(ticks or (last.ticks if last is not None else 0)) if ticks or last else ""


def _opened(numbers: Numbers, trades: Sequence[Trade], since_ms: int) -> str:
    """The first price since then; before any, the last."""
    if not trades:
        return ""
    index = bisect_left(trades, since_ms, key=lambda each: each.at_ms)
    return numbers.price(trades[min(index, len(trades) - 1)].ticks)
