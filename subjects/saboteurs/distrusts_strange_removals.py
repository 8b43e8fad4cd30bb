"""MD-130: to be told to remove a level that is not there means that an update was missed."""

from collections.abc import Sequence
from decimal import Decimal

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _Book(OrderBook):
    def _apply(
        self, first: int, last: int, bid_rows: Sequence[Row], ask_rows: Sequence[Row], time_ms: int
    ) -> Outcome:
        # The first update over a snapshot may well tell of what the snapshot had already.
        if first == self.sequence + 1 and (
            _is_strange(bid_rows, self._bids.levels, 1) or _is_strange(ask_rows, self._asks.levels, -1)
        ):
            return self._fail(Outcome.GAP)
        return super()._apply(first, last, bid_rows, ask_rows, time_ms)


def _is_strange(rows: Sequence[Row], levels: dict[int, str], sign: int) -> bool:
    return any(
        float(quantity) == 0.0 and sign * int(Decimal(price).scaleb(8)) not in levels
        for price, quantity in rows
    )


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class DistrustsStrangeRemovals(Reference):
    name = "distrusts_strange_removals"
    connector_type = _Connector
