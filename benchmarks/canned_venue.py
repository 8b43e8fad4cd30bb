"""A venue of prepared answers in a process of its own: as little work as possible on its side.

It speaks just enough of Binance for a connector to start, stream and place orders that rest. Each
accepted order is reported on every private stream that is subscribed, before its placement is answered,
as the venue does: a peer that subscribes reads two accounts of an order, and has to be compared with one
that reads two as well.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from multiprocessing.connection import Connection

from aiohttp import web
from websockets.asyncio.server import ServerConnection, broadcast, serve

SYMBOL = "BTCUSDT"
LEVELS = 15
"""Changed levels in a depth update."""
FIRST_SEQUENCE = 100
_BATCH = 50
"""Paced messages are sent this many at once, as a busy market does."""
CALM_S = 1.5
"""Between the first message and the flood: the snapshot of a book is fetched in it."""

_INFO = {
    "rateLimits": [
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 10**9},
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 10**9},
    ],
    "symbols": [
        {
            "symbol": SYMBOL,
            "status": "TRADING",
            "baseAsset": "BTC",
            "quoteAsset": "USDT",
            "filters": [
                {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000", "tickSize": "0.01"},
                {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001"},
            ],
        }
    ],
}
_ORDER = (
    '{"symbol":"BTCUSDT","orderId":%d,"orderListId":-1,"clientOrderId":"%s","transactTime":1800000000000,'
    '"price":"50000.00000000","origQty":"0.01000000","executedQty":"0.00000000",'
    '"origQuoteOrderQty":"0.00000000","cummulativeQuoteQty":"0.00000000","status":"NEW",'
    '"timeInForce":"GTC","type":"LIMIT","side":"BUY","workingTime":1800000000000,"fills":[],'
    '"selfTradePreventionMode":"NONE"}'
)
_REPORT = (
    '{"subscriptionId":0,"event":{"e":"executionReport","E":1800000000000,"s":"BTCUSDT","c":"%s","S":"BUY",'
    '"o":"LIMIT","f":"GTC","q":"0.01000000","p":"50000.00000000","P":"0.00000000","F":"0.00000000","g":-1,'
    '"C":"","x":"NEW","X":"NEW","r":"NONE","i":%d,"l":"0.00000000","z":"0.00000000","L":"0.00000000",'
    '"n":"0","N":null,"T":1800000000000,"t":-1,"I":1,"w":true,"m":false,"M":false,"O":1800000000000,'
    '"Z":"0.00000000","Y":"0.00000000","Q":"0.00000000","W":1800000000000,"V":"NONE"}}'
)
Listeners = dict[ServerConnection, None]
"""Private streams, in the order in which they subscribed."""


def trades(count: int) -> list[bytes]:
    """Messages of the trade stream."""
    return [
        b'{"e":"trade","E":1800000000001,"s":"BTCUSDT","t":%d,"p":"60000.01000000","q":"0.10000000",'
        b'"T":1800000000000,"m":true,"M":true}' % number
        for number in range(1, count + 1)
    ]


def depth(count: int) -> list[bytes]:
    """Messages of the depth stream: changes near the best price, never crossing it."""
    rng = random.Random(1)
    messages = []
    for number in range(FIRST_SEQUENCE + 1, FIRST_SEQUENCE + 1 + count):
        sides: dict[str, list[list[str]]] = {"b": [], "a": []}
        for _ in range(LEVELS):
            side = rng.choice("ba")
            price = 59_999 - rng.randrange(200) / 2 if side == "b" else 60_001 + rng.randrange(200) / 2
            sides[side].append([f"{price:.8f}", f"{rng.random():.8f}"])
        event = {"e": "depthUpdate", "E": 1, "s": SYMBOL, "U": number, "u": number, **sides}
        messages.append(json.dumps(event, separators=(",", ":")).encode())
    return messages


def snapshot() -> dict[str, object]:
    return {
        "lastUpdateId": FIRST_SEQUENCE,
        "bids": [[f"{59_999 - number / 2:.8f}", "1.00000000"] for number in range(1000)],
        "asks": [[f"{60_001 + number / 2:.8f}", "1.00000000"] for number in range(1000)],
    }


async def _stream(
    socket: ServerConnection, flood: dict[str, list[bytes]], per_s: int | None, listeners: Listeners
) -> None:
    question = json.loads(await socket.recv())
    await socket.send(json.dumps({"result": None, "status": 200, "id": question["id"]}))
    if question["method"].startswith("userDataStream"):
        listeners[socket] = None
        await socket.wait_closed()
        del listeners[socket]
        return
    messages = flood["depth" if "depth" in question["params"][0] else "trade"]
    await socket.send(messages[0], text=True)
    await asyncio.sleep(CALM_S)
    loop = asyncio.get_running_loop()
    started_s = loop.time()
    for number, message in enumerate(messages[1:]):
        if per_s is not None and number % _BATCH == 0:
            await asyncio.sleep(max(0.0, started_s + number / per_s - loop.time()))
        await socket.send(message, text=True)
    await socket.wait_closed()


def _application(listeners: Listeners) -> web.Application:
    placed = iter(range(1, 10**12))

    async def place(request: web.Request) -> web.Response:
        # BIN-01: parameters may come in the query or in the body.
        parameters = request.query_string or await request.text()
        identity = parameters.partition("newClientOrderId=")[2].partition("&")[0]
        number = next(placed)
        broadcast(listeners, _REPORT % (identity, number))
        return web.Response(
            text=_ORDER % (number, identity),
            content_type="application/json",
            headers={"X-MBX-USED-WEIGHT-1M": "1", "X-MBX-ORDER-COUNT-10S": "1"},
        )

    async def tell_time(request: web.Request) -> web.Response:
        return web.json_response({"serverTime": time.time_ns() // 1_000_000})

    prepared: dict[str, object] = {
        "/api/v3/exchangeInfo": _INFO,
        "/api/v3/depth": snapshot(),
        "/api/v3/account": {"balances": [], "updateTime": 1},
        "/api/v3/openOrders": [],
    }

    async def prepared_answer(request: web.Request) -> web.Response:
        return web.json_response(prepared[request.path])

    application = web.Application()
    application.router.add_post("/api/v3/order", place)
    application.router.add_get("/api/v3/time", tell_time)
    for path in prepared:
        application.router.add_get(path, prepared_answer)
    return application


def pin(cpu: int) -> None:
    """Keep this process on one CPU, where there are several: wake-ups across them are dear and random."""
    if len(os.sched_getaffinity(0)) > cpu:
        os.sched_setaffinity(0, {cpu})


def run(pipe: Connection, messages: int, per_s: int | None = None) -> None:
    """Serve until the process is ended; sends the ports (REST, streams) first.

    ``per_s``: messages a second of a stream; as fast as they are taken when ``None``.
    """
    pin(0)

    async def serving() -> None:
        flood = {"trade": trades(messages), "depth": depth(messages)}
        listeners: Listeners = {}
        runner = web.AppRunner(_application(listeners), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        streams = await serve(
            lambda socket: _stream(socket, flood, per_s, listeners),
            "127.0.0.1",
            0,
            compression=None,
            ping_interval=None,
        )
        pipe.send((runner.addresses[0][1], streams.sockets[0].getsockname()[1]))
        await asyncio.Event().wait()

    asyncio.run(serving())
