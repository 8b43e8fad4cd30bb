"""OR-020: an order that got no answer in time is reported as rejected."""

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError, Rejected, RequestTimeout
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def _await_resolution(self, request: OrderRequest, error: ExchangeError) -> Order:
        if isinstance(error, RequestTimeout):
            raise Rejected(
                "order failed: no answer", venue=error.venue, client_order_id=request.client_order_id
            )
        return await super()._await_resolution(request, error)


class _Connector(SpotConnector):
    orders_type = _Orders


class TimeoutMeansRejected(Reference):
    name = "timeout_means_rejected"
    connector_type = _Connector
