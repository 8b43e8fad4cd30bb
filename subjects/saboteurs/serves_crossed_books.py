"""MD-150: with no gap in the numbers the book must be right, whatever its best prices are."""

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook
from subjects.reference import Reference


class _Book(OrderBook):
    def _is_crossed(self) -> bool:
        return False


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class ServesCrossedBooks(Reference):
    name = "serves_crossed_books"
    connector_type = _Connector
