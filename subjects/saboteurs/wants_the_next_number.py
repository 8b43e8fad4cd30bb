"""MD-140: an update that does not begin at the very next number does not fit, and the book begins anew."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _Book(OrderBook):
    def _apply(
        self, first: int, last: int, bid_rows: Sequence[Row], ask_rows: Sequence[Row], time_ms: int
    ) -> Outcome:
        if first <= self.sequence < last:
            return self._fail(Outcome.GAP)
        return super()._apply(first, last, bid_rows, ask_rows, time_ms)


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class WantsTheNextNumber(Reference):
    name = "wants_the_next_number"
    connector_type = _Connector
