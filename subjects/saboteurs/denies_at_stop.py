"""OR-340: what stop cannot wait for is reported as not placed."""

from exchanges.connector import SpotConnector
from exchanges.errors import NotSent, OutcomeUnknown
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def submit(self, request: OrderRequest) -> Order:
        try:
            order = await super().submit(request)
        except OutcomeUnknown:
            if not self._closed:
                raise
        else:
            if not self._closed:
                return order  # else it was found by other means than its answer
        raise NotSent("the connector was stopped", venue=self._venue)


class _Connector(SpotConnector):
    orders_type = _Orders


class DeniesAtStop(Reference):
    name = "denies_at_stop"
    connector_type = _Connector
