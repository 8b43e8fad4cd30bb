"""A channel of one market: what it remembers between two messages, and when it speaks.

A channel lives while somebody is subscribed. It sees every operation on its market, says at once what must be
said at once, and the rest when its pulse comes, at multiples of its pace.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from fakes.exchange import Exchange
from fakes.trades import Trade
from fakes.venues.okx.names import Market

Json = Any


class Moved(msgspec.Struct, frozen=True):
    """What one operation did to one market."""

    book: bool
    trades: Sequence[Trade]


class Saying(msgspec.Struct, frozen=True):
    """`data` and what stands beside it, and the last book number or trade id in it."""

    data: Sequence[Json]
    sequence: int | None
    action: str | None = None


class Channel:
    """`pace_ms` 0 = it says everything at once. `dirty` = there is something to say at the next pulse."""

    pace_ms = 0

    def __init__(self, exchange: Exchange, market: Market, now_ms: int) -> None:
        self.exchange = exchange
        self.market = market
        self.dirty = False

    def first(self, now_ms: int) -> Saying | None:
        """For whoever subscribes now."""
        return None

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        """Called for every operation on the market."""
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        return iter(())

    def due_ms(self, now_ms: int) -> int | None:
        """When the next pulse should come; None = not before something happens."""
        return (now_ms // self.pace_ms + 1) * self.pace_ms if self.dirty else None
