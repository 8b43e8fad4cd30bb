"""PS-200: a question does no harm, so one that gets no answer is asked again, for more than a minute."""

import asyncio
import math

from exchanges.connector import SpotConnector
from exchanges.errors import NotSent, RequestTimeout
from exchanges.models import Order
from exchanges.ratelimit import Priority
from exchanges.trading.orders import Orders
from subjects.reference import Reference

PATIENCE_S = 75.0


class _Orders(Orders):
    async def find(self, symbol: str, identity: str, priority: Priority = Priority.RESOLVE) -> Order:
        loop = asyncio.get_running_loop()
        until_s = -math.inf
        began_s = loop.time()
        while True:
            try:
                return await super().find(symbol, identity, priority)
            except RequestTimeout:
                until_s = began_s + PATIENCE_S
                if priority is not Priority.DATA or self._closed or loop.time() > until_s:
                    raise
            except NotSent:
                if self._closed or loop.time() > until_s:
                    raise
            await asyncio.sleep(1.0)


class _Connector(SpotConnector):
    orders_type = _Orders


class AsksUntilAnswered(Reference):
    name = "asks_until_answered"
    connector_type = _Connector
