"""Opens no stream: orders, balances, trades and books by asking again (subjects/twin_parts/rounds.py)."""

from collections.abc import Coroutine, Mapping
from typing import Any

import aiohttp

from subjects.base import Access, Capability, Tell
from subjects.seen import BookSeen
from subjects.twin import Twin
from subjects.twin_parts.desk import Desk
from subjects.twin_parts.journal import Journal
from subjects.twin_parts.rounds import AccountRounds, MarketRounds
from subjects.twin_parts.verbs import Verbs


class _Session(Verbs):
    def __init__(self, http: aiohttp.ClientSession, access: Access) -> None:
        super().__init__(http, access)
        self._desk = self.asked = Desk(self.hosts.rest, self.keys, self.dialer, self.clock)
        self.journal = Journal(self.asked)
        self._account = AccountRounds(self.asked, self.journal, access.symbols)
        self._market = MarketRounds(self.asked)

    def runs(self) -> Mapping[str, Coroutine[Any, Any, None]]:
        return {"desk": self._desk.run(), "account": self._account.run()}

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        await self._market.keep_book(symbol, tell)

    def book(self, symbol: str) -> BookSeen | None:
        return self._market.book(symbol)

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        await self._market.keep_trades(symbol, tell)


class AsksAgain(Twin):
    name = "asks_again"
    session_type = _Session
    capabilities = Twin.capabilities & ~Capability.STREAMS
