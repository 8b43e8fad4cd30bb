"""ER-090: a market that takes no orders is closed: no cancel is sent until an order passes again."""

from exchanges.connector import SpotConnector
from exchanges.errors import SymbolNotTrading
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    _closed_market: SymbolNotTrading | None = None

    async def submit(self, request: OrderRequest) -> Order:
        try:
            order = await super().submit(request)
        except SymbolNotTrading as error:
            self._closed_market = error
            raise
        self._closed_market = None
        return order

    async def cancel(self, symbol: str, identity: str) -> Order:
        if self._closed_market is not None:
            raise self._closed_market
        return await super().cancel(symbol, identity)


class _Connector(SpotConnector):
    orders_type = _Orders


class StopsInCancelOnly(Reference):
    name = "stops_in_cancel_only"
    connector_type = _Connector
