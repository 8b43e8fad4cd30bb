"""OR-040: an order that the venue does not know is asked for, for ever."""

from exchanges.connector import SpotConnector
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def not_found(self, symbol: str, client_order_id: str, now_s: float) -> Updates:
        self.suspect(symbol, client_order_id, now_s + self.rules.lookup_cap_s)
        return ()


class _Connector(SpotConnector):
    tracker_type = _Tracker


class NeverDecides(Reference):
    name = "never_decides"
    connector_type = _Connector
