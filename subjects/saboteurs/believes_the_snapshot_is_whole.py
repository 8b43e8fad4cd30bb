"""MD-110: a snapshot is the whole book, however many levels were asked for."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _Book(OrderBook):
    def apply_snapshot(
        self, sequence: int, bids: Sequence[Row], asks: Sequence[Row], *, limit: int | None = None
    ) -> Outcome:
        return super().apply_snapshot(sequence, bids, asks, limit=None)


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class BelievesTheSnapshotIsWhole(Reference):
    name = "believes_the_snapshot_is_whole"
    connector_type = _Connector
