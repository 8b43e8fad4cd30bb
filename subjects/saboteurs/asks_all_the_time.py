"""RL-410: makes sure of all open orders every few seconds, whether or not anything is in doubt."""

import asyncio
import contextlib

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.ratelimit import Priority
from exchanges.trading.orders import Orders
from subjects.reference import Reference

EVERY_S = 4.0


class _Orders(Orders):
    async def resolve_forever(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ask_forever())
            tasks.create_task(super().resolve_forever())

    async def _ask_forever(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            with contextlib.suppress(ExchangeError):
                await self.fetch_open(None, Priority.DATA)


class _Connector(SpotConnector):
    orders_type = _Orders


class AsksAllTheTime(Reference):
    name = "asks_all_the_time"
    connector_type = _Connector
