"""MD-050: an update that lies in the past is news like any other.

Where only checksums tell, one that fitted before is not computed again.
"""

from collections.abc import Sequence

from exchanges.chained_book import ChainedBook
from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.depth_book import DepthBook
from exchanges.market.books import Books
from exchanges.market.streamed import StreamedBooks
from exchanges.orderbook import OrderBook, Outcome, Row
from exchanges.venues.coinbase.talk import Place, Talk
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


class _BookWithProofs(DepthBook):
    _proofs: tuple[int, ...] = ()

    def start(
        self, bids: Sequence[Row], asks: Sequence[Row], checksum: int | None, time_ms: int = 0
    ) -> Outcome:
        self._proofs = ()
        return super().start(bids, asks, checksum, time_ms)

    def _fits(self, checksum: int) -> bool:
        if checksum in self._proofs:
            return True
        self._proofs = (*self._proofs[-999:], checksum)
        return super()._fits(checksum)


class _AnyTime(Talk):
    def place(self, connection: Connection, number: int) -> Place:
        place = super().place(connection, number)
        return Place.NEXT if place is Place.LATE else place


class _DeepBooks(StreamedBooks):
    book_type = _BookWithProofs
    talk_type = _AnyTime  # where the connection numbers its messages


class _Deep(SpotConnector):
    books_type = _DeepBooks


class _ChainTwice(ChainedBook):
    def update(
        self, previous: int, number: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0
    ) -> Outcome:
        if self.valid and previous != self.sequence and (previous, number) in self._applied:
            now = self.sequence
            outcome = self._put(number, bids, asks, time_ms)
            self.sequence = now
            return outcome
        return super().update(previous, number, bids, asks, time_ms)


class _ChainedBooks(StreamedBooks):
    book_type = _ChainTwice


class _Chained(SpotConnector):
    books_type = _ChainedBooks


class AppliesOldUpdates(Reference):
    name = "applies_old_updates"
    connector_type = _Connector
    depth_type = _Deep
    chained_type = _Chained
