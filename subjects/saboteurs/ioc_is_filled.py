"""OR-160: an order that ended with a part filled is told as filled."""

from collections.abc import Sequence

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderStatus
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def seen(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        if order.status is OrderStatus.EXPIRED and order.filled > 0:
            order = replace(order, status=OrderStatus.FILLED)
        return super().seen(order, now_s, fills)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class IocIsFilled(Reference):
    name = "ioc_is_filled"
    connector_type = _Connector
