"""RD-190: one snapshot after another, and each until it has succeeded, so that the order is kept."""

import asyncio
from typing import Any

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.dialect import Snapshot
from exchanges.errors import ExchangeError
from exchanges.market.books import Books
from exchanges.market.subscriptions import Subscriptions
from subjects.reference import Reference

AGAIN_AFTER_S = 1.0
LONGEST_S = 30.0


class _Subscriptions(Subscriptions):
    """Where snapshots come by subscriptions: no book is there before all are confirmed."""

    async def ask_for_all(self, connection: Connection) -> None:
        pause_s = AGAIN_AFTER_S
        await super().ask_for_all(connection)
        while self.refused:
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_S, 2 * pause_s)
            await super().ask_for_all(connection)


class _Books(Books):
    subscriptions_type = _Subscriptions

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._line = asyncio.Lock()

    async def _fetch_snapshot(self, symbol: str, levels: int) -> Snapshot:
        async with self._line:
            pause_s = AGAIN_AFTER_S
            while True:
                try:
                    return await super()._fetch_snapshot(symbol, levels)
                except ExchangeError as error:
                    await asyncio.sleep(max(pause_s, error.retry_after_s or 0.0))
                    pause_s = min(LONGEST_S, 2 * pause_s)


class _Connector(SpotConnector):
    books_type = _Books


class RebuildsInLine(Reference):
    name = "rebuilds_in_line"
    connector_type = _Connector
