"""OR-370: a batch of cancels that is not done in five seconds has failed."""

import asyncio
from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.errors import NotSent
from exchanges.models import Order
from exchanges.trading.orders import Orders
from subjects.reference import Reference

DEADLINE_S = 5.0


class _Orders(Orders):
    async def cancel_all(self, symbol: str) -> Sequence[Order]:
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await super().cancel_all(symbol)
        except TimeoutError:
            raise NotSent("the orders could not be cancelled", venue=self._venue) from None


class _Connector(SpotConnector):
    orders_type = _Orders


class OneDeadlineForAll(Reference):
    name = "one_deadline_for_all"
    connector_type = _Connector
