"""From the socket to the user's loop: what happens when the user is slower than the venue.

Two answers, and neither loses anything in silence. ``Feed`` keeps every item: when it is full the
reader of the socket waits, so TCP slows the venue down. ``BookWatch`` tells of the newest state of
a book only, which is right for a best price and for nothing else.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Generic, TypeVar

from exchanges.errors import ExchangeError
from exchanges.models import BookTop
from exchanges.orderbook import Best, OrderBook

T = TypeVar("T")


class _Inlet(Generic[T]):
    """What both share: one consumer, waiting at most once, and an end with a cause."""

    __slots__ = ("_ended", "_error", "_waiter")

    def __init__(self) -> None:
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False
        self._error: ExchangeError | None = None

    def wake(self) -> None:
        """Let the consumer look again."""
        waiter = self._waiter
        if waiter is not None:
            self._waiter = None
            if not waiter.done():
                waiter.set_result(None)

    async def _wait(self) -> None:
        if self._waiter is not None:
            raise RuntimeError("one iterator, one consumer: ask the connector for a second iterator")
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def end(self, error: ExchangeError | None = None) -> None:
        """After what is still buffered, the consumer sees ``error``, or the end of the iteration."""
        if not self._ended:
            self._ended, self._error = True, error
        self.wake()

    def _finish(self) -> Exception:
        error, self._error = self._error, None
        return StopAsyncIteration() if error is None else error


class Feed(_Inlet[T], AsyncIterator[T]):
    """Every item, in order, to one consumer.

    ``limit``: number of waiting items above which the producer should wait for ``room``. ``put``
    itself never refuses: whoever may not wait (private order events) keeps on putting.
    """

    __slots__ = ("_items", "_limit", "_room")

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self._items: deque[T | ExchangeError] = deque()
        self._room: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: T) -> bool:
        """Hand over one item. False: the consumer is behind, wait for ``room``."""
        if self._ended:
            return True
        self._items.append(item)
        if self._waiter is not None:
            self.wake()
        return len(self._items) < self._limit

    @property
    def is_waited_for(self) -> bool:
        """The producer stands still until there is room."""
        return self._room is not None and not self._room.done()

    def interrupt(self, error: ExchangeError) -> None:
        """Raise ``error`` to the consumer in its place among the items; what follows is still told."""
        if not self._ended:
            self._items.append(error)
            self.wake()

    async def room(self) -> None:
        """Wait until the consumer has worked off half of what was waiting, or has gone."""
        while len(self._items) >= self._limit and not self._ended:
            if self._room is None or self._room.done():
                self._room = asyncio.get_running_loop().create_future()
            await self._room

    async def __anext__(self) -> T:
        while not self._items:
            if self._ended:
                raise self._finish()
            await self._wait()
        item = self._items.popleft()
        if self._room is not None and len(self._items) <= self._limit // 2:
            self._free()
        if isinstance(item, ExchangeError):
            raise item
        return item

    def end(self, error: ExchangeError | None = None) -> None:
        super().end(error)
        self._free()

    def abandon(self) -> None:
        """The consumer is gone: drop what it will never read and let the producer go on."""
        self._items.clear()
        self.end()

    def _free(self) -> None:
        room, self._room = self._room, None
        if room is not None and not room.done():
            room.set_result(None)


class BookWatch(_Inlet[BookTop], AsyncIterator[BookTop]):
    """The best prices of a book whenever they differ from those told last, while it is valid.

    What changes while the consumer is busy is told once, in its newest state.
    """

    __slots__ = ("_best", "_book", "_seen", "_told")

    def __init__(self, book: OrderBook) -> None:
        super().__init__()
        self._book = book
        self._seen = -1
        self._best: Best | None = None
        self._told: BookTop | None = None

    def wake(self) -> None:
        """Let the consumer look again, unless it would see what it was told last: most updates are
        behind the best prices, and a switch of tasks costs more than all the rest of an update."""
        if self._waiter is not None and (self._ended or self._book.best() != self._best):
            super().wake()

    async def __anext__(self) -> BookTop:
        book = self._book
        while True:
            if self._ended:
                raise self._finish()
            if book.valid and book.sequence != self._seen:
                self._seen = book.sequence
                top = book.top()
                if top is not None and not _same_prices(top, self._told):
                    self._best, self._told = book.best(), top
                    return top
            await self._wait()

    def abandon(self) -> None:
        """The consumer is gone."""
        self.end()


def _same_prices(top: BookTop, told: BookTop | None) -> bool:
    return told is not None and (
        top.bid == told.bid
        and top.ask == told.ask
        and top.bid_quantity == told.bid_quantity
        and top.ask_quantity == told.ask_quantity
    )


class Watched(Generic[T], AsyncIterator[T]):
    """What the user iterates over. Closing it, or letting go of it, frees the stream behind it."""

    __slots__ = ("_inlet", "_next", "_released")

    def __init__(self, inlet: Feed[T] | BookWatch, released: Callable[[], None]) -> None:
        self._inlet = inlet
        self._next: Callable[[], Awaitable[Any]] = inlet.__anext__
        self._released: Callable[[], None] | None = released

    def __anext__(self) -> Awaitable[T]:
        return self._next()

    def close(self) -> None:
        """Stop watching; the next item is the end."""
        released, self._released = self._released, None
        if released is not None:
            self._inlet.abandon()
            released()

    async def aclose(self) -> None:
        """The same, for ``contextlib.aclosing``."""
        self.close()

    def __del__(self) -> None:
        self.close()
