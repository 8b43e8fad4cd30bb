"""How fast is the fake over real sockets? Signed requests a second, venue and clients in two processes.

    python benchmarks/fake_loopback.py --requests 20000 --connections 16

The client is a bare HTTP writer, so that the figure is the fake's. The target is 4,000 a second on a core.
"""

import argparse
import asyncio
import multiprocessing
import sys
import time
from decimal import Decimal
from hashlib import sha256
from hmac import digest
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.market.scripts import SILENT
from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.binance import Binance
from tests.unit.fakes.no_wire import NoWire

API_KEY, SECRET = "k" * 64, "secret"
UNLIMITED = 10**9
LIMITS = dict.fromkeys(
    ("weight_per_minute", "requests_per_5_minutes", "orders_per_10_s", "orders_per_day"), UNLIMITED
)
FUNDS = {"BTC": Decimal(1000), "USDT": Decimal(100_000_000)}
ORDER = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.01&price=50000"
QUERY = "symbol=BTCUSDT"


def serve(pipe: Connection) -> None:
    """The venue, until the other end says stop; sends its address first, the CPU seconds it took last."""

    async def serving() -> None:
        key = Key(api_key=API_KEY, secret=SECRET, balances=FUNDS)
        venue = Binance(seed=1, market=SILENT, wire=NoWire(), accounts=[key], limits=LIMITS)
        bound = await venue.start({role: ("127.0.0.1", 0) for role in Role})
        pipe.send(bound[Role.REST])
        idle_s = time.process_time()
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        pipe.send(time.process_time() - idle_s)
        await venue.stop()

    asyncio.run(serving())


async def client(address: tuple[str, int], method: str, path: str, parameters: str, requests: int) -> None:
    """One connection, one request after the other. Raises on anything but 200."""
    reader, writer = await asyncio.open_connection(*address)
    for _ in range(requests):
        payload = f"{parameters}&timestamp={int(time.time() * 1000)}&recvWindow=60000"
        signature = digest(SECRET.encode(), payload.encode(), sha256).hex()
        writer.write(
            f"{method} {path}?{payload}&signature={signature} HTTP/1.1\r\n"
            f"Host: api.binance.com\r\nX-MBX-APIKEY: {API_KEY}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(body.decode())
    writer.close()


def measure(name: str, method: str, path: str, parameters: str, requests: int, connections: int) -> None:
    ours, theirs = multiprocessing.Pipe()
    venue = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    venue.start()
    address = ours.recv()

    async def together() -> float:
        begun_s = time.perf_counter()
        each = requests // connections
        await asyncio.gather(*(client(address, method, path, parameters, each) for _ in range(connections)))
        return time.perf_counter() - begun_s

    took_s = asyncio.run(together())
    ours.send("stop")
    cpu_s = ours.recv()
    venue.join()
    print(
        f"{name:<24} {requests / took_s:>8.0f} requests/s   "
        f"{1e6 * cpu_s / requests:>5.0f} us of the venue's CPU each"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=16)
    given = parser.parse_args()
    for name, method, path, parameters in (
        ("signed open orders", "GET", "/api/v3/openOrders", QUERY),
        ("signed placement (IOC)", "POST", "/api/v3/order", ORDER),
    ):
        measure(name, method, path, parameters, given.requests, given.connections)


if __name__ == "__main__":
    main()
