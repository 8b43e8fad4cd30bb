"""MD-050: an update that lies in the past is news like any other."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _EagerBook(OrderBook):
    def apply(
        self, first: int, last: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0
    ) -> Outcome:
        if self.valid and last <= self.sequence:
            outcome = super().apply(self.sequence, self.sequence + 1, bids, asks, time_ms)
            self.sequence -= 1
            return outcome
        return super().apply(first, last, bids, asks, time_ms)


class _Books(Books):
    book_type = _EagerBook


class _Connector(SpotConnector):
    books_type = _Books


class AppliesOldUpdates(Reference):
    name = "applies_old_updates"
    connector_type = _Connector
