"""A socket on which anything arrives is well, and so is every subscription on it, however dry."""

import asyncio

from exchanges.base import Connector
from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
from exchanges.venues.binance.books import Books
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class BooksOfOneSocket(Books):
    async def patrol(self) -> str | None:
        newest_s = self.newest_s()
        now_s = asyncio.get_running_loop().time()
        if newest_s is not None and now_s - newest_s < self._config().heartbeat.data_s / 2:
            for kept in self._kept.values():
                kept.silence.restart(now_s)
            return None
        return await super().patrol()


class WatchingConnector(BinanceConnector):
    books_type = BooksOfOneSocket


class WatchesSocketsOnly(Reference):
    name = "watches_sockets_only"

    def build(self, config: ConnectorConfig, credentials: Credentials) -> Connector:
        return WatchingConnector(config, credentials)
