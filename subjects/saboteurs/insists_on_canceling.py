"""OR-280: a cancel that is refused is tried again, for the order must be gone."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.errors import OrderNotFound
from exchanges.models import Order
from exchanges.trading.orders import Orders
from subjects.reference import Reference

ATTEMPTS = 20


class _Orders(Orders):
    async def _ask_to_cancel(self, symbol: str, identity: str) -> Order | None:
        for _ in range(ATTEMPTS):
            try:
                return await super()._ask_to_cancel(symbol, identity)
            except OrderNotFound:
                await asyncio.sleep(0.25)
        return await super()._ask_to_cancel(symbol, identity)


class _Connector(SpotConnector):
    orders_type = _Orders


class InsistsOnCanceling(Reference):
    name = "insists_on_canceling"
    connector_type = _Connector
