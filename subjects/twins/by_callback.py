"""Callbacks, one state folded out of facts, lookups in doubt only (subjects/twin_parts/story.py)."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

import aiohttp

from subjects.base import Access, Tell
from subjects.seen import BookSeen, Intent, OrderSeen
from subjects.twin import Twin
from subjects.twin_parts.desk import Desk
from subjects.twin_parts.journal import News
from subjects.twin_parts.line import Line
from subjects.twin_parts.market import Market
from subjects.twin_parts.story import Story
from subjects.twin_parts.verbs import Verbs


class _Session(Verbs):
    def __init__(self, http: aiohttp.ClientSession, access: Access) -> None:
        super().__init__(http, access)
        self._desk = self.asked = Desk(self.hosts.rest, self.keys, self.dialer, self.clock)
        self._line = Line(f"{self.hosts.ws_api}/ws-api/v3", self.keys, self.dialer, self.clock)
        self._story = Story(self.asked)
        self._market = Market(self.hosts.stream, self.dialer, self.asked)

    def runs(self) -> Mapping[str, Coroutine[Any, Any, None]]:
        return {
            "desk": self._desk.run(),
            "line": self._line.run(self._story),
            "story": self._story.run(),
            "doubts": self._story.reconcile(),
        }

    def deciding(self) -> list["asyncio.Task[None]"]:
        return []

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        await self._market.keep_book(symbol, tell)

    def book(self, symbol: str) -> BookSeen | None:
        return self._market.books.get(symbol)

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        await self._market.keep_trades(symbol, tell)

    async def watch_orders(self, tell: Tell) -> None:
        news: asyncio.Queue[News] = asyncio.Queue()
        self._story.callbacks.append(news.put_nowait)
        try:
            while True:
                await tell(await news.get())
        finally:
            self._story.callbacks.remove(news.put_nowait)

    async def submit(self, intent: Intent) -> OrderSeen:
        return await self._story.submit(intent)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        return await self._story.cancel(symbol, client_order_id)

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        return await self._story.replace(symbol, client_order_id, intent)

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        return await self._story.cancel_all(symbol)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        return await self._story.order(symbol, client_order_id)

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        return await self._story.open_orders(symbol)


class ByCallback(Twin):
    name = "by_callback"
    session_type = _Session
