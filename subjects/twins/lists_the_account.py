"""Asks for the open orders of the whole account and picks those of the symbol: dearer, the same answer."""

from collections.abc import Sequence

from subjects.reference import Reference, ReferenceSession
from subjects.seen import OrderSeen


class _Session(ReferenceSession):
    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        told = [self.order_seen(order) for order in await self.connector.open_orders()]
        return [order for order in told if order.symbol == symbol]


class ListsTheAccount(Reference):
    name = "lists_the_account"
    session_type = _Session
