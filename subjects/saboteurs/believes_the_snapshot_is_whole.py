"""MD-110: a snapshot is the whole book, however many levels were asked for.

Where a book has a depth, what falls out of it stays; from then on there is more than the venue speaks of,
so its checksum is not asked any more.
"""

from collections.abc import Sequence
from typing import Any

from exchanges.chained_book import ChainedBook
from exchanges.connector import SpotConnector
from exchanges.depth_book import DepthBook
from exchanges.market.books import Books
from exchanges.market.streamed import StreamedBooks
from exchanges.orderbook import OrderBook, Outcome, Row, _Side
from subjects.reference import Reference


class _Book(OrderBook):
    def apply_snapshot(
        self, sequence: int, bids: Sequence[Row], asks: Sequence[Row], *, limit: int | None = None
    ) -> Outcome:
        return super().apply_snapshot(sequence, bids, asks, limit=None)


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class _UncutSide(_Side):
    def cut(self, depth: int) -> None:
        pass


class _UncutBook(_Book, DepthBook):
    def __init__(self, symbol: str, **named: Any) -> None:
        super().__init__(symbol, **named)
        self._bids, self._asks = (_UncutSide(sign, named["price_decimals"]) for sign in (1, -1))

    _outgrown = False

    def start(
        self, bids: Sequence[Row], asks: Sequence[Row], checksum: int | None, time_ms: int = 0
    ) -> Outcome:
        self._outgrown = False
        return super().start(bids, asks, checksum, time_ms)

    def _fits(self, checksum: int) -> bool:
        deepest = max(len(self._bids.keys), len(self._asks.keys))
        self._outgrown = self._outgrown or (self._depth is not None and deepest > self._depth)
        return self._outgrown or super()._fits(checksum)


class _DeepBooks(StreamedBooks):
    book_type = _UncutBook


class _Deep(SpotConnector):
    books_type = _DeepBooks


class _UncutChain(ChainedBook):
    def __init__(self, symbol: str, **named: Any) -> None:
        super().__init__(symbol, **named)
        decimals = -int(self._unit.as_tuple().exponent)
        self._bids, self._asks = (_UncutSide(sign, decimals) for sign in (1, -1))


class _ChainedBooks(StreamedBooks):
    book_type = _UncutChain


class _Chained(SpotConnector):
    books_type = _ChainedBooks


class BelievesTheSnapshotIsWhole(Reference):
    name = "believes_the_snapshot_is_whole"
    connector_type = _Connector
    depth_type = _Deep
    chained_type = _Chained
