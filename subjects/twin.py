"""A correct but different connector for Binance Spot: a check that fails it for nothing wrong is unfair.

Orders go over the WebSocket API; it keeps a plain journal of intents and settles it by asking; books are
thrown away and begun again on any doubt. See subjects/twin_parts/.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from subjects.base import Access, Capability, Session, Subject, Tell
from subjects.seen import BalanceSeen, BookSeen, Claim, InstrumentSeen, Intent, LogSeen, OrderSeen
from subjects.twin_parts.dialing import Dialer
from subjects.twin_parts.errors import NotSent, Refused, TwinError
from subjects.twin_parts.journal import Journal, News
from subjects.twin_parts.line import Keys, Line
from subjects.twin_parts.market import Market
from subjects.twin_parts.pace import Pace, VenueClock
from subjects.twin_parts.reading import balance_seen, instruments_seen, reading

STREAM = "wss://stream.binance.com:9443"
WS_API = "wss://ws-api.binance.com:443"
READY_WITHIN_S = 30.0
UNDER_WAY_S = 5.0
"""How long stop waits for requests that were sent before it."""


class Twin(Subject):
    name = "twin"
    venues = frozenset({"binance"})
    capabilities = (
        Capability.BOOK
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

    @asynccontextmanager
    async def open(self, access: Access) -> AsyncIterator[Session]:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            session = TwinSession(http, access)
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


class TwinSession(Session):
    def __init__(self, http: aiohttp.ClientSession, access: Access) -> None:
        given = access.endpoints
        clock = VenueClock(time.time)
        self._dialer = Dialer(http, Pace(clock))
        self._line = Line(
            url=f"{WS_API if given is None else given.ws_api}/ws-api/v3",
            keys=Keys(access.api_key, access.api_secret),
            dialer=self._dialer,
            clock=clock,
        )
        self._journal = Journal(self._line)
        self._market = Market(STREAM if given is None else given.stream, self._dialer, self._line)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Raises NotSent if the venue cannot be reached."""
        self._tasks.append(asyncio.create_task(self._line.run(self._journal), name="twin line"))
        self._tasks.append(asyncio.create_task(self._journal.sweep(), name="twin sweep"))
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                await self._line.ready.wait()
        except TimeoutError:
            raise NotSent("the venue could not be reached") from None

    async def stop(self) -> None:
        self._dialer.stopped.set()
        await self._line.under_way_over(UNDER_WAY_S)
        tasks = [*self._tasks, *self._journal.deciding()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._dialer.http.close()

    # --- market -----------------------------------------------------------------------------------

    async def instruments(self) -> Sequence[InstrumentSeen]:
        info = await self._line.ask("exchangeInfo", weight=20, signed=False)
        with reading("exchangeInfo"):
            return instruments_seen(info["symbols"])

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        await self._market.keep_book(symbol, tell)

    def book(self, symbol: str) -> BookSeen | None:
        return self._market.books.get(symbol)

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        await self._market.keep_trades(symbol, tell)

    # --- account ----------------------------------------------------------------------------------

    async def watch_orders(self, tell: Tell) -> None:
        news: asyncio.Queue[News] = asyncio.Queue()
        self._journal.watchers.append(news)
        try:
            while True:
                await tell(await news.get())
        finally:
            self._journal.watchers.remove(news)

    async def submit(self, intent: Intent) -> OrderSeen:
        return await self._journal.submit(intent)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        return await self._journal.cancel(symbol, client_order_id)

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        return await self._journal.replace(symbol, client_order_id, intent)

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        return await self._journal.cancel_all(symbol)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        return await self._journal.order(symbol, client_order_id)

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        listed = await self._line.ask("openOrders.status", {"symbol": symbol}, weight=6)
        with reading("orders"):
            orders = [self._journal.listed(order) for order in listed]
        return [order for order in orders if not order.state.final]

    async def balances(self) -> Mapping[str, BalanceSeen]:
        account = await self._line.ask("account.status", weight=20)
        with reading("account"):
            return {held["asset"]: balance_seen(held) for held in account["balances"]}
