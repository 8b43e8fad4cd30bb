"""RC-110: what the venue lists as open is told as open, whatever was heard since the list was asked for."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderUpdate
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def reconcile(
        self, open_orders: Sequence[Order], asked_s: float, now_s: float, symbol: str | None = None
    ) -> Updates:
        updates = super().reconcile(open_orders, asked_s, now_s, symbol)
        changed = [
            OrderUpdate(order)
            for order in open_orders
            if (known := self.find(order.symbol, order.client_order_id)) is not None
            and (known.status, known.filled) != (order.status, order.filled)
        ]
        return (*updates, *changed)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class ListsOverrule(Reference):
    name = "lists_overrule"
    connector_type = _Connector
