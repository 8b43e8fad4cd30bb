"""PS-100: in the answer to a question, an order that has expired is taken for one that is open."""

from collections.abc import Sequence

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderStatus
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def found(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        if order.status is OrderStatus.EXPIRED:
            order = replace(order, status=OrderStatus.NEW)
        return super().found(order, now_s, fills)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class KnowsNoExpiry(Reference):
    name = "knows_no_expiry"
    connector_type = _Connector
