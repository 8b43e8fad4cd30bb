"""MD-290: updates are compared with their checksum, a snapshot is taken for whole as it comes."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.depth_book import DepthBook
from exchanges.orderbook import Outcome, Row
from exchanges.venues.kraken.books import KrakenBooks
from subjects.reference import Reference


class _Book(DepthBook):
    def start(
        self, bids: Sequence[Row], asks: Sequence[Row], checksum: int | None, time_ms: int = 0
    ) -> Outcome:
        outcome = self.apply_snapshot(self.sequence + 1, bids, asks)
        self.time_ms = time_ms
        return outcome


class _Books(KrakenBooks):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class BelievesSnapshots(Reference):
    name = "believes_snapshots"
    deviates_at = "kraken"
    connector_type = _Connector
