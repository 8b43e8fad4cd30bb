"""The whole fake on a simulated host, and a plain WebSocket client that shows every frame."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from hmac import digest
from typing import Any, TypeVar

import aiohttp

from fakes.faults.schedule import Planned
from fakes.market.script import MarketScript
from fakes.market.scripts import SILENT
from fakes.venue import Key
from fakes.venues.binance.venue import Binance
from tests.unit.fakes.hosted import Hosted, hosted

T = TypeVar("T")

REST = "http://api.binance.com:443"
STREAMS = "ws://stream.binance.com:9443"
API = "ws://ws-api.binance.com:443/ws-api/v3"
KEY, SECRET = "k" * 64, "s" * 64
FUNDS = {"BTC": Decimal(10), "USDT": Decimal(1_000_000)}


class Client:
    """One WebSocket connection that answers nothing by itself."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def ask(self, request: Any) -> Any:
        """Send, and read on to the next JSON text."""
        await self.socket.send_str(request if isinstance(request, str) else json.dumps(request))
        return await self.event()

    async def event(self) -> Any:
        """The next JSON text; the venue's pings in between are answered."""
        while True:
            message = await self.socket.receive()
            if message.type is aiohttp.WSMsgType.TEXT:
                return json.loads(message.data)
            if message.type is aiohttp.WSMsgType.PING:
                await self.socket.pong(message.data)
            elif message.type is not aiohttp.WSMsgType.PONG:
                raise ConnectionError(f"{message.type!r} {message.data!r}")

    async def end(self) -> int | None:
        """Read to the end, answering pings; returns the close code, None without a close frame."""
        try:
            while True:
                await self.event()
        except ConnectionError:
            code = self.socket.close_code
            return None if code in (None, 1006) else code

    async def quiet_for(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.event(), seconds)
        except TimeoutError:
            return True
        return False


class Stage(Hosted[Binance]):
    """The venue, and doors to it."""

    @asynccontextmanager
    async def connected(self, url: str) -> AsyncIterator[Client]:
        async with self.http.ws_connect(url, autoping=False) as socket:
            yield Client(socket)


def played(
    play: Callable[[Stage], Awaitable[T]],
    *,
    faults: Sequence[Planned] = (),
    market: MarketScript = SILENT,
    keys: Sequence[Key] = (),
) -> T:
    """Run `play` against a venue of its own, in virtual time."""

    async def story(venue: Binance, http: aiohttp.ClientSession) -> T:
        return await play(Stage(venue, http))

    accounts = keys or [Key(api_key=KEY, secret=SECRET, balances=FUNDS)]
    return hosted(Binance, story, accounts=accounts, faults=faults, market=market)[0]


def signed(params: dict[str, Any], secret: str = SECRET) -> dict[str, Any]:
    payload = "&".join(f"{name}={value}" for name, value in sorted(params.items()))
    return params | {"signature": digest(secret.encode(), payload.encode(), hashlib.sha256).hex()}
