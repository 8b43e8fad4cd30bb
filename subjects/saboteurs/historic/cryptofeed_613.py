"""After the venue's cut every symbol asks for its snapshot at once; a 429 is answered by connecting anew,
after which every symbol asks again.

https://github.com/bmoscon/cryptofeed/issues/613 (2021)
"""

import asyncio
from typing import Any

from exchanges.errors import RateLimited
from exchanges.venues.binance.books import Books
from exchanges.venues.binance.connector import BinanceConnector, _decode_depth
from exchanges.venues.binance.messages import DepthSnapshot
from subjects.reference import Reference

ALL_OF_THEM = 1000


class _Books(Books):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._slots = asyncio.Semaphore(ALL_OF_THEM)


class _Connector(BinanceConnector):
    books_type = _Books

    async def _fetch_snapshot(self, symbol: str, levels: int) -> DepthSnapshot:
        where = {"symbol": symbol, "limit": str(levels)}
        try:
            return await self._rest.public("/api/v3/depth", where, _decode_depth, weight=0)
        except RateLimited as error:
            self._books.stream.restart(str(error))
            raise


class Cryptofeed613(Reference):
    name = "cryptofeed_613"
    connector_type = _Connector
