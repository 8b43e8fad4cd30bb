"""PS-200: a question does no harm, so it is asked until it is answered, and the user waits."""

import asyncio

from exchanges.errors import NotSent, RequestTimeout
from exchanges.models import Order
from exchanges.ratelimit import Priority
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def find(self, symbol: str, identity: str, priority: Priority = Priority.RESOLVE) -> Order:
        while True:
            try:
                return await super().find(symbol, identity, priority)
            except (RequestTimeout, NotSent):
                if priority is not Priority.DATA or self._closed:
                    raise
            await asyncio.sleep(1.0)


class _Connector(BinanceConnector):
    orders_type = _Orders


class AsksUntilAnswered(Reference):
    name = "asks_until_answered"
    connector_type = _Connector
