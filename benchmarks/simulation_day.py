"""A day in the life of one websockets connection, in virtual time.

The venue sends one ticker a second, both sides ping every 20 s, and every hour the connection is
reset; the client reconnects. Prints wall time, messages and the digest of the run. With
``--rate 0`` there are pings and drops only.

    python benchmarks/simulation_day.py --hours 24 --rate 1
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# isort: split
import simulation.early  # noqa: F401  before the libraries

# isort: split
import argparse
import asyncio
import json
import logging
import time
from dataclasses import dataclass

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from simulation import Host, World
from simulation.clock import real_perf_counter

PING_S = 20.0
TICKER = {
    "e": "24hrTicker", "E": 0, "s": "BTCUSDT", "p": "-94.99999800", "P": "-95.960",
    "w": "0.29628482", "x": "0.10002000", "c": "4.00000200", "Q": "200.00000000",
    "b": "4.00000000", "B": "431.00000000", "a": "4.00000200", "A": "12.00000000",
    "o": "99.00000000", "h": "100.00000000", "l": "0.10000000", "v": "8913.30000000",
    "q": "15.30000000", "O": 1499404907056, "C": 1499491307056, "F": 0, "L": 18150, "n": 18151,
}  # fmt: skip


@dataclass
class Tally:
    """What the client saw."""

    connects: int = 0
    messages: int = 0


class Venue:
    """Sends the ticker to whoever is connected."""

    def __init__(self, rate_per_s: float) -> None:
        self._rate_per_s = rate_per_s
        self._clients: dict[ServerConnection, None] = {}

    async def run(self) -> None:
        async with serve(self._serve_one, "", 443, ping_interval=PING_S, compression=None):
            if not self._rate_per_s:
                await asyncio.Event().wait()
            while True:
                await asyncio.sleep(1 / self._rate_per_s)
                text = json.dumps(TICKER | {"E": time.time_ns() // 1_000_000})
                for client in list(self._clients):
                    try:
                        await client.send(text)
                    except ConnectionClosed:
                        self._clients.pop(client, None)

    async def _serve_one(self, connection: ServerConnection) -> None:
        self._clients[connection] = None
        try:
            await connection.wait_closed()
        finally:
            self._clients.pop(connection, None)


async def watch(tally: Tally) -> None:
    """Read tickers and reconnect, until cancelled."""
    async for connection in connect("wss://stream.test", ping_interval=PING_S, compression=None):
        tally.connects += 1
        try:
            async for message in connection:
                json.loads(message)
                tally.messages += 1
        except ConnectionClosed:
            continue


async def drop_hourly(world: World, venue: Host) -> None:
    """Reset every connection on the hour."""
    while True:
        await asyncio.sleep(3600)
        for connection in world.network.connections(venue):
            connection.reset()


async def day(world: World, hours: float, rate_per_s: float) -> Tally:
    """Run the scenario for ``hours`` of virtual time."""
    tally = Tally()
    venue = world.network.host("venue", "stream.test")
    venue.start(Venue(rate_per_s).run())
    venue.start(drop_hourly(world, venue))
    try:
        async with asyncio.timeout(hours * 3600):
            await watch(tally)
    except TimeoutError:
        pass
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--hours", type=float, default=24.0, help="virtual time (default 24)")
    parser.add_argument("--rate", type=float, default=1.0, help="messages a second (default 1)")
    parser.add_argument("--repeat", type=int, default=1, help="runs; the best is reported")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    best_s = best_processor_s = float("inf")
    for _ in range(arguments.repeat):
        with World("day", latency_s=0.02, jitter_s=0.01) as world:
            began_s, began_processor_s = real_perf_counter(), time.process_time()
            tally = world.run(day(world, arguments.hours, arguments.rate))
            best_s = min(best_s, real_perf_counter() - began_s)
            best_processor_s = min(best_processor_s, time.process_time() - began_processor_s)
    print(
        f"{arguments.hours:g} h at {arguments.rate:g}/s: {best_s:.2f} s wall, "
        f"{best_processor_s:.2f} s processor, "
        f"{tally.messages} messages, {tally.connects} connects, {world.loop.steps} steps, "
        f"{arguments.hours * 3600 / best_s:.0f} x real time, digest {world.digest()}"
    )


if __name__ == "__main__":
    main()
