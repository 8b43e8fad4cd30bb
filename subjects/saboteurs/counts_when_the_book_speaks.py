"""MD-460: a hole in the numbers of a connection is looked into when a book next speaks, and not before."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.venues.coinbase.books import CoinbaseBooks
from subjects.reference import Reference


class _Books(CoinbaseBooks):
    _is_of_a_book = False
    _saw_a_hole = False

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        self._is_of_a_book = b'"l2_data"' in raw
        if self._is_of_a_book and self._saw_a_hole:
            self._saw_a_hole = False
            super()._distrust_all()
        return super().on_message(raw, connection)

    def _distrust_all(self) -> None:
        if self._is_of_a_book:
            super()._distrust_all()
        else:
            self._saw_a_hole = True


class _Connector(SpotConnector):
    books_type = _Books


class CountsWhenTheBookSpeaks(Reference):
    name = "counts_when_the_book_speaks"
    deviates_at = "coinbase"
    connector_type = _Connector
