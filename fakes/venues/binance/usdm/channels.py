"""The channel of each feed here: what Spot's say otherwise, or not at all."""

from collections.abc import Iterator, Mapping
from typing import Final

from fakes.derivatives.clockwork import next_funding_ms
from fakes.derivatives.engine import mark_ticks
from fakes.trades import Trade
from fakes.venues.binance import market_events as spot
from fakes.venues.binance.aggregates import Aggregates
from fakes.venues.binance.channel import Channel, Market, Moved, Saying, top_of
from fakes.venues.binance.channels import BookTickerChannel
from fakes.venues.binance.depth_updates import DepthUpdate, DepthUpdates
from fakes.venues.binance.kline_channel import KlineChannel
from fakes.venues.binance.market_events import Event
from fakes.venues.binance.statistics_channel import StatisticsChannel
from fakes.venues.binance.stream_names import Feed, Stream
from fakes.venues.binance.usdm.numbers import update_id

CONTRACTS: Final = 1
"""Which of the venue's markets of contracts an event is of: those margined in stable coins."""


class TradeChannel(Channel):
    """BFU-45."""

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trade in moved.trades:
            event = spot.trade(self.market.scale, trade, now_ms)
            del event["M"]
            yield Saying({**event, "X": "MARKET"}, trade.trade_id)


class AggregateTradeChannel(Channel):
    """Gathers 100 ms of one price and side (BFU-45)."""

    __slots__ = ("_aggregates", "_gathered")

    def __init__(self, stream: Stream, market: Market, now_ms: int) -> None:
        super().__init__(stream, market, now_ms)
        self._aggregates = Aggregates(market.trades)
        self._gathered: list[tuple[int, list[Trade]]] = []

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for number, trades in self._aggregates.add(moved.trades):
            self._gathered.append((number, list(trades)))
            self.dirty = True
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        gathered, self._gathered = self._gathered, []
        for number, trades in gathered:
            event = spot.aggregate_trade(self.market.scale, number, trades, now_ms)
            del event["M"]
            yield Saying({**event, "nq": event["q"], "st": CONTRACTS}, trades[-1].trade_id)


class DepthChannel(Channel):
    """BFU-42: each update names the end of the one before it. Numbers in between are of what is not sent."""

    __slots__ = ("_updates",)

    def __init__(self, stream: Stream, market: Market, now_ms: int) -> None:
        super().__init__(stream, market, now_ms)
        self._updates = DepthUpdates(market.depth(1).sequence)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for change in moved.changes:
            self._updates.add(change)
            self.dirty = True
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        update = self._updates.take()
        if update is not None:
            yield Saying(_depth(self.market, update, now_ms), update.last)


class PartialDepthChannel(Channel):
    """BFU-44."""

    __slots__ = ("_last",)

    def __init__(self, stream: Stream, market: Market, now_ms: int) -> None:
        super().__init__(stream, market, now_ms)
        self._last = market.depth(1).sequence

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        self.dirty = self.dirty or bool(moved.changes)
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        depth = self.market.depth(self.stream.levels)
        update = DepthUpdate(self._last + 1, depth.sequence, tuple(depth.bids), tuple(depth.asks))
        self._last = depth.sequence
        yield Saying(_depth(self.market, update, now_ms), depth.sequence)


class TimedBookTickerChannel(BookTickerChannel):
    """BFU-47."""

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for saying in super().saw(moved, now_ms):
            assert isinstance(saying.event, dict)  # of one market
            event = {"e": "bookTicker", "E": now_ms, "T": now_ms, **saying.event}
            event |= {"ps": event["s"], "st": CONTRACTS}
            event["u"] = update_id(event["u"])
            yield Saying(event, saying.sequence)


class TickerChannel(StatisticsChannel):
    """BFU-47."""

    def event(self, now_ms: int) -> Event:
        event = super().event(now_ms)
        kept = {name: value for name, value in event.items() if name not in ("x", "b", "B", "a", "A")}
        return {**kept, "ps": event["s"], "st": CONTRACTS}


class MarkPriceChannel(Channel):
    """Told at each pulse, moved or not (BFU-46)."""

    def due_ms(self, now_ms: int) -> int | None:
        return self._boundary_ms(now_ms)

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        scale = self.market.scale
        symbol, contract = scale.instrument.symbol, scale.instrument.contract
        assert contract is not None  # all are contracts here
        top, trades = top_of(self.market), self.market.trades
        mark = scale.price(mark_ticks(top.bid[0], top.ask[0], trades[-1].ticks if trades else 0))
        event = {
            "e": "markPriceUpdate",
            "E": now_ms,
            "s": symbol,
            "p": mark,
            "ap": mark,
            "i": mark,
            "P": mark,
            "r": rate(contract.funding_ppm),
            "T": next_funding_ms(scale.instrument, now_ms),
            "st": CONTRACTS,
        }
        yield Saying(event, None)


def rate(ppm: int) -> str:
    """A share in millionths as this venue writes rates."""
    sign = "-" if ppm < 0 else ""
    return f"{sign}{abs(ppm) // 1_000_000}.{abs(ppm) % 1_000_000:06d}00"


def _depth(market: Market, update: DepthUpdate, now_ms: int) -> Event:
    event = spot.depth_update(market.scale, update, now_ms)
    return {
        "e": event.pop("e"),
        "E": event.pop("E"),
        "T": now_ms,
        "s": event.pop("s"),
        "U": update_id(event.pop("U")) - 1,
        "u": update_id(event.pop("u")),
        "pu": update_id(update.first - 1),
        **event,
        "ps": market.scale.instrument.symbol,
        "st": CONTRACTS,
    }


CHANNELS: Mapping[Feed, type[Channel]] = {
    Feed.TRADE: TradeChannel,
    Feed.AGGREGATE_TRADE: AggregateTradeChannel,
    Feed.DEPTH: DepthChannel,
    Feed.PARTIAL_DEPTH: PartialDepthChannel,
    Feed.BOOK_TICKER: TimedBookTickerChannel,
    Feed.KLINE: KlineChannel,
    Feed.TICKER: TickerChannel,
    Feed.MINI_TICKER: TickerChannel,
    Feed.MARK_PRICE: MarkPriceChannel,
}
