"""A server that sends back what it gets, and a client for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from simulation import Host, World

T = TypeVar("T")

PORT = 7
API = "api.venue.test"
STREAM = "stream.venue.test"


async def serve_echo(port: int = PORT) -> None:
    """Echo until cancelled."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "0.0.0.0", port)
    async with server:
        await server.serve_forever()


def echo_venue(world: World) -> Host:
    """A host with two names that echoes."""
    venue = world.network.host("venue", API, STREAM)
    venue.start(serve_echo())
    return venue


async def opened(name: str = API) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the echo server, once it is up."""
    await asyncio.sleep(0)
    return await asyncio.open_connection(name, PORT)


async def outcome(coro: Coroutine[Any, Any, T]) -> tuple[T | str, float]:
    """The result or the name of the error, and how long it took in virtual seconds."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    try:
        result: T | str = await coro
    except (OSError, EOFError) as error:
        result = type(error).__name__
    return result, loop.time() - began_s
