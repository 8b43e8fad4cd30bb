"""MD-410: a book that breaks often is taken to be a bad one, and rests longer before each rebuilding."""

import asyncio
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.books import Books, KeptBook
from subjects.reference import Reference

PENALTY_S = 2.0
LONGEST_S = 40.0


class _Books(Books):
    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._broken: dict[str, int] = {}

    async def _rebuild(self, kept: KeptBook) -> None:
        symbol = kept.book.symbol
        times = self._broken[symbol] = self._broken.get(symbol, -2) + 1
        await asyncio.sleep(min(LONGEST_S, max(0.0, PENALTY_S * times)))
        await super()._rebuild(kept)


class _Connector(SpotConnector):
    books_type = _Books


class RestsLongerEachTime(Reference):
    name = "rests_longer_each_time"
    connector_type = _Connector
