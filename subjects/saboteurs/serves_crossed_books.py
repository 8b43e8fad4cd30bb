"""MD-150: with no gap in the numbers the book must be right, whatever its best prices are."""

from exchanges.orderbook import OrderBook
from exchanges.venues.binance.books import Books
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Book(OrderBook):
    def _is_crossed(self) -> bool:
        return False


class _Books(Books):
    book_type = _Book


class _Connector(BinanceConnector):
    books_type = _Books


class ServesCrossedBooks(Reference):
    name = "serves_crossed_books"
    connector_type = _Connector
