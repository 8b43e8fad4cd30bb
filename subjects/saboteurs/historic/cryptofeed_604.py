"""A snapshot of the best levels is kept as the whole book: what lay beyond them is never in it.

https://github.com/bmoscon/cryptofeed/issues/604 (2021)
"""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _Book(OrderBook):
    def apply_snapshot(
        self, sequence: int, bids: Sequence[Row], asks: Sequence[Row], *, limit: int | None = None
    ) -> Outcome:
        return super().apply_snapshot(sequence, bids, asks)


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class Cryptofeed604(Reference):
    name = "cryptofeed_604"
    connector_type = _Connector
