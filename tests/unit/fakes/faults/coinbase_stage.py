"""A whole Coinbase in virtual time with planned faults, and clients that know nothing of either."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, TypeVar

import aiohttp

from fakes.faults import Planned
from fakes.ledger import RequestAnswered
from fakes.market.script import MarketScript
from fakes.market.scripts import QUIET
from fakes.venue import Key
from fakes.venues.coinbase import Coinbase
from fakes.venues.coinbase.endpoints import V3
from tests.unit.fakes.coinbase.keys import HOST, NAME, SECRET, token
from tests.unit.fakes.hosted import Hosted, hosted

T = TypeVar("T")

REST = f"https://{HOST}"
MARKET = "wss://advanced-trade-ws.coinbase.com"
USER = "wss://advanced-trade-ws-user.coinbase.com"
BALANCES = {"USDT": Decimal(1_000_000), "BTC": Decimal(10)}
ACCOUNT = Key(api_key=NAME, secret=SECRET, balances=BALANCES)


class Client:
    """One WebSocket connection."""

    def __init__(self, stage: "CoinbaseStage", socket: aiohttp.ClientWebSocketResponse) -> None:
        self._stage = stage
        self.socket = socket

    async def subscribe(self, channel: str, *products: str, private: bool = False, **more: Any) -> None:
        await self.say("subscribe", channel, *products, private=private, **more)

    async def say(self, kind: str, channel: str, *products: str, private: bool = False, **more: Any) -> None:
        message: dict[str, Any] = {"type": kind, "channel": channel, "product_ids": list(products), **more}
        if private:
            message["jwt"] = token(self._stage.venue.clock_s(), None)
        await self.socket.send_str(json.dumps(message))

    async def message(self) -> Any:
        """The next one. Raises ConnectionError at the end."""
        received = await self.socket.receive()
        if received.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"{received.type!r} {received.data!r}")
        return json.loads(received.data)

    async def of(self, channel: str) -> Any:
        """The next message of that channel."""
        while True:
            message = await self.message()
            if message.get("channel") == channel:
                return message


class CoinbaseStage(Hosted[Coinbase]):
    """Asks by aiohttp."""

    @property
    def outcomes(self) -> list[str]:
        """What the ledger says came of each request."""
        return [fact.outcome for fact in self.facts(RequestAnswered)]

    async def get(self, path: str, **parameters: str) -> Any:
        """The decoded body of an answer; public questions need no token, and bear none."""
        async with self.asked("GET", path, **parameters) as answer:
            return await answer.json()

    async def post(self, path: str, body: Any) -> Any:
        async with self.asked("POST", path, body) as answer:
            return await answer.json()

    def asked(self, method: str, path: str, body: Any = None, **parameters: str) -> Any:
        """The request, to be awaited or entered."""
        headers = {"Content-Type": "application/json"}
        if not path.startswith("/market") and path != "/time":
            uri = f"{method} {HOST}{V3}{path}"
            headers["Authorization"] = f"Bearer {token(self.venue.clock_s(), uri)}"
        data = None if body is None else json.dumps(body)
        return self.http.request(method, REST + V3 + path, params=parameters, data=data, headers=headers)

    async def place(self, name: str, **changed: str) -> Any:
        """A limit order that rests far below the market."""
        inner = {"base_size": "0.01", "limit_price": "50000", **changed}
        order = {"client_order_id": name, "product_id": "BTC-USDT", "side": "BUY"}
        return await self.post("/orders", {**order, "order_configuration": {"limit_limit_gtc": inner}})

    async def placed(self, name: str, **changed: str) -> str:
        order_id: str = (await self.place(name, **changed))["success_response"]["order_id"]
        return order_id

    @asynccontextmanager
    async def connected(self, url: str = MARKET) -> AsyncIterator[Client]:
        async with self.http.ws_connect(url) as socket:
            yield Client(self, socket)


def play(
    story: Callable[[CoinbaseStage], Awaitable[T]],
    *faults: Planned,
    limits: Mapping[str, int] | None = None,
    market: MarketScript = QUIET,
) -> tuple[T, str]:
    """What the story returns, and the digest of everything that went over the network."""

    async def told(venue: Coinbase, http: aiohttp.ClientSession) -> T:
        return await story(CoinbaseStage(venue, http))

    return hosted(
        Coinbase, told, accounts=[ACCOUNT], faults=faults, market=market, limits=limits, jitter_s=0.002
    )
