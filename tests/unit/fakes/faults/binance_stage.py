"""A whole venue in virtual time with one planned fault, and clients that know nothing of either."""

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import aiohttp

from fakes.faults import Planned
from fakes.market.scripts import QUIET
from fakes.venue import Key
from fakes.venues.binance import Binance
from tests.unit.fakes.hosted import Hosted, hosted

API_KEY, SECRET = "k" * 64, "s" * 64
REST = "https://api.binance.com"
STREAMS = "wss://stream.binance.com:9443"
WS_API = "wss://ws-api.binance.com/ws-api/v3"
ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"} | {
    "quantity": "0.01",
    "price": "59000.00",
}
BALANCES = {"USDT": Decimal(1_000_000), "BTC": Decimal(10)}


class BinanceStage(Hosted[Binance]):
    """Asks by aiohttp."""

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

    @staticmethod
    def _signed(parameters: dict[str, str]) -> str:
        query = urlencode(parameters)
        return f"{query}&signature={hmac.new(SECRET.encode(), query.encode(), hashlib.sha256).hexdigest()}"


def play(story: Callable[[BinanceStage], Awaitable[None]], *faults: Planned) -> str:
    """The digest of everything that went over the network."""

    async def told(venue: Binance, http: aiohttp.ClientSession) -> None:
        await story(BinanceStage(venue, http))

    accounts = [Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)]
    return hosted(Binance, told, accounts=accounts, faults=faults, market=QUIET, jitter_s=0.002)[1]
