"""The best levels of a book, as one depth of the channel `book` shows them, and what a message must say.

A client that starts from `snapshot()`, applies each change in order and cuts both sides to the depth has
the venue's own best levels after every message (KRK-55, KRK-56).
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple
from zlib import crc32

from fakes.instruments import BUY, Side
from fakes.ledger import LevelChanged
from fakes.matching.order import Depth
from fakes.venues.kraken.digits import Digits

CHECKED_LEVELS: Final = 10

Level = tuple[int, int]
"""(ticks, lots), lots 0 = the level is gone."""


class BookChange(NamedTuple):
    bids: Sequence[Level]
    asks: Sequence[Level]


class SideWindow:
    """The best `depth` levels of one side. `_keys` rise outwards from the best price."""

    __slots__ = ("_depth", "_keys", "_levels", "_sign")

    def __init__(self, side: Side, depth: int, levels: Iterable[Level]) -> None:
        self._depth = depth
        self._sign = -1 if side is BUY else 1
        self._levels: dict[int, int] = {ticks * self._sign: lots for ticks, lots in levels}
        self._keys = sorted(self._levels)

    def levels(self) -> list[Level]:
        """From the best price outwards."""
        return [(key * self._sign, self._levels[key]) for key in self._keys]

    def best(self, count: int) -> list[Level]:
        return [(key * self._sign, self._levels[key]) for key in self._keys[:count]]

    def apply(self, changes: Iterable[Level], deeper: Callable[[int], Sequence[Level]]) -> list[Level]:
        """Follow the book; returns what a message has to say, each level once. `deeper(n)`: the book's
        best n levels now, asked for when levels went and others come into view."""
        full = len(self._keys) >= self._depth
        edge = self._keys[-1] if full else None
        before: dict[int, int] = {}
        for ticks, lots in changes:
            key = ticks * self._sign
            if edge is not None and key > edge:
                continue  # out of sight; should it come into view, `deeper` shows it
            before.setdefault(key, self._levels.get(key, 0))
            self._set(key, lots)
        if not before:
            return []
        if full and len(self._keys) < self._depth:
            for ticks, lots in deeper(self._depth)[len(self._keys) :]:
                before[ticks * self._sign] = 0
                self._set(ticks * self._sign, lots)
        for key in self._keys[self._depth :]:
            del self._levels[key]
            if before.get(key) != 0:  # the client cuts it off by itself
                before.pop(key, None)
        del self._keys[self._depth :]
        return [
            (key * self._sign, self._levels.get(key, 0))
            for key, lots in before.items()
            if self._levels.get(key, 0) != lots
        ]

    def _set(self, key: int, lots: int) -> None:
        if lots:
            if key not in self._levels:
                insort(self._keys, key)
            self._levels[key] = lots
        elif self._levels.pop(key, 0):
            del self._keys[bisect_left(self._keys, key)]


class BookWindow:
    def __init__(self, digits: Digits, depth: int, book: Callable[[int], Depth]) -> None:
        """`book(n)` is the venue's present book, n levels of each side."""
        self._digits = digits
        self._book = book
        now = book(depth)
        self.sequence = now.sequence
        self._bids = SideWindow(BUY, depth, now.bids)
        self._asks = SideWindow(BUY.opposite, depth, now.asks)

    def snapshot(self) -> BookChange:
        return BookChange(self._bids.levels(), self._asks.levels())

    def follow(self, changes: Sequence[LevelChanged]) -> BookChange | None:
        """What one operation on the book means here; None = nothing to say."""
        bids = [(change.ticks, change.lots) for change in changes if change.side is BUY]
        asks = [(change.ticks, change.lots) for change in changes if change.side is not BUY]
        said = BookChange(
            self._bids.apply(bids, lambda count: self._book(count).bids) if bids else [],
            self._asks.apply(asks, lambda count: self._book(count).asks) if asks else [],
        )
        self.sequence = changes[-1].sequence
        return said if said.bids or said.asks else None

    def checksum(self) -> int:
        return checksum(self._digits, self._bids.best(CHECKED_LEVELS), self._asks.best(CHECKED_LEVELS))


def checksum(digits: Digits, bids: Sequence[Level], asks: Sequence[Level]) -> int:
    """CRC-32 over the best ten asks, then the best ten bids (KRK-57); both from the best price outwards."""
    levels = (*asks[:CHECKED_LEVELS], *bids[:CHECKED_LEVELS])
    return crc32("".join(digits.level_digits(ticks, lots) for ticks, lots in levels).encode())
