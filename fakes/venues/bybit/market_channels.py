"""One public topic: what it remembers between two messages, and when it speaks.

A channel lives while somebody is subscribed. It sees everything that happens to its market; trades it tells
at once, the rest when its pulse comes, at multiples of its speed on the venue's clock.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, Protocol

import msgspec

from fakes.klines import Kline, klines
from fakes.ledger import LevelChanged
from fakes.matching.order import Depth
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.bybit import market_messages
from fakes.venues.bybit.days import DAY_MS
from fakes.venues.bybit.digits import Digits
from fakes.venues.bybit.market_messages import At, Message
from fakes.venues.bybit.order_ids import OrderIds
from fakes.venues.bybit.rest_tickers import INTERVALS
from fakes.venues.bybit.topics import FULL, SPEEDS_MS, Feed, Topic

AT_ONCE: Final = 1_024
"""So many trades at most are in one message (BYB-75)."""
REPEATED_MS: Final = 3_000
"""BYB-70: of the best level."""
CANDLES_MS: Final = 1_000
LIMITS_MS: Final = 300
FIRST_U: Final = 1_000


class Market(Protocol):
    """What a channel may ask about one symbol."""

    @property
    def digits(self) -> Digits: ...
    @property
    def ids(self) -> OrderIds: ...
    @property
    def trades(self) -> Sequence[Trade]:
        """All of them, oldest first."""

    @property
    def ticker_ms(self) -> int: ...
    @property
    def time_first(self) -> bool:
        """Of books deeper than one level (BYB-78)."""

    @property
    def ticker_deltas(self) -> bool: ...
    @property
    def tick_directions(self) -> bool: ...

    def depth(self, levels: int) -> Depth: ...
    def seq(self, trade: Trade) -> int: ...
    def day(self, window: RollingWindow) -> Message: ...
    def limits(self) -> tuple[int, int] | None:
        """The highest price of a buy, the lowest of a sell, in ticks."""


class Moved(msgspec.Struct, frozen=True):
    """What one operation did to one market."""

    changes: Sequence[LevelChanged]
    trades: Sequence[Trade]


class Saying(msgspec.Struct, frozen=True):
    """A message and the last book number or trade id in it."""

    message: Message
    sequence: int | None


class Channel:
    """`subscribers`: the streams' own, by session. `dirty` = there is something to say at the next pulse."""

    __slots__ = ("dirty", "market", "speed_ms", "subscribers", "timer", "topic")

    def __init__(self, topic: Topic, market: Market, now_ms: int, speed_ms: int) -> None:
        self.topic = topic
        self.market = market
        self.speed_ms = speed_ms
        self.subscribers: dict[int, Any] = {}
        self.dirty = False
        self.timer: Any = None

    def snapshot(self, now_ms: int) -> Iterator[Saying]:
        """What a new subscriber is told first."""
        return iter(())

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        """Called for every operation on the market; yields what is said at once."""
        return iter(())

    def due_ms(self, now_ms: int) -> int | None:
        """When the next pulse should come; None = not before something happens."""
        return (now_ms // self.speed_ms + 1) * self.speed_ms if self.dirty else None

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        return iter(())


class BookChannel(Channel):
    """BYB-70 to BYB-73. `u` goes on from where it was when somebody last listened."""

    __slots__ = ("_asks", "_bids", "_made_ms", "_seq", "_time_first", "_told_ms", "u")

    def __init__(self, topic: Topic, market: Market, now_ms: int, u: int) -> None:
        super().__init__(topic, market, now_ms, SPEEDS_MS[topic.depth])
        self.u = u
        self._made_ms = self._told_ms = now_ms
        self._time_first = market.time_first or topic.depth == 1
        depth = market.depth(topic.depth)
        self._seq, self._bids, self._asks = depth.sequence, dict(depth.bids), dict(depth.asks)

    @property
    def told(self) -> Depth:
        return Depth(self._seq, list(self._bids.items()), list(self._asks.items()))

    def snapshot(self, now_ms: int) -> Iterator[Saying]:
        """As it was last told: what has changed since comes with the next message. A full book has none: it
        is asked for over REST (BYB-96)."""
        if self.topic.depth == FULL:
            return
        yield self._saying("snapshot", (tuple(self._bids.items()), tuple(self._asks.items())), now_ms)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        if moved.changes:
            self.dirty = True
            self._made_ms = now_ms
        return iter(())

    def restart(self, now_ms: int) -> None:
        """From the book as it is now on, which is number 1 (BYB-71)."""
        self.u, self.dirty, self._told_ms = 1, False, now_ms
        depth = self.market.depth(self.topic.depth)
        self._seq, self._bids, self._asks = depth.sequence, dict(depth.bids), dict(depth.asks)

    def due_ms(self, now_ms: int) -> int | None:
        due_ms = super().due_ms(now_ms)
        if due_ms is None and self.topic.depth == 1:
            return self._told_ms + REPEATED_MS
        return due_ms

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        depth = self.market.depth(self.topic.depth)
        bids, asks = dict(depth.bids), dict(depth.asks)
        changed = (
            _changed(self._bids, bids, falling=True),
            _changed(self._asks, asks, falling=False),
        )
        is_new = bool(changed[0] or changed[1])
        self._seq, self._bids, self._asks = depth.sequence, bids, asks
        if is_new:
            self.u += 1
        if self.topic.depth == 1:
            if is_new or now_ms >= self._told_ms + REPEATED_MS:
                self._told_ms = now_ms
                yield from self.snapshot(now_ms)
        elif is_new:
            yield self._saying("delta", changed, now_ms)

    def _saying(
        self,
        kind: market_messages.Kind,
        sides: tuple[market_messages.Levels, market_messages.Levels],
        now_ms: int,
    ) -> Saying:
        at = At(now_ms, self._made_ms, time_first=self._time_first)
        numbers = self.u, self._seq
        message = market_messages.book(self.topic, self.market.digits, kind, sides, numbers, at)
        return Saying(message, self._seq)


def _changed(before: dict[int, int], after: dict[int, int], *, falling: bool) -> list[tuple[int, int]]:
    """Levels that are other than before, best first; what is gone, or is now too deep, has nothing."""
    changes = [(ticks, lots) for ticks, lots in after.items() if before.get(ticks) != lots]
    changes += [(ticks, 0) for ticks in before if ticks not in after]
    return sorted(changes, reverse=falling)


class TradeChannel(Channel):
    __slots__ = ()

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        market = self.market
        told_ways = market.tick_directions and moved.trades
        directions = self._directions(len(moved.trades)) if told_ways else None
        for first in range(0, len(moved.trades), AT_ONCE):
            told = [(trade, market.seq(trade)) for trade in moved.trades[first : first + AT_ONCE]]
            message = market_messages.trades(self.topic, market.digits, market.ids, told, now_ms)
            if directions is not None:
                for row, direction in zip(message["data"], directions[first:], strict=False):
                    row["L"] = direction
            yield Saying(message, told[-1][0].trade_id)

    def _directions(self, count: int) -> list[str]:
        """Of the last so many trades: where each went from the one before it (BYB-75)."""
        ticks = [trade.ticks for trade in self.market.trades[-count - 1 :]]
        if len(ticks) == count:  # nothing was before the first
            ticks.insert(0, ticks[0])
        return [direction(before, after) for before, after in pairwise(ticks)]


def direction(before: int, after: int) -> str:
    """What is level counts as risen here, for where it came from is not kept."""
    return "PlusTick" if after > before else "MinusTick" if after < before else "ZeroPlusTick"


class TickerChannel(Channel):
    """Spot tells all each time, linear only what is other than before (BYB-76)."""

    __slots__ = ("_day", "_told")

    def __init__(self, topic: Topic, market: Market, now_ms: int) -> None:
        super().__init__(topic, market, now_ms, market.ticker_ms)
        self._day = RollingWindow(DAY_MS, market.trades)
        self._told = self._now(now_ms)

    def _now(self, now_ms: int) -> Message:
        self._day.advance(now_ms)
        return self.market.day(self._day)

    def snapshot(self, now_ms: int) -> Iterator[Saying]:
        yield self._saying("snapshot", self._told, now_ms)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trade in moved.trades:
            self._day.add(trade)
        if moved.trades or (self.market.ticker_deltas and moved.changes):
            self.dirty = True
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        before, self._told = self._told, self._now(now_ms)
        if not self.market.ticker_deltas:
            yield from self.snapshot(now_ms)
            return
        changed = {name: value for name, value in self._told.items() if before.get(name) != value}
        if changed:
            yield self._saying("delta", {"symbol": self.topic.symbol} | changed, now_ms)

    def _saying(self, kind: market_messages.Kind, data: Message, now_ms: int) -> Saying:
        last, deltas = self._day.last, self.market.ticker_deltas
        seq = self.market.seq(last) if last else 0
        message = market_messages.ticker(self.topic, kind, data, seq, now_ms, time_first=not deltas)
        return Saying(message, last.trade_id if last else None)


class CandleChannel(Channel):
    """Tells the candle in which now is once a second while there are trades, and once more when it closes."""

    __slots__ = ("_candle", "_interval")

    def __init__(self, topic: Topic, market: Market, now_ms: int) -> None:
        super().__init__(topic, market, now_ms, CANDLES_MS)
        self._interval = INTERVALS[topic.interval]
        self._candle: Kline | None = self._at(now_ms)

    def _at(self, now_ms: int) -> Kline | None:
        """The last candle that has begun."""
        oldest_ms = now_ms - 62 * DAY_MS
        candles = list(klines(self.market.trades, self._interval, max(0, oldest_ms), now_ms))
        return candles[-1] if candles else None

    def snapshot(self, now_ms: int) -> Iterator[Saying]:
        if self._candle is not None:
            yield self._saying(self._candle, now_ms, closed=False)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        if moved.trades:
            self.dirty = True
            if self._candle is None:
                self._candle = self._at(now_ms)
            elif now_ms <= self._candle.close_ms:
                for trade in moved.trades:
                    self._candle.add(trade)
        return iter(())

    def due_ms(self, now_ms: int) -> int | None:
        due_ms = super().due_ms(now_ms)
        if self._candle is None:
            return due_ms
        closes_ms = self._candle.close_ms + 1
        return closes_ms if due_ms is None else min(due_ms, closes_ms)

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        if self._candle is not None and now_ms > self._candle.close_ms:
            yield self._saying(self._candle, now_ms, closed=True)
            self._candle = self._at(now_ms)
        yield from self.snapshot(now_ms)

    def _saying(self, candle: Kline, now_ms: int, *, closed: bool) -> Saying:
        message = market_messages.candle(self.topic, self.market.digits, candle, now_ms, closed=closed)
        return Saying(message, candle.last_trade_id if candle.trades else None)


class PriceLimitChannel(Channel):
    __slots__ = ("_told",)

    def __init__(self, topic: Topic, market: Market, now_ms: int) -> None:
        super().__init__(topic, market, now_ms, LIMITS_MS)
        self._told = market.limits()

    def snapshot(self, now_ms: int) -> Iterator[Saying]:
        if self._told is not None:
            message = market_messages.price_limit(self.topic, self.market.digits, self._told, now_ms)
            yield Saying(message, None)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        self.dirty = self.dirty or bool(moved.trades)
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        limits = self.market.limits()
        if limits != self._told:
            self._told = limits
            yield from self.snapshot(now_ms)


def open_channel(topic: Topic, market: Market, now_ms: int, u: int) -> Channel:
    """`u`: of a book, the number of its last message."""
    match topic.feed:
        case Feed.BOOK:
            return BookChannel(topic, market, now_ms, u)
        case Feed.TICKER:
            return TickerChannel(topic, market, now_ms)
        case Feed.KLINE:
            return CandleChannel(topic, market, now_ms)
        case Feed.PRICE_LIMIT:
            return PriceLimitChannel(topic, market, now_ms)
    return TradeChannel(topic, market, now_ms, speed_ms=1)
