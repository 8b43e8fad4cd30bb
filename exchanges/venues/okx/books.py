"""Order books from the channel ``books`` (OKX-63): 400 levels, in a chain of numbers (OKX-64, OKX-65).

The checksum that comes along is the same for every book since 2026 and proves nothing (OKX-66).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from exchanges.chained_book import ChainedBook
from exchanges.connection import Connection
from exchanges.market.streamed import StreamedBooks
from exchanges.venues.okx.api import OkxApi
from exchanges.venues.okx.messages import BookData, BooksMessage
from exchanges.venues.okx.talk import Talk

_CHANNEL = "books"
_DEPTH = 400
_DECIMALS = 14
"""Enough for every tick that there is, so that one which becomes finer does no harm."""

_decode = msgspec.json.Decoder(BooksMessage).decode


class OkxBooks(StreamedBooks):
    """The handler of the book stream."""

    book_type: ClassVar[type[ChainedBook]] = ChainedBook

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)

    def _new_book(self, symbol: str) -> ChainedBook:
        return self.book_type(symbol, depth=_DEPTH, decimals=_DECIMALS)

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        return await self._talk.ask(connection, method, _CHANNEL, symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # An update lost here shows in the next, which does not follow the last that was applied.
            self._talk.handle(raw, connection, self.stream)
            return True
        if message.arg.channel == _CHANNEL:
            for data in message.data:
                self._on_book(message.arg.instId, data, snapshot=message.action == "snapshot")
        return True

    def _on_book(self, symbol: str, data: BookData, *, snapshot: bool) -> None:
        kept = self._kept.get(symbol)
        if kept is None:
            return  # nobody watches it any more
        book = kept.book
        assert isinstance(book, ChainedBook)  # see _new_book
        assert isinstance(self._api, OkxApi)  # named by the same connector
        bids, asks = self._api.levels(symbol, data.bids), self._api.levels(symbol, data.asks)
        if snapshot:
            outcome = book.start(data.seqId, bids, asks, int(data.ts))
        else:
            outcome = book.update(data.prevSeqId, data.seqId, bids, asks, int(data.ts))
        self._heard(symbol, outcome, snapshot=snapshot)

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"event"' in raw and self._talk.answered(raw, connection)
