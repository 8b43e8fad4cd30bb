"""The channel of each feed; here those that need little memory."""

from collections.abc import Iterator

from fakes.venues.binance import market_events
from fakes.venues.binance.aggregates import Aggregates
from fakes.venues.binance.channel import Channel, Market, Moved, Saying, top_of
from fakes.venues.binance.depth_updates import DepthUpdates
from fakes.venues.binance.kline_channel import KlineChannel
from fakes.venues.binance.statistics_channel import StatisticsChannel
from fakes.venues.binance.stream_names import Feed, Stream


class TradeChannel(Channel):
    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trade in moved.trades:
            yield Saying(market_events.trade(self.market.scale, trade, now_ms), trade.trade_id)


class AggregateTradeChannel(Channel):
    __slots__ = ("_aggregates",)

    def __init__(self, stream: Stream, market: Market, now_ms: int) -> None:
        super().__init__(stream, market, now_ms)
        self._aggregates = Aggregates(market.trades)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for number, trades in self._aggregates.add(moved.trades):
            event = market_events.aggregate_trade(self.market.scale, number, trades, now_ms)
            yield Saying(event, trades[-1].trade_id)


class BookTickerChannel(Channel):
    __slots__ = ("_top",)

    def __init__(self, stream: Stream, market: Market, now_ms: int) -> None:
        super().__init__(stream, market, now_ms)
        self._top = top_of(market)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        if not moved.changes:
            return
        top = top_of(self.market)
        if top != self._top:
            self._top = top
            sequence = moved.changes[-1].sequence
            yield Saying(market_events.book_ticker(self.market.scale, sequence, top), sequence)


class DepthChannel(Channel):
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
            yield Saying(market_events.depth_update(self.market.scale, update, now_ms), update.last)


class PartialDepthChannel(Channel):
    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        self.dirty = self.dirty or bool(moved.changes)
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        depth = self.market.depth(self.stream.levels)
        event = market_events.partial_depth(self.market.scale, depth.sequence, depth.bids, depth.asks)
        yield Saying(event, depth.sequence)


class ReferencePriceChannel(Channel):
    def due_ms(self, now_ms: int) -> int | None:
        return self._boundary_ms(now_ms)

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        yield Saying(market_events.reference_price(self.market.scale, now_ms), None)


class SilentChannel(Channel):
    """Block trades: the stream exists, the trades do not."""


CHANNELS: dict[Feed, type[Channel]] = {
    Feed.TRADE: TradeChannel,
    Feed.AGGREGATE_TRADE: AggregateTradeChannel,
    Feed.BLOCK_TRADE: SilentChannel,
    Feed.DEPTH: DepthChannel,
    Feed.PARTIAL_DEPTH: PartialDepthChannel,
    Feed.BOOK_TICKER: BookTickerChannel,
    Feed.KLINE: KlineChannel,
    Feed.TICKER: StatisticsChannel,
    Feed.MINI_TICKER: StatisticsChannel,
    Feed.WINDOW_TICKER: StatisticsChannel,
    Feed.AVERAGE_PRICE: StatisticsChannel,
    Feed.REFERENCE_PRICE: ReferencePriceChannel,
}
