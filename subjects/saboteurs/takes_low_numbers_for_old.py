"""MD-300: whatever has a number below that of the book is old news, a whole book too."""

from collections.abc import Sequence

from exchanges.chained_book import ChainedBook
from exchanges.connector import SpotConnector
from exchanges.market.streamed import StreamedBooks
from exchanges.orderbook import Outcome, Row
from subjects.reference import Reference


class _Book(ChainedBook):
    def start(self, number: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0) -> Outcome:
        return Outcome.IGNORED if self._is_old(number) else super().start(number, bids, asks, time_ms)

    def update(
        self, previous: int, number: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0
    ) -> Outcome:
        if self._is_old(number):
            return Outcome.IGNORED
        return super().update(previous, number, bids, asks, time_ms)

    def _is_old(self, number: int) -> bool:
        return self.valid and number <= self.sequence


class _Books(StreamedBooks):
    book_type = _Book


class _Chained(SpotConnector):
    books_type = _Books


class TakesLowNumbersForOld(Reference):
    name = "takes_low_numbers_for_old"
    chained_type = _Chained
