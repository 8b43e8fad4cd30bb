"""RD-030: of the updates that waited for a snapshot only the first is compared with it; the rest follows."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Outcome, Row
from subjects.reference import Reference


class _TrustingReplay(OrderBook):
    def apply_snapshot(
        self, sequence: int, bids: Sequence[Row], asks: Sequence[Row], *, limit: int | None = None
    ) -> Outcome:
        waiting = sorted(self._buffer, key=lambda update: update[0])
        outcome = super().apply_snapshot(sequence, bids, asks, limit=limit)
        if outcome is not Outcome.GAP or not waiting or waiting[0][0] > sequence + 1:
            return outcome
        self._buffer.clear()
        self.valid, self.trouble = True, None
        for _, last, bid_rows, ask_rows, time_ms in waiting:
            if last > self.sequence:
                outcome = self._apply(self.sequence + 1, last, bid_rows, ask_rows, time_ms)
        return outcome


class _Books(Books):
    book_type = _TrustingReplay


class _Connector(SpotConnector):
    books_type = _Books


class ReplaysWithoutLooking(Reference):
    name = "replays_without_looking"
    connector_type = _Connector
