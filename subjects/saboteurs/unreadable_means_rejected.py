"""OR-240: an answer to a placement that cannot be read is reported as a refusal."""

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError, Rejected, UnreadableResponse
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def _await_resolution(self, request: OrderRequest, error: ExchangeError) -> Order:
        if isinstance(error, UnreadableResponse):
            identity = request.client_order_id or ""
            refusal = Rejected(error.message, venue=error.venue, client_order_id=identity)
            return self._refused(request.symbol, identity, refusal)
        return await super()._await_resolution(request, error)


class _Connector(SpotConnector):
    orders_type = _Orders


class UnreadableMeansRejected(Reference):
    name = "unreadable_means_rejected"
    connector_type = _Connector
