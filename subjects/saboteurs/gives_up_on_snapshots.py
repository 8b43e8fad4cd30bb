"""RD-060: thirty attempts at a snapshot, then the error goes up to whoever is there to catch it: nobody."""

from collections.abc import Sequence
from typing import Any

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.dialect import Snapshot
from exchanges.errors import ExchangeError
from exchanges.market.books import Books, KeptBook
from exchanges.market.streamed import StreamedBooks
from exchanges.market.subscriptions import UNSUBSCRIBE, Subscriptions
from exchanges.stream import Stream
from subjects.reference import Reference

MOST_ATTEMPTS = 30
MOST_REFUSALS = 5
"""Subscriptions are asked for again at longer and longer pauses."""


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


class _Subscriptions(Subscriptions):
    """What is refused so often will not come."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._failed: dict[str, int] = {}

    async def _ask(self, connection: Connection, method: str, symbols: Sequence[str]) -> Sequence[str]:
        refused = await super()._ask(connection, method, symbols)
        if method == UNSUBSCRIBE:
            return refused
        for symbol in symbols:
            self._failed[symbol] = self._failed.get(symbol, 0) + 1
            if symbol not in refused:
                self._failed[symbol] = 0
            elif self._failed[symbol] >= MOST_REFUSALS:
                self._wanted.pop(symbol, None)
        return [symbol for symbol in refused if symbol in self._wanted]

    async def renew(self, stream: Stream, symbol: str) -> None:
        if symbol in self._wanted:
            await super().renew(stream, symbol)


class _StreamedBooks(_Books, StreamedBooks):
    subscriptions_type = _Subscriptions


class _Streamed(SpotConnector):
    books_type = _StreamedBooks


class GivesUpOnSnapshots(Reference):
    name = "gives_up_on_snapshots"
    connector_type = _Connector
    streamed_type = _Streamed
