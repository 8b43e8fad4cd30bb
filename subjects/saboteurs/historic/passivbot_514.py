"""A cancel refused with "never placed, already cancelled, or filled" means that it was never placed.

https://github.com/enarjord/passivbot/issues/514 (2025)
"""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.errors import OrderNotFound, OutcomeUnknown
from exchanges.models import Order, OrderStatus
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    async def cancel(self, symbol: str, identity: str) -> Order:
        try:
            await self._ask_to_cancel(symbol, identity)
        except OrderNotFound:
            known = self._tracker.find(symbol, identity)
            if known is None:
                raise
            return replace(known, status=OrderStatus.REJECTED, reason="never placed")
        except OutcomeUnknown:
            pass
        return await super().cancel(symbol, identity)


class _Connector(SpotConnector):
    orders_type = _Orders


class Passivbot514(Reference):
    name = "passivbot_514"
    connector_type = _Connector
