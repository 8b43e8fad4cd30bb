"""Compares orders and balances with the venue every minute, not only after a doubt."""

import asyncio

from exchanges.connector import SpotConnector
from subjects.reference import Reference

EVERY_S = 60.0


class _Connector(SpotConnector):
    async def _start_private(self) -> None:
        await super()._start_private()
        self._run(self._compare_forever(), "compare each minute")

    async def _compare_forever(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self._account.nothing_missed()


class ComparesEachMinute(Reference):
    name = "compares_each_minute"
    connector_type = _Connector
