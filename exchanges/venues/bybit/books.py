"""Order books from the topic ``orderbook`` (BYB-70): whole at first, then numbered updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from exchanges.chained_book import ChainedBook
from exchanges.connection import Connection
from exchanges.market.streamed import StreamedBooks
from exchanges.market.subscriptions import SUBSCRIBE
from exchanges.venues.bybit.messages import BookMessage
from exchanges.venues.bybit.talk import Talk

DEPTH = 50
"""The deepest that comes every 20 ms; 200 and 1000 levels come every 100 and 200 ms (BYB-70)."""

_decode = msgspec.json.Decoder(BookMessage).decode


class BybitBooks(StreamedBooks):
    """The handler of the book stream. Levels that are pushed out of the depth are removed by the venue
    (BYB-73); a hole in the numbers (BYB-72) is mended by subscribing anew (BYB-74)."""

    book_type: ClassVar[type[ChainedBook]] = ChainedBook

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)

    def _new_book(self, symbol: str) -> ChainedBook:
        return self.book_type(symbol, depth=DEPTH)

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        op = "subscribe" if method == SUBSCRIBE else "unsubscribe"
        return await self._talk.ask_for(connection, op, f"orderbook.{DEPTH}.", symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # An update lost here shows in the number of the next.
            self._talk.handle(raw, connection)
            return True
        data = message.data
        kept = self._kept.get(data.s)
        if kept is None:
            return True  # nobody watches it any more
        book = kept.book
        assert isinstance(book, ChainedBook)  # see book_type
        snapshot = message.type == "snapshot"
        if snapshot:
            # Also in the midst of updates, and with a number that began anew (BYB-71).
            outcome = book.start(data.u, data.b, data.a, message.cts)
        else:
            outcome = book.update(data.u - 1, data.u, data.b, data.a, message.cts)
        self._heard(data.s, outcome, snapshot=snapshot)
        return True

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"req_id"' in raw and self._talk.answered(raw, connection)
