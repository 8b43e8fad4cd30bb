"""RC-180: an order whose cancel got no answer and that turns out to be cancelled is told as it last was."""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderStatus
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def _looked_up(self, symbol: str, identity: str) -> Order | None:
        known = self._tracker.find(symbol, identity)
        found = await super()._looked_up(symbol, identity)
        if known is not None and found is not None and found.status is OrderStatus.CANCELED:
            return replace(known, status=OrderStatus.CANCELED)
        return found


class _Connector(SpotConnector):
    orders_type = _Orders


class CancelsWhatItKnew(Reference):
    name = "cancels_what_it_knew"
    connector_type = _Connector
