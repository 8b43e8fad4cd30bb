"""Trades over HTTP, learns of its orders over the WebSocket API, and has a socket for each symbol.

Books begin with a snapshot, asked for before the socket is opened (subjects/twin_parts/feed.py).
"""

from collections.abc import Coroutine, Mapping
from typing import Any

import aiohttp

from subjects.base import Access, Tell
from subjects.seen import BookSeen
from subjects.twin import Twin
from subjects.twin_parts.desk import Desk
from subjects.twin_parts.feed import Feeds
from subjects.twin_parts.journal import Journal
from subjects.twin_parts.line import Line
from subjects.twin_parts.verbs import Verbs


class _Session(Verbs):
    def __init__(self, http: aiohttp.ClientSession, access: Access) -> None:
        super().__init__(http, access)
        self._desk = self.asked = Desk(self.hosts.rest, self.keys, self.dialer, self.clock)
        self._line = Line(f"{self.hosts.ws_api}/ws-api/v3", self.keys, self.dialer, self.clock)
        self.journal = Journal(self.asked)
        self._feeds = Feeds(self.hosts.stream, self.dialer, self.asked)

    def runs(self) -> Mapping[str, Coroutine[Any, Any, None]]:
        return {
            "desk": self._desk.run(),
            "line": self._line.run(self.journal),
            "sweep": self.journal.sweep(),
        }

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        await self._feeds.watch(symbol, "books", tell)

    def book(self, symbol: str) -> BookSeen | None:
        return self._feeds.book(symbol)

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        await self._feeds.watch(symbol, "trades", tell)


class SocketPerSymbol(Twin):
    name = "socket_per_symbol"
    session_type = _Session
