"""RD-170: messages wait for their snapshot as they came; they are decoded when it is there."""

import asyncio
from typing import Any

from msgspec import DecodeError

from exchanges.connection import Connection
from exchanges.dialect import Snapshot
from exchanges.market.books import KeptBook
from exchanges.venues.binance.books import BinanceBooks, _decode
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Books(BinanceBooks):
    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._waiting: dict[str, list[bytes]] = {}

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        for symbol, kept in self._kept.items():
            if not kept.book.valid and b'"depthUpdate"' in raw and f'"{symbol}"'.encode() in raw:
                kept.silence.heard(asyncio.get_running_loop().time())
                self._waiting.setdefault(symbol, []).append(raw)
                return True
        return super().on_message(raw, connection)

    def on_lost(self, reason: str) -> None:
        self._waiting.clear()
        super().on_lost(reason)

    def _take(self, kept: KeptBook, snapshot: Snapshot, limit: int) -> None:
        for raw in self._waiting.pop(kept.book.symbol, ()):
            self._apply(kept, _decode(raw))
        super()._take(kept, snapshot, limit)

    async def _rebuild(self, kept: KeptBook) -> None:
        try:
            await super()._rebuild(kept)
        except DecodeError as error:
            self._log.error("book.given_up", symbol=kept.book.symbol, cause=str(error))


class _Connector(BinanceConnector):
    books_type = _Books


class DiesReplaying(Reference):
    name = "dies_replaying"
    deviates_at = "binance"
    connector_type = _Connector
