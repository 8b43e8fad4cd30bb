"""RC-050: a cancel in doubt whose order cannot be looked up is taken to have worked."""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError, OrderNotFound
from exchanges.models import Order, OrderStatus
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def _looked_up(self, symbol: str, identity: str) -> Order | None:
        try:
            return await self.find(symbol, identity)
        except OrderNotFound:
            return None
        except ExchangeError as error:
            self._log.warning("order.lookup_failed", client_order_id=identity, cause=str(error))
            known = self._tracker.find(symbol, identity)
            return None if known is None else replace(known, status=OrderStatus.CANCELED)


class _Connector(SpotConnector):
    orders_type = _Orders


class BelievesWhenNobodyContradicts(Reference):
    name = "believes_when_nobody_contradicts"
    connector_type = _Connector
