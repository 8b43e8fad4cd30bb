"""Five subscriptions a second as a token bucket of five: up to nine leave in the first second.

https://github.com/nautechsystems/nautilus_trader/issues/5012 (2026)
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.market.subscriptions import Subscriptions
from exchanges.stream import Stream
from subjects.reference import Reference

A_TOKEN_EVERY_S = 0.2
BURST = 5


class _Subscriptions(Subscriptions):
    _full_at_s = 0.0

    async def _ask(self, connection: Connection, method: str, symbols: Sequence[str]) -> Sequence[str]:
        now_s = asyncio.get_running_loop().time()
        self._full_at_s = max(self._full_at_s, now_s) + A_TOKEN_EVERY_S
        await asyncio.sleep(max(0.0, self._full_at_s - now_s - BURST * A_TOKEN_EVERY_S))
        return await super()._ask(connection, method, symbols)


class _Stream(Stream):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "frame_gap_s": 0.0})


class _Books(Books):
    subscriptions_type = _Subscriptions


class _Connector(SpotConnector):
    books_type = _Books
    stream_type = _Stream


class NautilusTrader5012(Reference):
    name = "nautilus_trader_5012"
    connector_type = _Connector
