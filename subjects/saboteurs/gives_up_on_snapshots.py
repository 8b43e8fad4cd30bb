"""RD-060: thirty attempts at a snapshot, then the error goes up to whoever is there to catch it: nobody."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.dialect import Snapshot
from exchanges.errors import ExchangeError
from exchanges.market.books import Books, KeptBook
from subjects.reference import Reference

MOST_ATTEMPTS = 30


class _GivenUp(Exception):
    pass


class _Books(Books):
    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._failed: dict[str, int] = {}

    async def _fetch_snapshot(self, symbol: str, levels: int) -> Snapshot:
        try:
            snapshot = await super()._fetch_snapshot(symbol, levels)
        except ExchangeError as error:
            self._failed[symbol] = self._failed.get(symbol, 0) + 1
            if self._failed[symbol] >= MOST_ATTEMPTS:
                raise _GivenUp(str(error)) from error
            raise
        self._failed[symbol] = 0
        return snapshot

    async def _rebuild(self, kept: KeptBook) -> None:
        try:
            await super()._rebuild(kept)
        except _GivenUp as error:
            self._log.error("book.given_up", symbol=kept.book.symbol, cause=str(error))


class _Connector(SpotConnector):
    books_type = _Books


class GivesUpOnSnapshots(Reference):
    name = "gives_up_on_snapshots"
    connector_type = _Connector
