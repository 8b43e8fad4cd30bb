"""RC-010: an answer about a lost order that holds no order is read as "there is none"."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.errors import UnreadableResponse
from exchanges.models import Order
from exchanges.ratelimit import Priority
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def find(self, symbol: str, identity: str, priority: Priority = Priority.RESOLVE) -> Order:
        try:
            return await super().find(symbol, identity, priority)
        except UnreadableResponse:
            now_s = asyncio.get_running_loop().time()
            self.tell(self._tracker.refused(symbol, identity, "the venue shows no such order", now_s))
            known = self._tracker.find(symbol, identity)
            if known is None:
                raise
            return known


class _Connector(SpotConnector):
    orders_type = _Orders


class ReadsRubbishAsAbsence(Reference):
    name = "reads_rubbish_as_absence"
    connector_type = _Connector
