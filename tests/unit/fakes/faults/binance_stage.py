"""A whole venue in virtual time with one planned fault, and clients that know nothing of either."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import aiohttp

from fakes.faults import Planned
from fakes.ledger import FaultFired
from fakes.market.scripts import QUIET
from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.binance import Binance
from scenarios.wire.simulated import SimulatedWire
from simulation import World

API_KEY, SECRET = "k" * 64, "s" * 64
REST = "https://api.binance.com"
STREAMS = "wss://stream.binance.com:9443"
WS_API = "wss://ws-api.binance.com/ws-api/v3"
ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"} | {
    "quantity": "0.01",
    "price": "59000.00",
}
BALANCES = {"USDT": Decimal(1_000_000), "BTC": Decimal(10)}


class BinanceStage:
    """Asks by aiohttp; `fired` is how often the planned fault struck."""

    def __init__(self, venue: Binance, http: aiohttp.ClientSession) -> None:
        self.venue = venue
        self.http = http

    @property
    def fired(self) -> int:
        return len(list(self.venue.ledger.of(FaultFired)))

    async def get(self, path: str, **parameters: str) -> tuple[int, Any]:
        """Status and decoded body of a public request."""
        async with self.http.get(REST + path, params=parameters) as answer:
            return answer.status, await answer.json()

    async def signed(self, method: str, path: str, **parameters: str) -> tuple[int, Any]:
        query = self._signed({**parameters, "timestamp": str(int(time.time() * 1000))})
        headers = {"X-MBX-APIKEY": API_KEY}
        async with self.http.request(method, f"{REST}{path}?{query}", headers=headers) as answer:
            return answer.status, await answer.json()

    async def place(self, client_order_id: str, **changed: str) -> tuple[int, Any]:
        """A limit order that rests far below the market."""
        order = {**ORDER, "newClientOrderId": client_order_id, **changed}
        return await self.signed("POST", "/api/v3/order", **order)

    async def query(self, client_order_id: str) -> tuple[int, Any]:
        return await self.signed("GET", "/api/v3/order", symbol="BTCUSDT", origClientOrderId=client_order_id)

    async def stream(self, *names: str) -> aiohttp.ClientWebSocketResponse:
        return await self.http.ws_connect(f"{STREAMS}/stream?streams={'/'.join(names)}", autoping=False)

    async def user_stream(self) -> aiohttp.ClientWebSocketResponse:
        socket = await self.http.ws_connect(WS_API)
        await self.send(socket, "userDataStream.subscribe.signature")
        assert (await socket.receive_json())["status"] == 200
        return socket

    async def send(self, socket: aiohttp.ClientWebSocketResponse, method: str, **parameters: str) -> None:
        """A signed request on the WebSocket API."""
        signed: dict[str, Any] = {**parameters, "apiKey": API_KEY, "timestamp": int(time.time() * 1000)}
        payload = "&".join(f"{name}={value}" for name, value in sorted(signed.items()))
        signed["signature"] = hmac.new(SECRET.encode(), payload.encode(), hashlib.sha256).hexdigest()
        await socket.send_json({"id": 1, "method": method, "params": signed})

    async def until(self, at_s: float) -> None:
        """Stage time, in seconds."""
        await asyncio.sleep(at_s - self.venue.now_s())

    @staticmethod
    def _signed(parameters: dict[str, str]) -> str:
        query = urlencode(parameters)
        return f"{query}&signature={hmac.new(SECRET.encode(), query.encode(), hashlib.sha256).hexdigest()}"


async def events(socket: aiohttp.ClientWebSocketResponse, lasts_s: float) -> list[aiohttp.WSMessage]:
    """What arrives in that time (or until the connection ends), the ending included."""
    arrived: list[aiohttp.WSMessage] = []
    try:
        async with asyncio.timeout(lasts_s):
            while not socket.closed:
                arrived.append(await socket.receive())
    except TimeoutError:
        pass
    return arrived


def payloads(messages: list[aiohttp.WSMessage]) -> list[Any]:
    return [json.loads(message.data) for message in messages if message.type is aiohttp.WSMsgType.TEXT]


def play(story: Callable[[BinanceStage], Awaitable[None]], *faults: Planned) -> str:
    """The digest of everything that went over the network."""
    with World("faults") as world:
        network = world.network
        host = network.host("venue", "api.binance.com", "stream.binance.com", "ws-api.binance.com")
        places = Binance.endpoints
        names = {role: (name,) for role, (name, _) in places.items()}
        venue = Binance(
            seed=1,
            market=QUIET,
            wire=SimulatedWire(network, network.client, host, names),
            faults=faults,
            accounts=[Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)],
        )
        bind: dict[Role, tuple[str, int]] = {role: ("0.0.0.0", port) for role, (_, port) in places.items()}

        async def playing() -> None:
            await host.start(venue.start(bind))
            async with aiohttp.ClientSession() as http:
                await story(BinanceStage(venue, http))
            await host.start(venue.stop())

        world.run(playing())
        assert world.complaints == []
        return world.digest()
