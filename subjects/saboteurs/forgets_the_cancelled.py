"""OR-270: once an order is cancelled, nothing that is heard of it is looked at any more."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.models import Fill, OrderStatus
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def _add_fill(self, tracked: Any, fill: Fill, now_s: float) -> Updates:
        if tracked.order.status is OrderStatus.CANCELED:
            return ()
        return super()._add_fill(tracked, fill, now_s)

    def _count_fills(self, tracked: Any, now_s: float) -> None:
        if tracked.order.status is OrderStatus.CANCELED:
            tracked.fills_due_s = None
            self._drop_if_clear(tracked)
            return
        super()._count_fills(tracked, now_s)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class ForgetsTheCancelled(Reference):
    name = "forgets_the_cancelled"
    connector_type = _Connector
