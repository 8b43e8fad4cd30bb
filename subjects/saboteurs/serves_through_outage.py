"""MD-040: the book is there for whoever reads it, whether its stream lives or not."""

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook
from subjects.reference import Reference


class _ReadableBooks(Books):
    def book(self, symbol: str) -> OrderBook:
        kept = self._kept.get(symbol)
        return kept.book if kept is not None and kept.book.valid else super().book(symbol)

    def on_lost(self, reason: str) -> None:
        """Keep what there is: it is rebuilt after the reconnect."""

    def on_live(self, *, gap: bool) -> None:
        super().on_lost("reconnected")
        super().on_live(gap=gap)


class _Connector(SpotConnector):
    books_type = _ReadableBooks


class ServesThroughOutage(Reference):
    name = "serves_through_outage"
    connector_type = _Connector
