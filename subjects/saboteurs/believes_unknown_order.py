"""OR-090: an order that the venue does not find when cancelling it is taken for cancelled."""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.errors import OrderNotFound
from exchanges.models import Order, OrderStatus
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def _ask_to_cancel(self, symbol: str, identity: str) -> Order | None:
        try:
            return await super()._ask_to_cancel(symbol, identity)
        except OrderNotFound:
            known = self._tracker.find(symbol, identity)
            if known is None:
                raise
            return replace(known, status=OrderStatus.CANCELED)


class _Connector(SpotConnector):
    orders_type = _Orders


class BelievesUnknownOrder(Reference):
    name = "believes_unknown_order"
    connector_type = _Connector
