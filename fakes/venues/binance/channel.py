"""One channel a stream name: what it remembers between two messages, and when it speaks.

A channel lives while somebody is subscribed. It sees everything that happens to its market, answers
with what must be said at once, and says the rest when its pulse comes, at multiples of its speed.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import msgspec

from fakes.ledger import LevelChanged
from fakes.matching.order import Depth
from fakes.trades import Trade
from fakes.venues.binance.market_events import Event, Top
from fakes.venues.binance.numbers import Scale
from fakes.venues.binance.stream_names import Stream


class Market(Protocol):
    """What a channel may ask of the exchange about one symbol."""

    @property
    def scale(self) -> Scale: ...
    @property
    def trades(self) -> Sequence[Trade]:
        """All of them, oldest first."""

    def depth(self, levels: int) -> Depth: ...


class Moved(msgspec.Struct, frozen=True):
    """What one operation did to one market."""

    symbol: str
    changes: Sequence[LevelChanged]
    trades: Sequence[Trade]


class Saying(msgspec.Struct, frozen=True):
    """An event and the last book number or trade id in it."""

    event: Event | list[Event]
    sequence: int | None


class Channel:
    """`subscribers` are opaque here: the hub's listeners by session, in order of subscription.
    `dirty` = there is something to say at the next pulse. `timer` is the hub's."""

    __slots__ = ("dirty", "market", "stream", "subscribers", "timer")

    def __init__(self, stream: Stream, market: Market, now_ms: int) -> None:
        """`now_ms` is the venue's clock at the first subscription."""
        self.stream = stream
        self.market = market
        self.subscribers: dict[int, Any] = {}
        self.dirty = False
        self.timer: Any = None

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        """Called for every operation on the market; yields what is said at once."""
        return iter(())

    def due_ms(self, now_ms: int) -> int | None:
        """When the next pulse should come; None = not before something happens."""
        return self._boundary_ms(now_ms) if self.dirty else None

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        return iter(())

    def _boundary_ms(self, now_ms: int) -> int:
        return (now_ms // self.stream.speed_ms + 1) * self.stream.speed_ms


def top_of(market: Market) -> Top:
    depth = market.depth(1)
    return Top(depth.bids[0] if depth.bids else (0, 0), depth.asks[0] if depth.asks else (0, 0))
