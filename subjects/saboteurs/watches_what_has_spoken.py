"""RD-040: after a reconnect the watch for silence is wound up by the first message, and not before."""

import asyncio
from typing import Any

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books, KeptBook
from exchanges.market.streamed import StreamedBooks
from subjects.reference import Reference

DATA = (b'"depthUpdate"', b'"bids"', b'"l2_data"')
"""What stands in data of a book and in nothing else that a venue sends."""


class _Books(Books):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._spoken = asyncio.Event()
        self._spoken.set()

    def on_live(self, *, gap: bool) -> None:
        if gap:
            self._spoken.clear()
        super().on_live(gap=gap)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        if any(word in raw for word in DATA):
            self._spoken.set()
        return super().on_message(raw, connection)

    async def patrol(self) -> str | None:
        return await super().patrol() if self._spoken.is_set() else None


class _Connector(SpotConnector):
    books_type = _Books


class _StreamedBooks(_Books, StreamedBooks):
    async def _snapshot_came(self, kept: KeptBook) -> bool:
        await self._spoken.wait()
        return await super()._snapshot_came(kept)


class _Streamed(SpotConnector):
    books_type = _StreamedBooks


class WatchesWhatHasSpoken(Reference):
    name = "watches_what_has_spoken"
    connector_type = _Connector
    streamed_type = _Streamed
