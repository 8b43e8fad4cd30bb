"""OR-220: after eight lookups without an answer an order is told as failed."""

import asyncio
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.orders import Ask, Lookup
from exchanges.trading.orders import Orders
from subjects.reference import Reference

LOOKUPS = 8


class _Orders(Orders):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._tried: dict[tuple[str, str], int] = {}

    async def _resolve(self, lookup: Lookup) -> None:
        await super()._resolve(lookup)
        if lookup.ask is not Ask.ORDER:
            return
        key = (lookup.symbol, lookup.client_order_id)
        self._tried[key] = self._tried.get(key, 0) + 1
        if self._tried[key] >= LOOKUPS:
            now_s = asyncio.get_running_loop().time()
            self.tell(self._tracker.refused(*key, "its state could not be found out", now_s))


class _Connector(SpotConnector):
    orders_type = _Orders


class GivesUpLookingUp(Reference):
    name = "gives_up_looking_up"
    connector_type = _Connector
