"""MD-410: a book that breaks often is taken to be a bad one, and rests longer before each rebuilding."""

import asyncio
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.errors import SequenceGap
from exchanges.market.books import Books, KeptBook
from exchanges.market.streamed import StreamedBooks
from exchanges.orderbook import OrderBook
from subjects.reference import Reference

PENALTY_S = 2.5
LONGEST_S = 50.0


class _Books(Books):
    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._broken: dict[str, int] = {}

    def _rest_s(self, symbol: str) -> float:
        times = self._broken[symbol] = self._broken.get(symbol, -2) + 1
        return min(LONGEST_S, max(0.0, PENALTY_S * times))

    async def _rebuild(self, kept: KeptBook) -> None:
        await asyncio.sleep(self._rest_s(kept.book.symbol))
        await super()._rebuild(kept)


class _Connector(SpotConnector):
    books_type = _Books


class _StreamedBooks(_Books, StreamedBooks):
    """After a loss nothing is rebuilt here that could rest: the book that came with the stream does."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._rests_until_s: dict[str, float] = {}

    def on_lost(self, reason: str) -> None:
        super().on_lost(reason)
        now_s = asyncio.get_running_loop().time()
        for symbol in self._kept:
            self._rests_until_s[symbol] = now_s + self._rest_s(symbol)

    def book(self, symbol: str) -> OrderBook:
        if asyncio.get_running_loop().time() < self._rests_until_s.get(symbol, 0.0):
            raise SequenceGap(f"the book of {symbol} rests", venue=self._api.venue)
        return super().book(symbol)


class _Streamed(SpotConnector):
    books_type = _StreamedBooks


class RestsLongerEachTime(Reference):
    name = "rests_longer_each_time"
    connector_type = _Connector
    streamed_type = _Streamed
