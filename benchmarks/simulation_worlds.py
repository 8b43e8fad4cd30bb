"""Cost of a world, and whether worlds leave anything behind.

Prints the processor time of an empty world, that of a world with one REST request and one WebSocket
message, and the growth of the process over many of the latter.

    python benchmarks/simulation_worlds.py --worlds 1000
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# isort: split
import simulation.early  # noqa: F401  before the libraries

# isort: split
import argparse
import asyncio
import logging
import resource
import time

import aiohttp
from aiohttp import web

from simulation import World

WARM_UP = 50


async def answer(request: web.Request) -> web.StreamResponse:
    """A greeting, or an echo over a WebSocket."""
    if request.path == "/":
        return web.json_response({"ok": True})
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


async def serve() -> None:
    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "", 443).start()
    await asyncio.Event().wait()


async def visit() -> None:
    await asyncio.sleep(0.1)
    async with aiohttp.ClientSession() as session:
        async with session.get("https://api.test/") as response:
            await response.read()
        async with session.ws_connect("wss://api.test/stream") as socket:
            await socket.send_str("hello")
            await socket.receive_str()


def play(number: int) -> None:
    """One small world."""
    with World(f"world {number}") as world:
        world.network.host("venue", "api.test").start(serve())
        world.run(visit())
    if world.complaints:
        raise SystemExit(f"world {number} complains: {world.complaints}")


def resident_bytes() -> int:
    """Memory of this process now, from /proc."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--worlds", type=int, default=1000, help="how many (default 1000)")
    worlds = parser.parse_args().worlds
    logging.disable(logging.CRITICAL)
    for number in range(WARM_UP):
        play(number)

    began_s = time.process_time()
    for number in range(worlds):
        with World(f"empty {number}"):
            pass
    empty_s = time.process_time() - began_s

    before_bytes = resident_bytes()
    began_s = time.process_time()
    for number in range(worlds):
        play(number)
    played_s = time.process_time() - began_s
    grown_bytes = resident_bytes() - before_bytes
    print(
        f"{worlds} worlds: empty {empty_s / worlds * 1e3:.3f} ms, "
        f"with one request and one message {played_s / worlds * 1e3:.2f} ms, "
        f"memory {before_bytes / 1e6:.1f} MB and {grown_bytes / 1e6:+.1f} MB"
    )


if __name__ == "__main__":
    main()
