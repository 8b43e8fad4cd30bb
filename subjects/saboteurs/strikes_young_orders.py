"""RC-100: an order confirmed a moment ago that a list of open orders does not have was cancelled since."""

from collections.abc import Sequence

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderStatus
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def reconcile(
        self, open_orders: Sequence[Order], asked_s: float, now_s: float, symbol: str | None = None
    ) -> Updates:
        updates = list(super().reconcile(open_orders, asked_s, now_s, symbol))
        listed = {(order.symbol, order.client_order_id): True for order in open_orders}
        for key, tracked in list(self._tracked.items()):
            young = tracked.proven and tracked.touched_s >= asked_s
            if young and key not in listed and not tracked.order.status.is_final and symbol in (None, key[0]):
                gone = replace(tracked.order, status=OrderStatus.CANCELED)
                updates.extend(self._become(tracked, gone, now_s))
        return tuple(updates)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class StrikesYoungOrders(Reference):
    name = "strikes_young_orders"
    connector_type = _Connector
