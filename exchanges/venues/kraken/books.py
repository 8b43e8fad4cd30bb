"""Order books from the channel ``book`` (KRK-55): cut to a depth, proven by a checksum (KRK-56 to KRK-58)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from exchanges.connection import Connection
from exchanges.depth_book import DepthBook
from exchanges.market.streamed import StreamedBooks
from exchanges.market.subscriptions import SUBSCRIBE
from exchanges.venues.kraken.api import KrakenApi
from exchanges.venues.kraken.messages import BookData, BookMessage, MarketMessage, epoch_ms
from exchanges.venues.kraken.talk import Talk

_DEPTHS = (10, 25, 100, 500, 1000)

_decode = msgspec.json.Decoder(MarketMessage).decode


class KrakenBooks(StreamedBooks):
    """The handler of the book stream."""

    book_type: ClassVar[type[DepthBook]] = DepthBook

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)
        wanted = self._config().book.snapshot_levels
        self._depth = max((depth for depth in _DEPTHS if depth <= wanted), default=_DEPTHS[0])

    def _new_book(self, symbol: str) -> DepthBook:
        assert isinstance(self._api, KrakenApi)  # named by the same connector
        pair = self._api.names.pair(symbol)
        return self.book_type(
            symbol,
            depth=self._depth,
            price_decimals=pair.price_decimals,
            quantity_decimals=pair.quantity_decimals,
        )

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        parameters: dict[str, Any] = {"channel": "book", "depth": self._depth}
        verb = "subscribe" if method == SUBSCRIBE else "unsubscribe"
        return await self._talk.ask(connection, verb, parameters, symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # An update lost here shows in the checksum of the next.
            self._talk.handle(raw, connection)
            return True
        if type(message) is BookMessage:
            for data in message.data:
                self._on_book(data, snapshot=message.type == "snapshot")
        return True

    def _on_book(self, data: BookData, *, snapshot: bool) -> None:
        kept = self._kept.get(data.symbol)
        if kept is None:
            return  # nobody watches it any more
        book = kept.book
        assert isinstance(book, DepthBook)  # see _new_book
        take = book.start if snapshot else book.update
        outcome = take(
            [row.text() for row in data.bids],
            [row.text() for row in data.asks],
            data.checksum,
            0 if data.timestamp is None else epoch_ms(data.timestamp),
        )
        self._heard(data.symbol, outcome, snapshot=snapshot)

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"req_id"' in raw and self._talk.answered(raw, connection)
