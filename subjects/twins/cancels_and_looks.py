"""Looks an order up after cancelling it and answers what the venue says then: two requests, one truth."""

from exchanges.errors import ExchangeError
from subjects.reference import Reference, ReferenceSession
from subjects.seen import OrderSeen


class _Session(ReferenceSession):
    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        ended = await super().cancel(symbol, client_order_id)
        try:
            return await self.order(symbol, client_order_id)
        except ExchangeError:
            # What the cancel itself was answered is as true as it was.
            return ended


class CancelsAndLooks(Reference):
    name = "cancels_and_looks"
    session_type = _Session
