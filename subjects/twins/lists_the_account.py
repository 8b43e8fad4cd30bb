"""Asks for the open orders of the whole account and picks those of the symbol: dearer, the same answer."""

from collections.abc import Sequence

from subjects.reference import Reference, ReferenceSession, order_seen
from subjects.seen import OrderSeen


class _Session(ReferenceSession):
    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        return [order_seen(order) for order in await self.connector.open_orders() if order.symbol == symbol]


class ListsTheAccount(Reference):
    name = "lists_the_account"
    session_type = _Session
