"""After the venue's cut every symbol asks for its snapshot at once; a 429 is answered by connecting anew,
after which every symbol asks again.

https://github.com/bmoscon/cryptofeed/issues/613 (2021)
"""

import asyncio
from typing import Any

from exchanges.dialect import Snapshot
from exchanges.errors import RateLimited
from exchanges.ratelimit import FREE
from exchanges.venues.binance.api import BinanceApi, _decode_depth
from exchanges.venues.binance.books import BinanceBooks
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference

ALL_OF_THEM = 1000


class _Api(BinanceApi):
    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        where = {"symbol": symbol, "limit": str(levels)}
        told = await self._rest.public("/api/v3/depth", where, _decode_depth, cost=FREE)
        return Snapshot(told.lastUpdateId, told.bids, told.asks)


class _Books(BinanceBooks):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._slots = asyncio.Semaphore(ALL_OF_THEM)

    async def _fetch_snapshot(self, symbol: str, levels: int) -> Snapshot:
        try:
            return await super()._fetch_snapshot(symbol, levels)
        except RateLimited as error:
            self.stream.restart(str(error))
            raise


class _Connector(BinanceConnector):
    api_type = _Api
    books_type = _Books


class Cryptofeed613(Reference):
    name = "cryptofeed_613"
    venues = frozenset({"binance"})
    connector_type = _Connector
