"""PO-040: orders are built anew on their way, by somebody who did not know that some only reduce."""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def submit(self, request: OrderRequest) -> Order:
        return await super().submit(replace(request, reduce_only=False))


class _Connector(SpotConnector):
    orders_type = _Orders


class ForgetsToOnlyReduce(Reference):
    name = "forgets_to_only_reduce"
    connector_type = _Connector
