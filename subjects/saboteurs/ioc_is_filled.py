"""OR-160: an order that takes what there is and ended with a part filled is told as filled."""

from collections.abc import Sequence

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderRequest, OrderStatus, OrderType, TimeInForce
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference


class _Tracker(OrderTracker):
    _takers: tuple[str, ...] = ()

    def intend(self, request: OrderRequest, now_s: float) -> Order:
        order = super().intend(request, now_s)
        if request.type is OrderType.MARKET or request.time_in_force is TimeInForce.IOC:
            self._takers = (*self._takers, order.client_order_id)
        return order

    def seen(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        if order.client_order_id in self._takers and order.status.is_final and order.filled > 0:
            order = replace(order, status=OrderStatus.FILLED)
        return super().seen(order, now_s, fills)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class IocIsFilled(Reference):
    name = "ioc_is_filled"
    connector_type = _Connector
