"""RD-060: thirty attempts at a snapshot, then the error goes up to whoever is there to catch it: nobody."""

from typing import Any

from exchanges.errors import ExchangeError
from exchanges.venues.binance.books import Books, KeptBook
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import DepthSnapshot
from subjects.reference import Reference

MOST_ATTEMPTS = 30


class _GivenUp(Exception):
    pass


class _Books(Books):
    def __init__(self, *, fetch_snapshot: Any, **named: Any) -> None:
        failed: dict[str, int] = {}

        async def fetch(symbol: str, levels: int) -> DepthSnapshot:
            try:
                snapshot: DepthSnapshot = await fetch_snapshot(symbol, levels)
            except ExchangeError as error:
                failed[symbol] = failed.get(symbol, 0) + 1
                if failed[symbol] >= MOST_ATTEMPTS:
                    raise _GivenUp(str(error)) from error
                raise
            failed[symbol] = 0
            return snapshot

        super().__init__(fetch_snapshot=fetch, **named)

    async def _rebuild(self, kept: KeptBook) -> None:
        try:
            await super()._rebuild(kept)
        except _GivenUp as error:
            self._log.error("book.given_up", symbol=kept.book.symbol, cause=str(error))


class _Connector(BinanceConnector):
    books_type = _Books


class GivesUpOnSnapshots(Reference):
    name = "gives_up_on_snapshots"
    connector_type = _Connector
