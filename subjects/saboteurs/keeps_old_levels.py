"""MD-020: after a reconnect the snapshot is applied like an update, onto what was there before."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.depth_book import DepthBook
from exchanges.market.books import Books
from exchanges.market.streamed import StreamedBooks
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _BookThatStays(OrderBook):
    _before: tuple[Sequence[Row], Sequence[Row]] = ((), ())

    def invalidate(self) -> None:
        if self.valid:
            self._before = (_rows(self, "_bids"), _rows(self, "_asks"))
        super().invalidate()

    def apply_snapshot(
        self, sequence: int, bids: Sequence[Row], asks: Sequence[Row], *, limit: int | None = None
    ) -> Outcome:
        (old_bids, old_asks), self._before = self._before, ((), ())
        return super().apply_snapshot(sequence, [*old_bids, *bids], [*old_asks, *asks], limit=limit)


def _rows(book: OrderBook, side: str) -> list[Row]:
    levels = getattr(book, side).best(10_000)
    return [(f"{price:.8f}", str(quantity)) for price, quantity in levels]


class _Books(Books):
    book_type = _BookThatStays


class _Connector(SpotConnector):
    books_type = _Books


class _ProvenBookThatStays(_BookThatStays, DepthBook):
    """The checksum is of what the venue sent, which is proven before it is put onto the rest."""

    def start(
        self, bids: Sequence[Row], asks: Sequence[Row], checksum: int | None, time_ms: int = 0
    ) -> Outcome:
        (old_bids, old_asks), self._before = self._before, ((), ())
        outcome = super().start(bids, asks, checksum, time_ms)
        if outcome is Outcome.APPLIED:
            self._bids.set([*old_bids, *bids])
            self._asks.set([*old_asks, *asks])
        return self._fail(Outcome.CROSSED) if self._is_crossed() else outcome


class _DeepBooks(StreamedBooks):
    book_type = _ProvenBookThatStays


class _Deep(SpotConnector):
    books_type = _DeepBooks


class KeepsOldLevels(Reference):
    name = "keeps_old_levels"
    connector_type = _Connector
    depth_type = _Deep
