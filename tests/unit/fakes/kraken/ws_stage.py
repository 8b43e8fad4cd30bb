"""The fake's WebSocket side on a simulated host, and a plain client that shows every frame."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, TypeVar

import aiohttp

from fakes.faults.schedule import Planned
from fakes.market.script import MarketScript
from fakes.market.scripts import SILENT
from fakes.venue import Key
from fakes.venues.kraken import Kraken
from tests.unit.fakes.hosted import Hosted, hosted

T = TypeVar("T")

PUBLIC = "ws://ws.kraken.com:443/v2"
PRIVATE = "ws://ws-auth.kraken.com:443/v2"
KEY = "k" * 56
SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
FUNDS = {"BTC": Decimal(10), "USDT": Decimal(1_000_000)}


class Client:
    """One WebSocket connection; `heard` is everything but heartbeats, in order."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heartbeats = 0

    async def send(self, method: str, req_id: int | None = None, **params: Any) -> None:
        request: dict[str, Any] = {"method": method}
        if params:
            request["params"] = params
        if req_id is not None:
            request["req_id"] = req_id
        await self.socket.send_str(json.dumps(request))

    async def ask(self, method: str, req_id: int | None = None, **params: Any) -> Any:
        """Send, and read on to the next message."""
        await self.send(method, req_id, **params)
        return await self.message()

    async def message(self) -> Any:
        """The next one that is no heartbeat. Raises ConnectionError at the end."""
        return json.loads(await self.text())

    async def text(self) -> str:
        while True:
            received = await self.socket.receive()
            if received.type is not aiohttp.WSMsgType.TEXT:
                raise ConnectionError(f"{received.type!r} {received.data!r}")
            text = str(received.data)
            if text != '{"channel":"heartbeat"}':
                return text
            self.heartbeats += 1

    async def messages(self, count: int) -> list[Any]:
        return [await self.message() for _ in range(count)]

    async def end(self) -> int | None:
        """Read to the end; the close code, None without a close frame."""
        try:
            while True:
                await self.message()
        except ConnectionError:
            code = self.socket.close_code
            return None if code in (None, 1006) else code

    async def quiet_for(self, seconds: float) -> bool:
        """Whether nothing but heartbeats comes."""
        try:
            await asyncio.wait_for(self.message(), seconds)
        except TimeoutError:
            return True
        return False


class Stage(Hosted[Kraken]):
    """The venue, and doors to it."""

    @asynccontextmanager
    async def connected(self, url: str = PUBLIC, *, status: bool = False) -> AsyncIterator[Client]:
        """`status` = leave the first message to be read."""
        async with self.http.ws_connect(url, autoping=False) as socket:
            client = Client(socket)
            if not status:
                await client.message()
            yield client

    def token(self, api_key: str = KEY) -> str:
        return self.venue.tokens.issue(self.venue.keys[api_key])

    @asynccontextmanager
    async def listening(self, channel: str, **params: Any) -> AsyncIterator[Client]:
        """Subscribed to a private channel; the acknowledgement is read."""
        async with self.connected(PRIVATE) as client:
            reply = await client.ask("subscribe", channel=channel, token=self.token(), **params)
            assert reply["success"], reply
            yield client


def played(
    play: Callable[[Stage], Awaitable[T]],
    *,
    faults: Sequence[Planned] = (),
    market: MarketScript = SILENT,
    keys: Sequence[Key] = (),
    limits: Mapping[str, int] | None = None,
) -> T:
    """Run `play` against a venue of its own, in virtual time."""

    async def story(venue: Kraken, http: aiohttp.ClientSession) -> T:
        return await play(Stage(venue, http))

    accounts = keys or [Key(api_key=KEY, secret=SECRET, balances=FUNDS)]
    return hosted(Kraken, story, accounts=accounts, faults=faults, market=market, limits=limits)[0]
