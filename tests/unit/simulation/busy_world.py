"""A busy world for the determinism tests; run as a script it prints the digests of two runs.

Everything that is known to differ from run to run is in it: a pool of REST connections, WebSockets
of two libraries, masks and keys, sets of tasks and futures, fragmentation, resets at random times,
names that fail, clocks that drift.
"""

from __future__ import annotations

import simulation.early  # noqa: F401  before the libraries

# isort: split
import asyncio
import logging
import random
import sys

import aiohttp
from aiohttp import web
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from simulation import World

DURATION_S = 90.0
_NETWORK_ERRORS = (aiohttp.ClientError, ConnectionClosed, OSError, asyncio.TimeoutError)


async def _rest(request: web.Request) -> web.StreamResponse:
    if request.headers.get("Upgrade", "").lower() != "websocket":
        await asyncio.sleep(random.random())
        return web.json_response({"path": request.path, "number": random.random()})
    socket = web.WebSocketResponse(heartbeat=20)
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


class _Broadcaster:
    """Sends to a set of connections, as many programs do."""

    def __init__(self) -> None:
        self._subscribers: set[ServerConnection] = set()

    async def serve_one(self, connection: ServerConnection) -> None:
        self._subscribers.add(connection)
        try:
            await connection.wait_closed()
        finally:
            self._subscribers.discard(connection)

    async def tick(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            for connection in list(self._subscribers):
                try:
                    await connection.send(f"tick {random.random()}")
                except ConnectionClosed:
                    self._subscribers.discard(connection)


async def _venue() -> None:
    application = web.Application()
    application.router.add_get("/{path:.*}", _rest)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "", 443).start()
    broadcaster = _Broadcaster()
    async with serve(broadcaster.serve_one, "", 9443):
        await broadcaster.tick()


async def _watch() -> None:
    while True:
        try:
            async with connect("wss://stream.test:9443", ping_interval=10) as connection:
                async for _ in connection:
                    pass
        except _NETWORK_ERRORS:
            await asyncio.sleep(random.random())


async def _talk(session: aiohttp.ClientSession) -> None:
    while True:
        try:
            async with session.ws_connect("wss://api.test/socket", heartbeat=15) as socket:
                while True:
                    await socket.send_str(str(random.random()))
                    await socket.receive_str(timeout=10)
                    await asyncio.sleep(1)
        except (*_NETWORK_ERRORS, TypeError):
            await asyncio.sleep(random.random())


async def _poll(session: aiohttp.ClientSession) -> None:
    async def fetch(number: int) -> None:
        async with session.get(f"https://api.test/{number}") as response:
            await response.read()

    while True:
        tasks = [asyncio.create_task(fetch(number)) for number in range(8)]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done | pending:  # sets of tasks, on purpose
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(2)


async def _misfortune(world: World) -> None:
    chance = random.Random("misfortune")
    venue = world.network.host("venue")
    world.network.link(venue, world.network.client).fragment_probability = 0.3
    venue.drift = 1e-4
    while True:
        await asyncio.sleep(chance.uniform(1, 6))
        connections = world.network.connections(venue)
        if connections:
            victim = chance.choice(connections)
            match chance.randrange(3):
                case 0:
                    victim.reset()
                case 1:
                    victim.half_open()
                case 2:
                    victim.cut_after(100)
        if chance.random() < 0.2:
            world.network.names.fail("api.test", "AGAIN")
            world.loop.call_later(3, world.network.names.restore, "api.test")


async def _life(world: World) -> None:
    world.network.host("venue", "api.test", "stream.test").start(_venue())
    async with aiohttp.ClientSession() as session:
        jobs = [_watch(), _watch(), _watch(), _talk(session), _poll(session), _misfortune(world)]
        tasks = [asyncio.create_task(job) for job in jobs]
        await asyncio.sleep(DURATION_S)
        for task in tasks:
            task.cancel()


def play(token: str) -> World:
    """Live through it once."""
    with World(token, keep_events=True) as world:
        world.run(_life(world))
    return world


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    for _ in range(2):
        print(play("busy").digest())
    sys.exit(0)
