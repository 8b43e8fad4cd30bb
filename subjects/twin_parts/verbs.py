"""An open connector made of a journal and of something to ask: what its user can say to both."""

import asyncio
import time
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

import aiohttp

from subjects.base import Access, Endpoints, Session, Tell
from subjects.seen import BalanceSeen, InstrumentSeen, Intent, OrderSeen
from subjects.twin_parts.dialing import Dialer
from subjects.twin_parts.errors import NotSent
from subjects.twin_parts.journal import Asked, Journal, News
from subjects.twin_parts.keys import Keys
from subjects.twin_parts.pace import Pace, VenueClock
from subjects.twin_parts.reading import balance_seen, instruments_seen, reading

PRODUCTION = Endpoints(
    rest="https://api.binance.com",
    stream="wss://stream.binance.com:9443",
    ws_api="wss://ws-api.binance.com:443",
)
READY_WITHIN_S = 30.0
UNDER_WAY_S = 5.0
"""How long stop waits for requests that were sent before it."""


class Verbs(Session):
    asked: Asked
    journal: Journal

    def __init__(self, http: aiohttp.ClientSession, access: Access) -> None:
        self.clock = VenueClock(time.time)
        self.dialer = Dialer(http, Pace(self.clock))
        self.keys = Keys(access.api_key, access.api_secret)
        self.hosts = access.endpoints or PRODUCTION
        self._tasks: list[asyncio.Task[None]] = []

    def runs(self) -> Mapping[str, Coroutine[Any, Any, None]]:
        """What goes on while the connector is open."""
        raise NotImplementedError

    async def start(self) -> None:
        """Raises NotSent if the venue cannot be reached."""
        self._tasks = [asyncio.create_task(run, name=f"twin {name}") for name, run in self.runs().items()]
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                await self.asked.ready.wait()
        except TimeoutError:
            raise NotSent("the venue could not be reached") from None

    def deciding(self) -> list["asyncio.Task[None]"]:
        return self.journal.deciding()

    async def stop(self) -> None:
        self.dialer.stopped.set()
        await self.asked.under_way_over(UNDER_WAY_S)
        tasks = [*self._tasks, *self.deciding()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.dialer.http.close()

    async def instruments(self) -> Sequence[InstrumentSeen]:
        info = await self.asked.ask("exchangeInfo", weight=20, signed=False)
        with reading("exchangeInfo"):
            return instruments_seen(info["symbols"])

    async def watch_orders(self, tell: Tell) -> None:
        news: asyncio.Queue[News] = asyncio.Queue()
        self.journal.watchers.append(news)
        try:
            while True:
                await tell(await news.get())
        finally:
            self.journal.watchers.remove(news)

    async def submit(self, intent: Intent) -> OrderSeen:
        return await self.journal.submit(intent)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        return await self.journal.cancel(symbol, client_order_id)

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        return await self.journal.replace(symbol, client_order_id, intent)

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        return await self.journal.cancel_all(symbol)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        return await self.journal.order(symbol, client_order_id)

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        listed = await self.asked.ask("openOrders.status", {"symbol": symbol}, weight=6)
        with reading("orders"):
            orders = [self.journal.listed(order) for order in listed]
        return [order for order in orders if not order.state.final]

    async def balances(self) -> Mapping[str, BalanceSeen]:
        account = await self.asked.ask("account.status", weight=20)
        with reading("account"):
            return {held["asset"]: balance_seen(held) for held in account["balances"]}
