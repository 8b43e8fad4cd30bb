"""A socket on which anything arrives is well, and so is every subscription on it, however dry."""

import asyncio

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books, KeptBook
from exchanges.market.streamed import StreamedBooks
from subjects.reference import Reference


class BooksOfOneSocket(Books):
    _spoke_s = float("-inf")

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        if b'"heartbeat"' not in raw:
            self._spoke_s = asyncio.get_running_loop().time()
        return super().on_message(raw, connection)

    def patrol_is_due(self) -> bool:
        now_s = asyncio.get_running_loop().time()
        if now_s - self._spoke_s < self._config().heartbeat.data_s / 2:
            for kept in self._kept.values():
                kept.silence.restart(now_s)
            return False
        return super().patrol_is_due()


class WatchingConnector(SpotConnector):
    books_type = BooksOfOneSocket


class StreamedBooksOfOneSocket(BooksOfOneSocket, StreamedBooks):
    async def _snapshot_came(self, kept: KeptBook) -> bool:
        """It is on its way, as long as the socket speaks of others."""
        while not await super()._snapshot_came(kept):
            since_s = asyncio.get_running_loop().time() - self._config().heartbeat.data_s / 2
            if all(other is kept or other.silence.heard_s < since_s for other in self._kept.values()):
                return False
        return True


class StreamedConnector(SpotConnector):
    books_type = StreamedBooksOfOneSocket


class WatchesSocketsOnly(Reference):
    name = "watches_sockets_only"
    connector_type = WatchingConnector
    streamed_type = StreamedConnector
