"""RD-040: after a reconnect the watch for silence is wound up by the first message, and not before."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from subjects.reference import Reference


class _Books(Books):
    _has_spoken = True

    def on_live(self, *, gap: bool) -> None:
        if gap:
            self._has_spoken = False
        super().on_live(gap=gap)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        self._has_spoken = self._has_spoken or b'"depthUpdate"' in raw
        return super().on_message(raw, connection)

    async def patrol(self) -> str | None:
        return await super().patrol() if self._has_spoken else None


class _Connector(SpotConnector):
    books_type = _Books


class WatchesWhatHasSpoken(Reference):
    name = "watches_what_has_spoken"
    connector_type = _Connector
