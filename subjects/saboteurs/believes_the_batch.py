"""OR-440: a request to cancel several orders that succeeded has cancelled them all."""

import asyncio
from collections.abc import Mapping

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderStatus
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def _seen_to(self, symbol: str, identity: str, taken: Mapping[tuple[str, str], None]) -> Order:
        if (symbol, identity) not in taken:
            return await super()._seen_to(symbol, identity, taken)
        over = replace(self._known(symbol, identity), status=OrderStatus.CANCELED)
        self.tell(self._tracker.seen(over, asyncio.get_running_loop().time()))
        return over


class _Connector(SpotConnector):
    orders_type = _Orders


class BelievesTheBatch(Reference):
    name = "believes_the_batch"
    connector_type = _Connector
