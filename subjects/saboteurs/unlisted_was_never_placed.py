"""RC-160: a lost order that is not among the open ones was never placed."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderStatus
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def reconcile(
        self, open_orders: Sequence[Order], asked_s: float, now_s: float, symbol: str | None = None
    ) -> Updates:
        updates = list(super().reconcile(open_orders, asked_s, now_s, symbol))
        for key, tracked in list(self._tracked.items()):
            lost = tracked.order.status is OrderStatus.UNKNOWN and tracked.sent_s < asked_s
            if lost and symbol in (None, key[0]):
                updates.extend(self.refused(*key, "not among the open orders", now_s))
        return tuple(updates)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class UnlistedWasNeverPlaced(Reference):
    name = "unlisted_was_never_placed"
    connector_type = _Connector
