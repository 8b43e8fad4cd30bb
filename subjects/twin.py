"""A correct but different connector for Binance Spot: a check that fails it for nothing wrong is unfair.

Orders go over the WebSocket API; it keeps a plain journal of intents and settles it by asking; books are
thrown away and begun again on any doubt. See subjects/twin_parts/.
"""

from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import aiohttp

from subjects.base import Access, Capability, Session, Subject, Tell
from subjects.seen import BookSeen, Claim, LogSeen
from subjects.twin_parts.errors import NotSent, Refused, TwinError
from subjects.twin_parts.journal import Journal
from subjects.twin_parts.line import Line
from subjects.twin_parts.market import Market
from subjects.twin_parts.verbs import Verbs


class Twin(Subject):
    name = "twin"
    venues = frozenset({"binance"})
    capabilities = (
        Capability.BOOK
        | Capability.STREAMS
        | Capability.TRADES
        | Capability.ORDERS
        | Capability.ORDER_STREAM
        | Capability.BALANCES
        | Capability.INSTRUMENTS
        | Capability.LOGS
        | Capability.TRADE_TIMES
        | Capability.CANCEL_ALL
        | Capability.REPLACE
    )
    session_type: ClassVar[type[Verbs]]

    @asynccontextmanager
    async def open(self, access: Access) -> AsyncIterator[Session]:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            session = self.session_type(http, access)
            try:
                await session.start()
                yield session
            finally:
                await session.stop()

    def read_log(self, record: Mapping[str, Any]) -> LogSeen | None:
        """Lines begin with "request 17: order.place" or "connection 3: wss://..."."""
        what, _, rest = str(record.get("event")).partition(" ")
        number, _, about = rest.partition(": ")
        if record.get("logger") != "twin" or what not in ("request", "connection"):
            return None
        return LogSeen(about=about.split()[0] if what == "request" else "", correlation_id=number)

    def claim(self, error: BaseException) -> Claim:
        return Claim.DID_NOT_HAPPEN if isinstance(error, NotSent | Refused) else Claim.UNKNOWN

    def documents(self, error: BaseException) -> bool:
        return isinstance(error, TwinError)


class TwinSession(Verbs):
    def __init__(self, http: aiohttp.ClientSession, access: Access) -> None:
        super().__init__(http, access)
        self._line = self.asked = Line(
            url=f"{self.hosts.ws_api}/ws-api/v3", keys=self.keys, dialer=self.dialer, clock=self.clock
        )
        self.journal = Journal(self.asked)
        self._market = Market(self.hosts.stream, self.dialer, self._line)

    def runs(self) -> Mapping[str, Coroutine[Any, Any, None]]:
        return {"line": self._line.run(self.journal), "sweep": self.journal.sweep()}

    # --- market -----------------------------------------------------------------------------------

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        await self._market.keep_book(symbol, tell)

    def book(self, symbol: str) -> BookSeen | None:
        return self._market.books.get(symbol)

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        await self._market.keep_trades(symbol, tell)


Twin.session_type = TwinSession
