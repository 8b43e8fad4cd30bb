"""RD-080: snapshots are spread out, and whoever is told of a ban waits; those behind it were not told."""

import asyncio
from typing import Any

from exchanges.backoff import Backoff
from exchanges.breaker import CircuitBreaker
from exchanges.errors import Banned, ExchangeError
from exchanges.ratelimit import Grant
from exchanges.venues.binance.books import Books
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import DepthSnapshot
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference

APART_S = 0.5


class _Rest(BinanceRest):
    def _learn_from(self, error: ExchangeError, circuit: CircuitBreaker, grant: Grant) -> None:
        if circuit.group == "data" and isinstance(error, Banned):
            circuit.succeeded()
            return
        super()._learn_from(error, circuit, grant)


class _Books(Books):
    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._line = asyncio.Lock()

    async def _snapshot(self, symbol: str, levels: int, backoff: Backoff) -> DepthSnapshot | None:
        async with self._line:
            await asyncio.sleep(APART_S)
            return await self._fetch_snapshot(symbol, levels)


class _Connector(BinanceConnector):
    rest_type = _Rest
    books_type = _Books


class EachBookFindsOut(Reference):
    name = "each_book_finds_out"
    connector_type = _Connector
