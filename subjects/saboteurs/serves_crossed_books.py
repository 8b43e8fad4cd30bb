"""MD-150: with no gap in the numbers the book must be right, whatever its best prices are.

Where a checksum stands for numbers, a message without levels says nothing to check, and a crossed book is one
in a fast market, of which the checksum is to be looked at when it has come to rest.
"""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.depth_book import DepthBook
from exchanges.market.books import Books
from exchanges.market.streamed import StreamedBooks
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _Book(OrderBook):
    def _is_crossed(self) -> bool:
        return False


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class _DepthBook(_Book, DepthBook):
    def update(
        self, bids: Sequence[Row], asks: Sequence[Row], checksum: int | None, time_ms: int = 0
    ) -> Outcome:
        if not bids and not asks:
            return Outcome.IGNORED
        return super().update(bids, asks, checksum, time_ms)

    def _fits(self, checksum: int) -> bool:
        return OrderBook._is_crossed(self) or super()._fits(checksum)


class _DeepBooks(StreamedBooks):
    book_type = _DepthBook


class _Deep(SpotConnector):
    books_type = _DeepBooks


class ServesCrossedBooks(Reference):
    name = "serves_crossed_books"
    connector_type = _Connector
    depth_type = _Deep
