"""How fast does the fake push over real sockets? Messages a second, venue and clients in two processes.

    python benchmarks/fake_streams.py --messages 200000 --connections 20

Every trade goes to every connection. Clients only count, so the figure is the fake's: matching,
ledger, encoding and frames included. The target is 40,000 a second on a core.
"""

import argparse
import asyncio
import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.instruments import Side
from fakes.market.scripts import SILENT
from fakes.operations import Role
from fakes.venues.binance import Binance
from tests.unit.fakes.no_wire import NoWire

STREAM = "btcusdt@trade"
MARK = b'"e":"trade"'
TRADES_AT_ONCE = 20
"""Between two looks at the sockets, as in a busy market."""


def serve(pipe: Connection, trades: int) -> None:
    """The venue: opens, waits for the word, trades, and sends its CPU seconds when told to stop."""

    async def serving() -> None:
        venue = Binance(seed=1, market=SILENT, wire=NoWire())
        bound = await venue.start({role: ("127.0.0.1", 0) for role in Role})
        pipe.send(bound[Role.MARKET])
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, pipe.recv)
        before_s = time.process_time()
        best = venue.exchange.engine("BTCUSDT").best_ask
        if best is None:
            raise RuntimeError("the opening book has no asks")
        for number in range(trades):
            venue.counterparty.quote("BTCUSDT", Side.SELL, best[0] - 1, 1)
            venue.counterparty.take("BTCUSDT", Side.BUY, 1)
            if number % TRADES_AT_ONCE == 0:
                await asyncio.sleep(0)
        await loop.run_in_executor(None, pipe.recv)
        pipe.send(time.process_time() - before_s)
        await venue.stop()

    asyncio.run(serving())


async def connect(address: tuple[str, int]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The writer must be kept: its end is the connection's."""
    reader, writer = await asyncio.open_connection(*address, limit=1 << 20)
    writer.write(
        f"GET /ws/{STREAM} HTTP/1.1\r\nHost: stream.binance.com\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in head:
        raise RuntimeError(head.decode())
    return reader, writer


async def count(reader: asyncio.StreamReader, messages: int) -> None:
    """Read until so many have come; a mark may lie across two reads."""
    seen, rest = 0, b""
    while seen < messages:
        data = rest + await reader.read(1 << 18)
        if data == rest:
            raise ConnectionError("the venue hung up")
        seen += data.count(MARK)
        rest = data[-(len(MARK) - 1) :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--connections", type=int, default=20)
    given = parser.parse_args()
    trades = given.messages // given.connections
    ours, theirs = multiprocessing.Pipe()
    venue = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, trades))
    venue.start()
    address = ours.recv()

    async def listen() -> float:
        connections = [await connect(address) for _ in range(given.connections)]
        ours.send("go")
        begun_s = time.perf_counter()
        await asyncio.gather(*(count(reader, trades) for reader, _ in connections))
        return time.perf_counter() - begun_s

    took_s = asyncio.run(listen())
    ours.send("stop")
    cpu_s = ours.recv()
    venue.join()
    messages = trades * given.connections
    print(
        f"{given.connections} connections, {trades} trades: {messages / took_s:.0f} messages/s, "
        f"{1e6 * cpu_s / messages:.1f} us of the venue's CPU each"
    )


if __name__ == "__main__":
    main()
