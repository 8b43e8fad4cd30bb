"""The venue's own ids: long numbers as texts that grow with time, and hide it.

Of recorded ids the upper bits are milliseconds since 2018-12-31 16:00 UTC, the lower 22 a count.
"""

from collections.abc import Callable
from typing import Final

from fakes.matching import Fill, Order

EPOCH_MS: Final = 1_546_272_000_000
COUNTER_BITS: Final = 22


class OrderIds:
    """What was named once keeps its name. Never the same or a smaller one again, however the clock is set."""

    def __init__(self, clock_ms: Callable[[], int]) -> None:
        self._clock_ms = clock_ms
        self._last = 0
        self._orders: dict[tuple[str, int], str] = {}
        self._bills: dict[tuple[str, int, int, str], str] = {}

    def new(self) -> str:
        self._last = max(self._last + 1, (self._clock_ms() - EPOCH_MS) << COUNTER_BITS)
        return str(self._last)

    def of(self, order: Order) -> str:
        """Orders of clients carry theirs from the moment that they are placed; others get one when asked."""
        ord_id = order.tags.get("ordId") or self._orders.get((order.symbol, order.order_id))
        if ord_id is None:
            ord_id = self._orders[order.symbol, order.order_id] = self.new()
        return ord_id

    def bill(self, order: Order, fill: Fill, asset: str = "") -> str:
        """Of one side of a trade; with an asset, of the change of that balance."""
        place = (order.symbol, fill.trade_id, order.order_id, asset)
        bill_id = self._bills.get(place)
        if bill_id is None:
            bill_id = self._bills[place] = self.new()
        return bill_id
