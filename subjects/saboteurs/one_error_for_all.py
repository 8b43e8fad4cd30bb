"""ER-040: whatever the venue finds wrong with an order becomes the same error, with another text."""

from exchanges.connector import SpotConnector
from exchanges.errors import InvalidOrder
from exchanges.models import Order, OrderRequest
from subjects.reference import Reference


def _plain(error: InvalidOrder) -> InvalidOrder:
    return InvalidOrder(error.message, venue=error.venue, client_order_id=error.client_order_id)


class _Connector(SpotConnector):
    async def submit(self, request: OrderRequest) -> Order:
        try:
            return await super().submit(request)
        except InvalidOrder as error:
            raise _plain(error) from None

    async def cancel(self, symbol: str, client_order_id: str) -> Order:
        try:
            return await super().cancel(symbol, client_order_id)
        except InvalidOrder as error:
            raise _plain(error) from None


class OneErrorForAll(Reference):
    name = "one_error_for_all"
    connector_type = _Connector
