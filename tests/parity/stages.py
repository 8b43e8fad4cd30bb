"""Run the same program over loopback TCP and in the simulation.

A case is a coroutine that starts its own server on 127.0.0.1 and returns what its client saw. It
does not know where it runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, Literal, TypeVar

from simulation import World

T = TypeVar("T")
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HOST = "127.0.0.1"

# Loopback delivers at once, but never in the same instant.
_LOOPBACK_S = 20e-6


def on_the_wire(case: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What the case sees over the kernel's loopback."""
    return asyncio.run(case())


def in_simulation(case: Callable[[], Coroutine[Any, Any, T]], tls: Literal["strip", "real"] = "strip") -> T:
    """What the case sees over a simulated loopback."""
    with World("parity", tls=tls) as world:
        host = world.network.client
        world.network.link(host, host).latency_s = _LOOPBACK_S
        return world.run(case())


@contextlib.asynccontextmanager
async def serving(handler: Handler, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve ``handler`` on a free port, which is yielded; leave nothing behind."""
    tasks: dict[asyncio.Task[None], None] = {}
    writers: list[asyncio.StreamWriter] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks[task] = None
        writers.append(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await handler(reader, writer)

    server = await asyncio.start_server(handle, HOST, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            if not writer.transport.is_closing():
                writer.transport.abort()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def closed_port() -> int:
    """A port on which nobody listens."""
    async with serving(_hang_up) as port:
        return port


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
