"""The fake's WebSocket side on a simulated host, and a plain client that shows every frame."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp

from fakes.faults.schedule import Planned
from fakes.market.flow import Flow
from fakes.market.script import MarketScript
from fakes.market.scripts import SILENT
from fakes.venue import Key
from fakes.venues.bybit import Bybit
from tests.unit.fakes.bybit.bybit_caller import API_KEY, ORDER, SECRET
from tests.unit.fakes.hosted import Hosted, hosted
from tests.unit.fakes.still_venue import BALANCES

T = TypeVar("T")

PUBLIC = "public/spot"
PRIVATE = "private"
TRADE = "trade"
STATUS = "public/misc/status"
EMPTY = Flow(name="empty", pace=None, levels=0)
"""Books without anybody, and without a trade but the first."""
SUBJECT = Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)


def login(api_key: str = API_KEY, *, ahead_s: float = 10.0, secret: str = SECRET) -> dict[str, Any]:
    expires = int((time.time() + ahead_s) * 1000)
    signed = hmac.new(secret.encode(), f"GET/realtime{expires}".encode(), hashlib.sha256).hexdigest()
    return {"op": "auth", "args": [api_key, expires, signed]}


class Client:
    """One connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, **frame: Any) -> None:
        await self.socket.send_str(json.dumps(frame))

    async def ask(self, **frame: Any) -> Any:
        """Send, and read on to the next message."""
        await self.send(**frame)
        return await self.message()

    async def message(self) -> Any:
        """Raises ConnectionError at the end."""
        received = await self.socket.receive()
        if received.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"{received.type!r} {received.data!r}")
        return json.loads(received.data)

    async def messages(self, count: int) -> list[Any]:
        return [await self.message() for _ in range(count)]

    async def until(self, topic: str) -> Any:
        """The next message of that topic."""
        while True:
            message = await self.message()
            if message.get("topic") == topic:
                return message

    async def subscribe(self, *topics: str) -> Any:
        return await self.ask(op="subscribe", args=list(topics), req_id="s")

    async def trade(self, op: str, number: int, **order: Any) -> Any:
        """A request on the trade socket."""
        header = {"X-BAPI-TIMESTAMP": str(int(time.time() * 1000)), "X-BAPI-RECV-WINDOW": "5000"}
        args = [{"category": "spot", **order}]
        return await self.ask(reqId=f"r{number}", header=header, op=op, args=args)


class Stage(Hosted[Bybit]):
    """The venue, and doors to it."""

    @asynccontextmanager
    async def connected(self, path: str = PUBLIC) -> AsyncIterator[Client]:
        async with self.http.ws_connect(f"wss://stream.bybit.com/v5/{path}", autoping=False) as socket:
            yield Client(socket)

    @asynccontextmanager
    async def listening(self, *topics: str) -> AsyncIterator[Client]:
        """Logged in and subscribed; the acknowledgements are read."""
        async with self.connected(PRIVATE) as client:
            assert (await client.ask(**login()))["success"]
            assert (await client.subscribe(*topics))["success"]
            yield client

    async def place(self, **changed: Any) -> str:
        """The id of an order that was accepted over REST."""
        body = json.dumps({"category": self.venue.product.category, **ORDER, **changed})
        at = str(int(time.time() * 1000))
        signed = hmac.new(SECRET.encode(), f"{at}{API_KEY}5000{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "X-BAPI-API-KEY": API_KEY,
            "X-BAPI-TIMESTAMP": at,
            "X-BAPI-RECV-WINDOW": "5000",
            "X-BAPI-SIGN": signed,
        }
        url = "https://api.bybit.com/v5/order/create"
        async with self.http.post(url, data=body, headers=headers) as answer:
            told = await answer.json()
        assert told["retCode"] == 0, told
        order_id: str = told["result"]["orderId"]
        return order_id


def played(
    play: Callable[[Stage], Awaitable[T]],
    *,
    faults: Sequence[Planned] = (),
    market: MarketScript = SILENT,
    keys: Sequence[Key] = (),
    limits: Mapping[str, int] | None = None,
    venue_class: type[Bybit] = Bybit,
) -> T:
    """Run `play` against a venue of its own, in virtual time."""

    async def told(venue: Bybit, http: aiohttp.ClientSession) -> T:
        return await play(Stage(venue, http))

    accounts = keys or [SUBJECT]
    return hosted(venue_class, told, accounts=accounts, faults=faults, market=market, limits=limits)[0]
