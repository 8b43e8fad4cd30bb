"""RD-020: only the newest updates wait for the snapshot; the first that ever waited is compared with it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from exchanges.config import BookRules, ConnectorConfig
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.base import Access
from subjects.reference import Reference

WAITING = 25


class _ForgetfulBook(OrderBook):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._earliest: int | None = None

    def apply(
        self, first: int, last: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0
    ) -> Outcome:
        if not self.valid and self._earliest is None:
            self._earliest = first
        return super().apply(first, last, bids, asks, time_ms)

    def apply_snapshot(
        self, sequence: int, bids: Sequence[Row], asks: Sequence[Row], *, limit: int | None = None
    ) -> Outcome:
        earliest, self._earliest = self._earliest, None
        if earliest is not None and earliest <= sequence + 1 and self._buffer:
            sequence = max(sequence, self._buffer[0][0] - 1)
        return super().apply_snapshot(sequence, bids, asks, limit=limit)

    def invalidate(self) -> None:
        self._earliest = None
        super().invalidate()


class _Books(Books):
    book_type = _ForgetfulBook


class _Connector(SpotConnector):
    books_type = _Books


class ForgetsTheOldest(Reference):
    name = "forgets_the_oldest"
    connector_type = _Connector

    def config(self, access: Access) -> ConnectorConfig:
        return replace(super().config(access), book=BookRules(buffer_updates=WAITING))
