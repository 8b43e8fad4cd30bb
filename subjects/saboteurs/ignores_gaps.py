"""MD-010: takes an update that does not connect for one that was overtaken, and after a while believes it.

Holding back what came too early is right; the defect is what happens when the missing one never comes.
Where only a checksum shows what is missing, or the numbers of the connection, the next updates are hoped to
set the book right; where messages name the one before, that name is not read.
"""

from collections.abc import Sequence

from exchanges.chained_book import ChainedBook
from exchanges.connector import SpotConnector
from exchanges.depth_book import DepthBook
from exchanges.market.books import Books
from exchanges.market.streamed import StreamedBooks
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference

_PATIENCE = 25
"""So many updates are waited for the one before them."""


class _BookThatCloses(OrderBook):
    _early: tuple[tuple[int, int, Sequence[Row], Sequence[Row], int], ...] = ()

    def apply(
        self, first: int, last: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0
    ) -> Outcome:
        if not self.valid:
            self._early = ()
            return super().apply(first, last, bids, asks, time_ms)
        self._early = tuple(
            sorted((*self._early, (first, last, bids, asks, time_ms)), key=lambda one: one[0])
        )
        if len(self._early) > _PATIENCE:
            self.sequence = max(self.sequence, self._early[0][0] - 1)
        outcome = Outcome.BUFFERED
        while self._early and self._early[0][0] <= self.sequence + 1:
            update, *rest = self._early
            self._early = tuple(rest)
            outcome = super().apply(*update)
        return outcome


class _Books(Books):
    book_type = _BookThatCloses


class _Connector(SpotConnector):
    books_type = _Books


class _BookThatHopes(_BookThatCloses, DepthBook):
    _hopes = False

    def start(
        self, bids: Sequence[Row], asks: Sequence[Row], checksum: int | None, time_ms: int = 0
    ) -> Outcome:
        self._hopes = False
        outcome = super().start(bids, asks, checksum, time_ms)
        self._hopes = True
        return outcome

    def _fits(self, checksum: int) -> bool:
        return self._hopes or super()._fits(checksum)

    def distrust(self) -> None:
        """What is missing is hoped to have been about another book."""


class _DeepBooks(StreamedBooks):
    book_type = _BookThatHopes


class _Deep(SpotConnector):
    books_type = _DeepBooks


class _ChainOfAnyLinks(ChainedBook):
    def update(
        self, previous: int, number: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0
    ) -> Outcome:
        return super().update(self.sequence, number, bids, asks, time_ms)


class _ChainedBooks(StreamedBooks):
    book_type = _ChainOfAnyLinks


class _Chained(SpotConnector):
    books_type = _ChainedBooks


class IgnoresGaps(Reference):
    name = "ignores_gaps"
    connector_type = _Connector
    depth_type = _Deep
    chained_type = _Chained
