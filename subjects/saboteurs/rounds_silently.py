"""OR-140: what is off the grid is rounded to it without a word."""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderRequest
from subjects.reference import Reference


class _Connector(SpotConnector):
    async def submit(self, request: OrderRequest) -> Order:
        instrument = self._catalogue.of(request.symbol)
        quantity = request.quantity - request.quantity % instrument.lot_size
        price = request.price and request.price - request.price % instrument.tick_size
        return await super().submit(replace(request, quantity=quantity, price=price))


class RoundsSilently(Reference):
    name = "rounds_silently"
    connector_type = _Connector
