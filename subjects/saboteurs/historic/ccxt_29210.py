"""The book outlives its connection, and the new snapshot is applied to it as if it were updates: levels that
went meanwhile stay.

https://github.com/ccxt/ccxt/issues/29210 (2026, Gemini)
"""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Row, _Side
from subjects.reference import Reference


class _SideThatStays(_Side):
    def start(self, rows: Sequence[Row], limit: int | None) -> None:
        self.set(rows)


class _Book(OrderBook):
    def __init__(self, symbol: str, *, buffer_updates: int = 5000, ignored_limit: int = 100) -> None:
        super().__init__(symbol, buffer_updates=buffer_updates, ignored_limit=ignored_limit)
        self._bids, self._asks = _SideThatStays(1), _SideThatStays(-1)


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class Ccxt29210(Reference):
    name = "ccxt_29210"
    connector_type = _Connector
