"""Resting orders of one side: price levels in order, each a queue in order of arrival."""

from bisect import bisect_left, insort
from collections.abc import Iterator

from fakes.instruments import BUY, Side
from fakes.matching.order import Order


class Level:
    """Every order at one price, oldest first."""

    __slots__ = ("lots", "orders", "ticks")

    def __init__(self, ticks: int) -> None:
        self.ticks = ticks
        self.lots = 0
        self.orders: dict[int, Order] = {}


class BookSide:
    """Levels of one side. `_keys` rises towards the best price, so that the best is the last:
    prices for bids, negated prices for asks."""

    __slots__ = ("_keys", "_levels", "_sign", "side")

    def __init__(self, side: Side) -> None:
        self.side = side
        self._sign = 1 if side is BUY else -1
        self._levels: dict[int, Level] = {}
        self._keys: list[int] = []

    def __len__(self) -> int:
        """How many prices have orders."""
        return len(self._keys)

    @property
    def best(self) -> Level | None:
        return self._levels[self._keys[-1]] if self._keys else None

    def level(self, ticks: int) -> Level | None:
        return self._levels.get(ticks * self._sign)

    def levels(self) -> Iterator[Level]:
        """From the best price outwards."""
        for key in reversed(self._keys):
            yield self._levels[key]

    def crosses(self, ticks: int | None) -> bool:
        """Whether an order of the other side at this price (None = any) would match here."""
        if not self._keys:
            return False
        return ticks is None or self._keys[-1] >= ticks * self._sign

    def add(self, order: Order) -> Level:
        """Put an order at the end of its price's queue."""
        assert order.ticks is not None  # only priced orders rest
        key = order.ticks * self._sign
        level = self._levels.get(key)
        if level is None:
            level = self._levels[key] = Level(order.ticks)
            insort(self._keys, key)
        level.orders[order.order_id] = order
        level.lots += order.remaining
        return level

    def remove(self, order: Order, lots: int) -> int:
        """Take an order off, with the `lots` it had there; returns what is left at its price."""
        assert order.ticks is not None  # it rested
        key = order.ticks * self._sign
        level = self._levels[key]
        del level.orders[order.order_id]
        level.lots -= lots
        if not level.orders:
            del self._levels[key]
            if self._keys[-1] == key:
                self._keys.pop()
            else:
                del self._keys[bisect_left(self._keys, key)]
        return level.lots

    def top(self, limit: int | None = None) -> list[tuple[int, int]]:
        """(ticks, lots) from the best price outwards."""
        rows: list[tuple[int, int]] = []
        for level in self.levels():
            if limit is not None and len(rows) >= limit:
                break
            rows.append((level.ticks, level.lots))
        return rows
