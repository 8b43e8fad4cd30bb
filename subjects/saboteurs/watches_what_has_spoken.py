"""RD-040: after a reconnect the watch for silence is wound up by the first message, and not before."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books, KeptBook
from exchanges.market.streamed import StreamedBooks
from subjects.reference import Reference

DATA = (b'"depthUpdate"', b'"bids"')
"""What stands in data of a book and in nothing else that a venue sends."""


class _Books(Books):
    _has_spoken = True

    def on_live(self, *, gap: bool) -> None:
        if gap:
            self._has_spoken = False
        super().on_live(gap=gap)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        self._has_spoken = self._has_spoken or any(word in raw for word in DATA)
        return super().on_message(raw, connection)

    async def patrol(self) -> str | None:
        return await super().patrol() if self._has_spoken else None


class _Connector(SpotConnector):
    books_type = _Books


class _StreamedBooks(_Books, StreamedBooks):
    async def _snapshot_came(self, kept: KeptBook) -> bool:
        if not self._has_spoken:
            await kept.updated.wait()
        return await super()._snapshot_came(kept)


class _Streamed(SpotConnector):
    books_type = _StreamedBooks


class WatchesWhatHasSpoken(Reference):
    name = "watches_what_has_spoken"
    connector_type = _Connector
    streamed_type = _Streamed
