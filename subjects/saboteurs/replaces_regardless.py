"""OR-380: to replace an order it is cancelled, and whatever came of that, the new one is placed."""

import contextlib

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.models import Order, OrderRequest
from subjects.reference import Reference


class _Connector(SpotConnector):
    async def replace(self, symbol: str, client_order_id: str, request: OrderRequest) -> Order:
        with contextlib.suppress(ExchangeError):
            await self.cancel(symbol, client_order_id)
        return await self.submit(request)


class ReplacesRegardless(Reference):
    name = "replaces_regardless"
    connector_type = _Connector
