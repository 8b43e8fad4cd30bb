"""RD-010: what the parser raises is no error of the venue's, so the loop that rebuilds does not catch it.

Requests that fail are tried again; a body was never expected to be anything but the documented one.
"""

import msgspec

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.dialect import Snapshot
from exchanges.errors import UnreadableResponse
from exchanges.market.books import Books, KeptBook
from exchanges.market.streamed import StreamedBooks
from subjects.reference import Reference


class _NotASnapshot(Exception):
    pass


class _Books(Books):
    async def _rebuild(self, kept: KeptBook) -> None:
        try:
            await super()._rebuild(kept)
        except _NotASnapshot as error:
            self._log.error("book.given_up", symbol=kept.book.symbol, cause=str(error))

    async def _fetch_snapshot(self, symbol: str, levels: int) -> Snapshot:
        try:
            return await super()._fetch_snapshot(symbol, levels)
        except UnreadableResponse as error:
            raise _NotASnapshot(str(error)) from error


class _Connector(SpotConnector):
    books_type = _Books


class _StreamedBooks(_Books, StreamedBooks):
    _rubbish = False

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._rubbish = True
        return super().on_message(raw, connection)

    async def _snapshot_came(self, kept: KeptBook) -> bool:
        came = await super()._snapshot_came(kept)
        if not came and self._rubbish:
            raise _NotASnapshot("nothing that can be read")
        return came


class _Streamed(SpotConnector):
    books_type = _StreamedBooks


class DiesOfAnUnreadableSnapshot(Reference):
    name = "dies_of_an_unreadable_snapshot"
    connector_type = _Connector
    streamed_type = _Streamed
