"""The whole market of contracts in virtual time, and clients that know nothing of it."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp

from fakes.faults import Planned
from fakes.market.script import MarketScript
from fakes.market.scripts import QUIET
from fakes.venue import Key
from fakes.venues.binance.usdm import BinanceUsdm
from tests.unit.fakes.hosted import Hosted, hosted
from tests.unit.fakes.still_venue import BALANCES

T = TypeVar("T")
API_KEY, SECRET = "k" * 64, "s" * 64
REST = "https://fapi.binance.com"
SOCKETS = "wss://fstream.binance.com"
SUBJECT = Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)
KEYED = ("listenKey", "historicalTrades")


class UsdmStage(Hosted[BinanceUsdm]):
    """Asks by aiohttp."""

    async def ask(self, method: str, path: str, *, signed: bool = True, **parameters: Any) -> Any:
        """The decoded body. `path` below /fapi/v1/ or whole."""
        async with self.asked(method, path, signed=signed, **parameters) as answer:
            return await answer.json()

    def asked(self, method: str, path: str, *, signed: bool = True, **parameters: Any) -> Any:
        """The request, to be awaited or entered."""
        url = f"{REST}{path if path.startswith('/') else f'/fapi/v1/{path}'}"
        sent = {name: str(value) for name, value in parameters.items()}
        if signed and path not in KEYED:
            sent["timestamp"] = str(self.venue.clock_ms())
            sent["signature"] = hmac.new(
                SECRET.encode(), urlencode(sent).encode(), hashlib.sha256
            ).hexdigest()
        headers = {"X-MBX-APIKEY": API_KEY} if signed else {}
        return self.http.request(method, f"{url}?{urlencode(sent)}", headers=headers)

    async def place(self, name: str, **changed: Any) -> Any:
        order = {
            "symbol": "BTCUSDT",
            "side": "BUY",
            "type": "LIMIT",
            "timeInForce": "GTC",
            "quantity": "0.01",
            "price": "50000",
            "newClientOrderId": name,
        }
        wanted = {key: value for key, value in {**order, **changed}.items() if value is not None}
        return await self.ask("POST", "order", **wanted)

    async def listen_key(self) -> str:
        told = await self.ask("POST", "listenKey")
        return str(told["listenKey"])

    @asynccontextmanager
    async def connected(self, path: str) -> AsyncIterator["Listening"]:
        """`path` as "/public/ws/btcusdt@depth"."""
        async with self.http.ws_connect(f"{SOCKETS}{path}") as socket:
            yield Listening(socket)


class Listening:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def message(self) -> Any:
        return json.loads((await self.socket.receive()).data)

    async def until(self, wanted: Callable[[Any], bool]) -> Any:
        """The first that is it."""
        while True:
            message = await self.message()
            if wanted(message):
                return message

    async def say(self, text: str) -> Any:
        """The answer to it, which has no `e`."""
        await self.socket.send_str(text)
        return await self.until(lambda message: "e" not in message)


def play(
    story: Callable[[UsdmStage], Awaitable[T]],
    *,
    faults: Sequence[Planned] = (),
    market: MarketScript = QUIET,
    limits: Mapping[str, int] | None = None,
) -> T:
    async def staged(venue: BinanceUsdm, http: aiohttp.ClientSession) -> T:
        return await story(UsdmStage(venue, http))

    return hosted(BinanceUsdm, staged, accounts=[SUBJECT], faults=faults, market=market, limits=limits)[0]
