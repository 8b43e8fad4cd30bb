"""The fake's WebSocket side on a simulated host, and a plain client that shows every frame."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, TypeVar

import aiohttp

from fakes.faults.schedule import Planned
from fakes.ledger import Fact
from fakes.market.script import MarketScript
from fakes.market.scripts import SILENT
from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.kraken import Kraken
from scenarios.wire.simulated import SimulatedWire
from simulation import World

T = TypeVar("T")
F = TypeVar("F", bound=Fact)

PUBLIC = "ws://ws.kraken.com:443/v2"
PRIVATE = "ws://ws-auth.kraken.com:443/v2"
KEY = "k" * 56
SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
LONGEST_S = 7200
"""No play takes longer: what waits for a message that never comes fails."""
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


class Stage:
    """The venue, and doors to it."""

    def __init__(self, venue: Kraken, http: aiohttp.ClientSession) -> None:
        self.venue = venue
        self.http = http

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

    def facts(self, kind: type[F]) -> list[F]:
        return [entry.fact for entry in self.venue.ledger.of(kind)]


def played(
    play: Callable[[Stage], Awaitable[T]],
    *,
    faults: Sequence[Planned] = (),
    market: MarketScript = SILENT,
    keys: Sequence[Key] = (),
    limits: Mapping[str, int] | None = None,
) -> T:
    """Run `play` against a venue of its own, in virtual time."""
    with World("kraken sockets", jitter_s=0.0) as world:
        names: dict[Role, list[str]] = {role: [name] for role, (name, _) in Kraken.endpoints.items()}
        host = world.network.host("venue", *dict.fromkeys(name for [name] in names.values()))
        venue = Kraken(
            seed=1,
            market=market,
            wire=SimulatedWire(world.network, world.network.client, host, names),
            faults=faults,
            accounts=keys or [Key(api_key=KEY, secret=SECRET, balances=FUNDS)],
            limits=limits,
        )

        async def play_through() -> T:
            await host.start(
                venue.start({role: ("0.0.0.0", port) for role, (_, port) in Kraken.endpoints.items()})
            )
            async with aiohttp.ClientSession() as http, asyncio.timeout(LONGEST_S):
                result = await play(Stage(venue, http))
            await host.start(venue.stop())
            return result

        result = world.run(play_through())
        assert world.complaints == [], world.complaints
        return result
