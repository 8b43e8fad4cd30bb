"""RC-020: a refusal met while looking an order up is put down as the order's own."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError, OrderNotFound, Rejected
from exchanges.models import Order
from exchanges.ratelimit import Priority
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def find(self, symbol: str, identity: str, priority: Priority = Priority.RESOLVE) -> Order:
        try:
            return await super().find(symbol, identity, priority)
        except OrderNotFound:
            raise
        except Rejected as error:
            self._blame(symbol, identity, error)
            raise

    def _blame(self, symbol: str, identity: str, error: ExchangeError) -> None:
        now_s = asyncio.get_running_loop().time()
        self.tell(self._tracker.refused(symbol, identity, str(error), now_s))


class _Connector(SpotConnector):
    orders_type = _Orders


class BlamesTheOrder(Reference):
    name = "blames_the_order"
    connector_type = _Connector
