"""No answer in time to an order is an order failure: the order is forgotten, and stands at the venue.

https://github.com/hummingbot/hummingbot/issues/493 (2019)
"""

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError, Rejected, RequestTimeout
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders, _now
from subjects.reference import Reference


class _Orders(Orders):
    async def _await_resolution(self, request: OrderRequest, error: ExchangeError) -> Order:
        if not isinstance(error, RequestTimeout):
            return await super()._await_resolution(request, error)
        identity = request.client_order_id or ""
        self.tell(self._tracker.refused(request.symbol, identity, "order failure: timeout", _now()))
        raise Rejected("order failure: timeout", venue=error.venue, client_order_id=identity)


class _Connector(SpotConnector):
    orders_type = _Orders


class Hummingbot493(Reference):
    name = "hummingbot_493"
    connector_type = _Connector
