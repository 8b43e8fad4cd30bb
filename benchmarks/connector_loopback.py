"""What does the connector cost beside the bare libraries it stands on? CPU of this process, on loopback.

    python benchmarks/connector_loopback.py

Trades and books against `websockets` + `msgspec`, orders against presigned `aiohttp`. Absolute figures move
with the neighbours, within seconds: so each is measured in many short pairs, whose two take turns at being
first, and the median of their ratios counts. Half of the ratios lie in the range beside it. Targets:
trades 1.25, books 2.0, orders 1.4. Two peers place the same orders, and a consumer that pauses for a
second at 5,000 trades a second must still get every one of them, in order.

Like is compared with like: the venue reports each order on the private stream, as in production. Where we
subscribe ("orders"), the bare libraries read the reports too, with `websockets` + `msgspec`; the two peers
do not subscribe, and neither does what they are compared with. "orders-unread" is harder on us than that: we
read the reports, the bare libraries place only. Without reports a connector looks its orders up after some
seconds, and on a busy machine that would be measured instead.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from benchmarks import canned_venue
from exchanges import Credentials, Endpoints, Environment, OrderRequest, OrderType, Secret, Side
from exchanges.config import ConnectorConfig
from exchanges.venues.binance.connector import BinanceConnector

ORDERS = 150
WARM_UP = 60
ROUNDS, STREAM_ROUNDS = 40, 10
"""A stream begins with seconds of calm, so there are fewer and longer pairs of them."""
PAUSED_TRADES, TRADES_PER_S, PAUSE_S = 12_000, 5_000, 1.0
Ports = tuple[int, int]


class Trade(msgspec.Struct, tag_field="e", tag="trade"):
    s: str
    t: int
    p: str
    q: str
    T: int
    m: bool


class Report(msgspec.Struct, tag_field="e", tag="executionReport"):
    s: str
    c: str
    i: int
    X: str
    q: str
    z: str
    Z: str
    T: int


class Reported(msgspec.Struct):
    event: Report


class Depth(msgspec.Struct, tag_field="e", tag="depthUpdate"):
    s: str
    U: int
    u: int
    b: list[tuple[str, str]]
    a: list[tuple[str, str]]


async def bare_stream(ports: Ports, messages: int, name: str, kind: Any) -> float:
    """CPU seconds a message."""
    decode = msgspec.json.Decoder(kind).decode
    url = f"ws://127.0.0.1:{ports[1]}/ws"
    async with connect(url, compression=None, ping_interval=None, max_queue=256) as socket:
        await socket.send(json.dumps({"method": "SUBSCRIBE", "params": [name], "id": 1}))
        await socket.recv()
        decode(await socket.recv(decode=False))
        started_s = time.process_time()
        for _ in range(messages - 1):
            decode(await socket.recv(decode=False))
        return (time.process_time() - started_s) / messages


def connector(ports: Ports, credentials: Credentials | None = None) -> BinanceConnector:
    streams = f"ws://127.0.0.1:{ports[1]}"
    endpoints = Endpoints(
        environment=Environment.SANDBOX, rest=f"http://127.0.0.1:{ports[0]}", stream=streams, private=streams
    )
    config = ConnectorConfig(venue="binance", environment=Environment.SANDBOX, endpoints=endpoints)
    return BinanceConnector(config, credentials)


async def our_trades(ports: Ports, messages: int) -> float:
    async with connector(ports) as opened:
        watch = opened.watch_trades(canned_venue.SYMBOL)
        await anext(watch)
        started_s = time.process_time()
        async for trade in watch:
            if trade.trade_id == messages:
                break
        return (time.process_time() - started_s) / messages


async def our_book(ports: Ports, messages: int) -> float:
    async with connector(ports) as opened:
        watch = opened.watch_book(canned_venue.SYMBOL)
        await anext(watch)
        started_s = time.process_time()
        last = canned_venue.FIRST_SEQUENCE + messages
        book = opened.book(canned_venue.SYMBOL)
        while book.sequence < last:
            await anext(watch)
        return (time.process_time() - started_s) / messages


async def bare_orders(ports: Ports, _: int) -> float:
    body = (
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000&newClientOrderId=x"
        f"&newOrderRespType=FULL&recvWindow=5000&timestamp=1800000000000&signature={'0' * 64}"
    ).encode()
    async with aiohttp.ClientSession() as session:

        async def place() -> None:
            url = f"http://127.0.0.1:{ports[0]}/api/v3/order"
            async with session.post(url, data=body) as response:
                await response.read()

        return await repeated(place)


async def bare_orders_reported(ports: Ports, orders: int) -> float:
    """Presigned orders while their reports are read from the private stream."""
    decode = msgspec.json.Decoder(Reported).decode
    url = f"ws://127.0.0.1:{ports[1]}/ws"

    async def listen(socket: ClientConnection) -> None:
        while True:
            decode(await socket.recv(decode=False))

    async with connect(url, compression=None, ping_interval=None, max_queue=256) as socket:
        await socket.send(json.dumps({"method": "userDataStream.subscribe.signature", "id": 1}))
        await socket.recv()
        listening = asyncio.create_task(listen(socket))
        try:
            return await bare_orders(ports, orders)
        finally:
            listening.cancel()


async def our_orders(ports: Ports, _: int) -> float:
    key = Credentials(api_key="k" * 64, secret=Secret("s" * 64), environment=Environment.SANDBOX)
    async with connector(ports, key) as opened:

        async def place() -> None:
            await opened.submit(
                OrderRequest(
                    symbol=canned_venue.SYMBOL,
                    side=Side.BUY,
                    type=OrderType.LIMIT,
                    quantity=Decimal("0.01"),
                    price=Decimal("50000.00"),
                )
            )

        return await repeated(place)


async def ccxt_orders(ports: Ports, _: int) -> float:
    from ccxt.async_support import binance

    async with binance({"apiKey": "k" * 64, "secret": "s" * 64, "enableRateLimit": False}) as peer:
        peer.urls["api"] = dict.fromkeys(peer.urls["api"], f"http://127.0.0.1:{ports[0]}/api/v3")
        precision = {"amount": 0.00001, "price": 0.01}
        market = {"id": canned_venue.SYMBOL, "symbol": "BTC/USDT", "base": "BTC", "quote": "USDT"}
        kind = {"type": "spot", "spot": True, "active": True, "precision": precision}
        peer.set_markets([peer.safe_market_structure(market | kind | {"info": {"orderTypes": ["LIMIT"]}})])

        async def place() -> None:
            await peer.create_order("BTC/USDT", "limit", "buy", 0.01, 50000.0)

        return await repeated(place)


async def python_binance_orders(ports: Ports, _: int) -> float:
    from binance import AsyncClient

    peer = AsyncClient("k" * 64, "s" * 64)
    peer.API_URL = f"http://127.0.0.1:{ports[0]}/api"
    try:

        async def place() -> None:
            await peer.create_order(
                symbol=canned_venue.SYMBOL,
                side="BUY",
                type="LIMIT",
                timeInForce="GTC",
                quantity="0.01",
                price="50000.00",
            )

        return await repeated(place)
    finally:
        await peer.close_connection()


async def seen_over_a_pause(ports: Ports, messages: int) -> tuple[int, int]:
    """(distinct trades that arrived, how often they were not the next one) with one pause of a second."""
    seen: dict[int, None] = {}
    last = jumps = 0
    async with connector(ports) as opened:
        async for trade in opened.watch_trades(canned_venue.SYMBOL):
            if trade.trade_id == messages // 3:
                await asyncio.sleep(PAUSE_S)
            jumps += trade.trade_id != last + 1
            last = trade.trade_id
            seen[last] = None
            if last == messages:
                break
    return len(seen), jumps


async def repeated(place: Callable[[], Coroutine[Any, Any, None]]) -> float:
    for _ in range(WARM_UP):
        await place()
    started_s = time.process_time()
    for _ in range(ORDERS):
        await place()
    return (time.process_time() - started_s) / ORDERS


Measured = Callable[[Ports, int], Coroutine[Any, Any, float]]
PAIRS: dict[str, tuple[Measured, Measured, float | None]] = {
    "trades": (lambda ports, n: bare_stream(ports, n, "btcusdt@trade", Trade), our_trades, 1.25),
    "book": (lambda ports, n: bare_stream(ports, n, "btcusdt@depth@100ms", Depth), our_book, 2.0),
    "orders": (bare_orders_reported, our_orders, 1.4),
    "orders-unread": (bare_orders, our_orders, None),
    "ccxt": (bare_orders, ccxt_orders, None),
    "python-binance": (bare_orders, python_binance_orders, None),
}


@contextlib.contextmanager
def venue(messages: int, per_s: int | None = None) -> Iterator[Ports]:
    """A venue in a process of its own, this one on the other CPU."""
    near, far = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=canned_venue.run, args=(far, messages, per_s), daemon=True
    )
    process.start()
    try:
        ports: Ports = near.recv()
        canned_venue.pin(1)
        yield ports
    finally:
        process.terminate()
        process.join()


def compare(name: str, ports: Ports, rounds: int, messages: int) -> None:
    bare, ours, target = PAIRS[name]
    pairs = [paired(bare, ours, ports, messages, bare_first=turn % 2 == 0) for turn in range(rounds)]
    low, ratio, high = statistics.quantiles([our_s / bare_s for bare_s, our_s in pairs], n=4)
    bare_us, our_us = (min(column) * 1e6 for column in zip(*pairs, strict=True))
    wanted = "" if target is None else f" (target {target})"
    print(
        f"{name:15} bare {bare_us:7.2f} us   this {our_us:7.2f} us   "
        f"ratio {ratio:.2f} [{low:.2f}, {high:.2f}]{wanted}",
        flush=True,
    )


def paired(
    bare: Measured, ours: Measured, ports: Ports, messages: int, *, bare_first: bool
) -> tuple[float, float]:
    """Seconds of the one and of the other, one right after the other."""
    if bare_first:
        bare_s = asyncio.run(bare(ports, messages))
        return bare_s, asyncio.run(ours(ports, messages))
    our_s = asyncio.run(ours(ports, messages))
    return asyncio.run(bare(ports, messages)), our_s


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("what", nargs="*", default=[*PAIRS, "pause"], help="of: %(default)s")
    arguments.add_argument(
        "--rounds", type=int, help=f"pairs (default: {ROUNDS}, of the streams {STREAM_ROUNDS})"
    )
    arguments.add_argument("--messages", type=int, default=20_000, help="of a stream (default: %(default)s)")
    given = arguments.parse_args()
    with venue(given.messages) as ports:
        for name in PAIRS:
            if name in given.what:
                rounds = STREAM_ROUNDS if name in ("trades", "book") else ROUNDS
                compare(name, ports, given.rounds or rounds, given.messages)
    if "pause" in given.what:
        with venue(PAUSED_TRADES, TRADES_PER_S) as ports:
            seen, jumps = asyncio.run(seen_over_a_pause(ports, PAUSED_TRADES))
        print(
            f"pause           {seen} of {PAUSED_TRADES} trades arrived, {jumps} out of turn (target: all, 0)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
