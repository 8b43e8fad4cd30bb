"""One channel a stream name: what it remembers between two messages, and when it speaks.

A channel lives while somebody is subscribed. It sees everything that happens to its market, answers
with what must be said at once, and says the rest when its pulse comes, at multiples of its speed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from fakes.klines import Kline, next_open, open_of
from fakes.ledger import LevelChanged
from fakes.matching.order import Depth
from fakes.trades import Trade
from fakes.venues.binance import market_events
from fakes.venues.binance.aggregates import Aggregates
from fakes.venues.binance.depth_updates import DepthUpdates
from fakes.venues.binance.market_events import Event, Top
from fakes.venues.binance.numbers import Scale
from fakes.venues.binance.rolling import RollingWindow
from fakes.venues.binance.stream_names import TICKER_WINDOWS_MS, Feed, Stream

DAY_MS = 86_400_000
AVERAGE_MS = 300_000


class Market(Protocol):
    """What a channel may ask of the exchange about one symbol."""

    @property
    def scale(self) -> Scale: ...
    @property
    def trades(self) -> Sequence[Trade]:
        """All of them, oldest first."""

    def depth(self, levels: int) -> Depth: ...


@dataclass(frozen=True, slots=True)
class Moved:
    """What one operation did to one market."""

    symbol: str
    changes: Sequence[LevelChanged]
    trades: Sequence[Trade]


class Saying(NamedTuple):
    """An event and the last book number or trade id in it."""

    event: Event | list[Event]
    sequence: int | None


@dataclass(slots=True)
class Channel:
    """`subscribers` are opaque here: the hub's sessions by number, in order of subscription."""

    stream: Stream
    market: Market
    subscribers: dict[int, Any] = field(default_factory=dict)
    dirty: bool = False
    timer: Any = None

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        """Called for every operation on the market; yields what is said at once."""
        self.dirty = True
        return iter(())

    def due_ms(self, now_ms: int) -> int | None:
        """When the next pulse should come; None = not before something happens."""
        return self._boundary_ms(now_ms) if self.dirty else None

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        return iter(())

    def _boundary_ms(self, now_ms: int) -> int:
        return (now_ms // self.stream.speed_ms + 1) * self.stream.speed_ms


class TradeChannel(Channel):
    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trade in moved.trades:
            yield Saying(market_events.trade(self.market.scale, trade, now_ms), trade.trade_id)


class AggregateTradeChannel(Channel):
    __slots__ = ("_aggregates",)

    def __init__(self, stream: Stream, market: Market) -> None:
        super().__init__(stream, market)
        self._aggregates = Aggregates(market.trades)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for number, trades in self._aggregates.add(moved.trades):
            event = market_events.aggregate_trade(self.market.scale, number, trades, now_ms)
            yield Saying(event, trades[-1].trade_id)


class BookTickerChannel(Channel):
    __slots__ = ("_top",)

    def __init__(self, stream: Stream, market: Market) -> None:
        super().__init__(stream, market)
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

    def __init__(self, stream: Stream, market: Market) -> None:
        super().__init__(stream, market)
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


class KlineChannel(Channel):
    """A candle closes on time even when nobody trades (BIN-68); the next begins at the old price."""

    __slots__ = ("_candle",)

    def __init__(self, stream: Stream, market: Market) -> None:
        super().__init__(stream, market)
        self._candle: Kline | None = None

    def begin(self, now_ms: int) -> None:
        """Rebuild the candle of now from the trades so far."""
        open_ms = self._open_ms(now_ms)
        before = None
        for trade in reversed(self.market.trades):
            before = trade
            if trade.at_ms < open_ms:
                break
        if before is None:
            return
        self._candle = self._blank(open_ms, before.ticks)
        for trade in self.market.trades[before.trade_id - self.market.trades[0].trade_id :]:
            if trade.at_ms >= open_ms:
                self._candle.add(trade)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trade in moved.trades:
            yield from self._roll(trade.at_ms, now_ms)
            if self._candle is None:
                self._candle = self._blank(self._open_ms(trade.at_ms), trade.ticks)
            self._candle.add(trade)
            self.dirty = True

    def due_ms(self, now_ms: int) -> int | None:
        if self._candle is None:
            return None
        close_ms = self._candle.close_ms + 1
        return min(close_ms, self._boundary_ms(now_ms)) if self.dirty else close_ms

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        yield from self._roll(now_ms, now_ms)
        if self.dirty and self._candle is not None:
            self.dirty = False
            yield self._saying(self._candle, False, now_ms)

    def _roll(self, at_ms: int, now_ms: int) -> Iterator[Saying]:
        while self._candle is not None and at_ms > self._candle.close_ms:
            closed = self._candle
            yield self._saying(closed, True, now_ms)
            self._candle = self._blank(closed.close_ms + 1, closed.close_ticks)
            self.dirty = False

    def _saying(self, candle: Kline, closed: bool, now_ms: int) -> Saying:
        event = market_events.kline(self.market.scale, self.stream.interval, candle, closed, now_ms)
        return Saying(event, candle.last_trade_id)

    def _open_ms(self, at_ms: int) -> int:
        offset_ms = self.stream.offset_ms
        return open_of(self.stream.interval, at_ms + offset_ms) - offset_ms

    def _blank(self, open_ms: int, ticks: int) -> Kline:
        offset_ms = self.stream.offset_ms
        close_ms = next_open(self.stream.interval, open_ms + offset_ms) - offset_ms - 1
        return Kline(open_ms, close_ms, ticks, ticks, ticks, ticks)


class StatisticsChannel(Channel):
    """Everything computed over a rolling window of trades."""

    __slots__ = ("_window",)

    def __init__(self, stream: Stream, market: Market) -> None:
        super().__init__(stream, market)
        length_ms = TICKER_WINDOWS_MS.get(stream.interval, DAY_MS)
        self._window = RollingWindow(
            AVERAGE_MS if stream.feed is Feed.AVERAGE_PRICE else length_ms, market.trades
        )

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trade in moved.trades:
            self._window.add(trade)
        moves_on_the_book = self.stream.feed is Feed.TICKER and bool(moved.changes)
        self.dirty = self.dirty or bool(moved.trades) or moves_on_the_book
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        yield Saying(self.event(now_ms), self._window.last.trade_id if self._window.last else None)

    def event(self, now_ms: int) -> Event:
        scale, window, feed = self.market.scale, self._window, self.stream.feed
        window.advance(now_ms)
        if feed is Feed.TICKER:
            return market_events.ticker(scale, window, top_of(self.market), now_ms)
        if feed is Feed.MINI_TICKER:
            return market_events.mini_ticker(scale, window, now_ms)
        if feed is Feed.WINDOW_TICKER:
            return market_events.window_ticker(scale, self.stream.interval, window, now_ms)
        return market_events.average_price(scale, window, now_ms)


class ReferencePriceChannel(Channel):
    def due_ms(self, now_ms: int) -> int | None:
        return self._boundary_ms(now_ms)

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        yield Saying(market_events.reference_price(self.market.scale, now_ms), None)


class SilentChannel(Channel):
    """Block trades: the stream exists, the trades do not."""

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        return iter(())


def top_of(market: Market) -> Top:
    depth = market.depth(1)
    return Top(depth.bids[0] if depth.bids else (0, 0), depth.asks[0] if depth.asks else (0, 0))


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
