"""OR-150: a client order id may be used again once its order is finished, as the venue allows."""

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderRequest
from exchanges.orders import OrderTracker
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def intend(self, request: OrderRequest, now_s: float) -> Order:
        key = (request.symbol, request.client_order_id or "")
        known = self.find(*key)
        if known is not None and known.status.is_final:
            self._finished.pop(key, None)
            self._forget(key)
        return super().intend(request, now_s)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class ReusesIds(Reference):
    name = "reuses_ids"
    connector_type = _Connector
