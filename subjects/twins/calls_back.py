"""Hands trades and orders to callbacks over a queue instead of an iterator: every one, in order."""

import asyncio
from collections.abc import Awaitable, Callable

from subjects.base import Seen, Tell
from subjects.reference import Reference, ReferenceSession


class _Session(ReferenceSession):
    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        await _called_back(lambda call: super(_Session, self).watch_trades(symbol, call), tell)

    async def watch_orders(self, tell: Tell) -> None:
        await _called_back(super().watch_orders, tell)


async def _called_back(watch: Callable[[Tell], Awaitable[None]], tell: Tell) -> None:
    """Watch into a queue, and work that off beside it until the watching ends."""
    waiting: asyncio.Queue[Seen | None] = asyncio.Queue()

    async def watched() -> None:
        try:
            await watch(waiting.put)
        finally:
            waiting.put_nowait(None)

    async with asyncio.TaskGroup() as group:
        group.create_task(watched(), name="watch for callbacks")
        while (seen := await waiting.get()) is not None:
            await tell(seen)


class CallsBack(Reference):
    name = "calls_back"
    session_type = _Session
