"""Order books from the channel ``level2`` (CBS-69): whole, until the connection misses anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from exchanges.connection import Connection
from exchanges.delivery import Watched
from exchanges.depth_book import DepthBook
from exchanges.market.streamed import StreamedBooks
from exchanges.market.subscriptions import SUBSCRIBE as WANTED
from exchanges.models import BookTop
from exchanges.orderbook import OrderBook, Outcome
from exchanges.venues.coinbase.api import CoinbaseApi
from exchanges.venues.coinbase.messages import (
    BookEvent,
    BookMessage,
    Heartbeats,
    SubscriptionsMessage,
    epoch_ms,
)
from exchanges.venues.coinbase.talk import HEARTBEATS, SUBSCRIBE, UNSUBSCRIBE, Place, Talk

_CHANNEL = "level2"

_decode = msgspec.json.Decoder(BookMessage | Heartbeats | SubscriptionsMessage).decode


class CoinbaseBooks(StreamedBooks):
    """The handler of the book stream. A market that is another's alias has that one's book (CBS-23)."""

    book_type: ClassVar[type[DepthBook]] = DepthBook
    talk_type: ClassVar[type[Talk]] = Talk

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = self.talk_type(self._log, self._oddities)
        assert isinstance(self._api, CoinbaseApi)  # named by the same connector
        self._products = self._api.products

    def watch(self, symbol: str) -> Watched[BookTop]:
        return super().watch(self._products.told_as(symbol))

    def book(self, symbol: str) -> OrderBook:
        return super().book(self._products.told_as(symbol))

    def _new_book(self, symbol: str) -> DepthBook:
        decimals = self._products.decimals(symbol)
        return self.book_type(symbol, depth=None, price_decimals=decimals, quantity_decimals=8)

    async def greet(self, connection: Connection) -> None:
        """Heartbeats first: they keep the others open, and some subscription must be there soon (CBS-61)."""
        await self._talk.open(connection, HEARTBEATS, self._config().timeouts.subscribe_s)
        await super().greet(connection)

    def is_fed(self) -> bool:
        return True

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        verb = SUBSCRIBE if method == WANTED else UNSUBSCRIBE
        return await self._talk.ask(connection, verb, _CHANNEL, symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # What is lost with one that cannot be read shows in the number of the next.
            if self._talk.handle(raw, connection) is Place.BEYOND_A_HOLE:
                self._distrust_all()
            return True
        place = self._talk.place(connection, message.sequence_num)
        if place is Place.BEYOND_A_HOLE:
            self._distrust_all()
        if type(message) is BookMessage:
            if place is not Place.LATE:
                for event in message.events:
                    self._on_event(event, epoch_ms(message.timestamp))
        elif type(message) is SubscriptionsMessage:
            self._talk.confirmed(message, connection)
        return True

    def _on_event(self, event: BookEvent, told_ms: int) -> None:
        kept = self._kept.get(event.product_id)
        if kept is None:
            return  # nobody watches it any more
        book = kept.book
        assert isinstance(book, DepthBook)  # see _new_book
        bids: list[tuple[str, str]] = []
        asks: list[tuple[str, str]] = []
        for change in event.updates:
            row = (change.price_level, change.new_quantity)
            (bids if change.side == "bid" else asks).append(row)
        snapshot = event.type == "snapshot"
        take = book.start if snapshot else book.update
        self._heard(event.product_id, take(bids, asks, None, told_ms), snapshot=snapshot)

    def _distrust_all(self) -> None:
        """A message of this connection is missing, and nothing tells which book it was about (CBS-70)."""
        for symbol, kept in self._kept.items():
            assert isinstance(kept.book, DepthBook)  # see _new_book
            kept.book.distrust()
            self._heard(symbol, Outcome.GAP, snapshot=False)

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        """Never: an answer has a number, too, and is counted when its turn comes."""
        self._talk.answered(raw, connection)
        return False
