"""OR-080: a cancel that got no answer is taken to have worked."""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.errors import ConnectionLost, RequestTimeout
from exchanges.models import Order, OrderStatus
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def _ask_to_cancel(self, symbol: str, identity: str) -> Order | None:
        try:
            return await super()._ask_to_cancel(symbol, identity)
        except (ConnectionLost, RequestTimeout):
            known = self._tracker.find(symbol, identity)
            if known is None:
                raise
            return replace(known, status=OrderStatus.CANCELED)


class _Connector(SpotConnector):
    orders_type = _Orders


class AssumesCanceled(Reference):
    name = "assumes_canceled"
    connector_type = _Connector
