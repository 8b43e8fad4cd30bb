"""OR-400: an order that must not take was accepted, so it rests: that it was cancelled is not believed."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderStatus, OrderType
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference

AT_ONCE_S = 2.0


class _Tracker(OrderTracker):
    def seen(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        known = self._tracked.get((order.symbol, order.client_order_id))
        at_once = known is not None and now_s < known.sent_s + AT_ONCE_S
        if at_once and order.type is OrderType.LIMIT_MAKER and order.status is OrderStatus.CANCELED:
            return ()
        return super().seen(order, now_s, fills)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class ExpectsPostOnlyToRest(Reference):
    name = "expects_post_only_to_rest"
    connector_type = _Connector
