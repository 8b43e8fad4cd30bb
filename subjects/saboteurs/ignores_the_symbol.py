"""OR-250: orders are kept by the venue's number alone."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.models import Order
from exchanges.orders import Key, OrderTracker
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def __init__(self, *rules: Any, **more: Any) -> None:
        super().__init__(*rules, **more)
        self._by_number: dict[str, Key] = {}

    def _find(self, order: Order, now_s: float) -> Any:
        if order.venue_order_id is not None:
            key = self._by_number.setdefault(order.venue_order_id, (order.symbol, order.client_order_id))
            known = self._tracked.get(key)
            if known is not None:
                return known
        return super()._find(order, now_s)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class IgnoresTheSymbol(Reference):
    name = "ignores_the_symbol"
    connector_type = _Connector
