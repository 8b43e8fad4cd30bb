"""RC-060: while one lost order is being looked up, the next one waits for the same answer."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    _resolving: "asyncio.Task[Order] | None" = None

    async def _await_resolution(self, request: OrderRequest, error: ExchangeError) -> Order:
        if self._resolving is None or self._resolving.done():
            waiting = super()._await_resolution(request, error)
            self._resolving = asyncio.create_task(waiting, name="resolution")
        else:
            self._outcome_unknown(request.symbol, request.client_order_id or "", type(error).__name__)
        return await asyncio.shield(self._resolving)


class _Connector(SpotConnector):
    orders_type = _Orders


class WaitsInOnePlace(Reference):
    name = "waits_in_one_place"
    connector_type = _Connector
