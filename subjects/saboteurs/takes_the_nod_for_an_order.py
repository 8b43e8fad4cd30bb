"""OR-430: the venue answered with an id, so the order is in its book: what it says later comes too late."""

from collections.abc import Callable

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.dialect import Told
from exchanges.models import OrderRequest, OrderStatus
from exchanges.venues.bybit.api import BybitApi
from subjects.reference import Reference


class _Api(BybitApi):
    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        order, fills = await super().place(request, before_send)
        return replace(order, status=OrderStatus.NEW), fills


class _Connector(SpotConnector):
    api_type = _Api


class TakesTheNodForAnOrder(Reference):
    name = "takes_the_nod_for_an_order"
    deviates_at = "bybit"
    connector_type = _Connector
