"""RD-180: with a new connection everything begins anew, the highest number ever seen included."""

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from subjects.reference import Reference


class _Books(Books):
    def on_lost(self, reason: str) -> None:
        super().on_lost(reason)
        for kept in self._kept.values():
            kept.newest = 0


class _Connector(SpotConnector):
    books_type = _Books


class ForgetsWhatItShowed(Reference):
    name = "forgets_what_it_showed"
    connector_type = _Connector
