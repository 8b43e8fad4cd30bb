"""OR-260: known orders that a list of open orders does not name are closed, whatever was asked for."""

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderStatus
from subjects.reference import Reference


class _Connector(SpotConnector):
    async def open_orders(self, symbol: str | None = None) -> Sequence[Order]:
        orders = await super().open_orders(symbol)
        listed = {(order.symbol, order.client_order_id): None for order in orders}
        now_s = asyncio.get_running_loop().time()
        for known in self._tracker.unfinished():
            if known.status.is_live and (known.symbol, known.client_order_id) not in listed:
                closed = replace(known, status=OrderStatus.CANCELED)
                self._orders.tell(self._tracker.seen(closed, now_s))
        return orders


class ClosesTheUnlisted(Reference):
    name = "closes_the_unlisted"
    connector_type = _Connector
