"""MD-030: starts from any snapshot, and lets the first update after it pass whatever it begins with."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _TrustingBook(OrderBook):
    def apply_snapshot(
        self, sequence: int, bids: Sequence[Row], asks: Sequence[Row], *, limit: int | None = None
    ) -> Outcome:
        first = min((update[0] for update in self._buffer), default=sequence + 1)
        return super().apply_snapshot(max(sequence, first - 1), bids, asks, limit=limit)


class _Books(Books):
    book_type = _TrustingBook


class _Connector(SpotConnector):
    books_type = _Books


class AcceptsStaleSnapshot(Reference):
    name = "accepts_stale_snapshot"
    connector_type = _Connector
