"""RD-190: one snapshot after another, and each until it has succeeded, so that the order is kept."""

import asyncio
from typing import Any

from exchanges.errors import ExchangeError
from exchanges.venues.binance.books import Books
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import DepthSnapshot
from subjects.reference import Reference

AGAIN_AFTER_S = 1.0
LONGEST_S = 30.0


class _Books(Books):
    def __init__(self, *, fetch_snapshot: Any, **named: Any) -> None:
        line = asyncio.Lock()

        async def fetch(symbol: str, levels: int) -> DepthSnapshot:
            async with line:
                pause_s = AGAIN_AFTER_S
                while True:
                    try:
                        snapshot: DepthSnapshot = await fetch_snapshot(symbol, levels)
                    except ExchangeError as error:
                        await asyncio.sleep(max(pause_s, error.retry_after_s or 0.0))
                        pause_s = min(LONGEST_S, 2 * pause_s)
                    else:
                        return snapshot

        super().__init__(fetch_snapshot=fetch, **named)


class _Connector(BinanceConnector):
    books_type = _Books


class RebuildsInLine(Reference):
    name = "rebuilds_in_line"
    connector_type = _Connector
