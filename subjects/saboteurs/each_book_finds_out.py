"""RD-080: snapshots are spread out, and whoever is told of a ban waits; those behind it were not told."""

import asyncio
from typing import Any

from exchanges.backoff import Backoff
from exchanges.breaker import CircuitBreaker
from exchanges.connector import SpotConnector
from exchanges.dialect import Snapshot
from exchanges.errors import Banned, ExchangeError
from exchanges.market.sequenced import SequencedBooks
from exchanges.ratelimit import Grant
from exchanges.requests import Requests
from subjects.reference import Reference

APART_S = 0.5


class _Rest(Requests):
    def _learn_from(self, error: ExchangeError, circuit: CircuitBreaker, grant: Grant) -> None:
        if circuit.group == "data" and isinstance(error, Banned):
            circuit.succeeded()
            return
        super()._learn_from(error, circuit, grant)


class _Books(SequencedBooks):
    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._line = asyncio.Lock()

    async def _snapshot(self, symbol: str, levels: int, backoff: Backoff) -> Snapshot | None:
        async with self._line:
            await asyncio.sleep(APART_S)
            return await self._fetch_snapshot(symbol, levels)


class _Connector(SpotConnector):
    rest_type = _Rest
    books_type = _Books


class EachBookFindsOut(Reference):
    name = "each_book_finds_out"
    connector_type = _Connector
