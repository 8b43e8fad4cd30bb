"""A whole Kraken in virtual time with one planned fault, and clients that know nothing of either."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import aiohttp

from fakes.faults import Planned
from fakes.ledger import FaultFired, RequestAnswered
from fakes.market.scripts import QUIET
from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.kraken import Kraken
from scenarios.wire.simulated import SimulatedWire
from simulation import World

API_KEY, SECRET = "k" * 56, base64.b64encode(b"s" * 64).decode()
REST = "https://api.kraken.com"
ORDER = {"pair": "XBTUSDT", "type": "buy", "ordertype": "limit", "volume": "0.01", "price": "50000"}
BALANCES = {"USDT": Decimal(1_000_000), "BTC": Decimal(10)}


class KrakenStage:
    """Asks by aiohttp; `fired` is how often the planned fault struck."""

    def __init__(self, venue: Kraken, http: aiohttp.ClientSession) -> None:
        self.venue = venue
        self.http = http
        self._nonce = 0

    @property
    def fired(self) -> int:
        return len(list(self.venue.ledger.of(FaultFired)))

    @property
    def outcomes(self) -> list[str]:
        """What the ledger says came of each request."""
        return [entry.fact.outcome for entry in self.venue.ledger.of(RequestAnswered)]

    async def get(self, name: str, **parameters: str) -> Any:
        """The decoded body of a public answer."""
        async with self.http.get(f"{REST}/0/public/{name}", params=parameters) as answer:
            return await answer.json()

    async def post(self, name: str, **parameters: str) -> Any:
        """The decoded body of a private one."""
        async with self.asked(name, **parameters) as answer:
            return await answer.json()

    def asked(self, name: str, **parameters: str) -> Any:
        """The request, to be awaited or entered."""
        self._nonce += 1
        path = f"/0/private/{name}"
        body = urlencode({"nonce": str(self._nonce), **parameters})
        inner = hashlib.sha256(f"{self._nonce}{body}".encode()).digest()
        mac = hmac.new(base64.b64decode(SECRET), path.encode() + inner, hashlib.sha512)
        headers = {
            "API-Key": API_KEY,
            "API-Sign": base64.b64encode(mac.digest()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.http.post(REST + path, data=body, headers=headers)

    async def place(self, cl_ord_id: str, **changed: str) -> Any:
        """A limit order that rests far below the market."""
        return await self.post("AddOrder", **{**ORDER, "cl_ord_id": cl_ord_id, **changed})

    async def open_named(self, cl_ord_id: str) -> Any:
        """The open orders of that name."""
        return (await self.post("OpenOrders", cl_ord_id=cl_ord_id))["result"]["open"]

    async def until(self, at_s: float) -> None:
        """Stage time, in seconds."""
        await asyncio.sleep(at_s - self.venue.now_s())


def play(
    story: Callable[[KrakenStage], Awaitable[None]],
    *faults: Planned,
    limits: Mapping[str, int] | None = None,
) -> str:
    """The digest of everything that went over the network."""
    with World("faults") as world:
        network = world.network
        host = network.host("venue", "api.kraken.com", "ws.kraken.com", "ws-auth.kraken.com")
        places = Kraken.endpoints
        names = {role: (name,) for role, (name, _) in places.items()}
        venue = Kraken(
            seed=1,
            market=QUIET,
            wire=SimulatedWire(network, network.client, host, names),
            faults=faults,
            limits=limits,
            accounts=[Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)],
        )
        bind: dict[Role, tuple[str, int]] = {role: ("0.0.0.0", port) for role, (_, port) in places.items()}

        async def playing() -> None:
            await host.start(venue.start(bind))
            async with aiohttp.ClientSession() as http:
                await story(KrakenStage(venue, http))
            await host.start(venue.stop())

        world.run(playing())
        assert world.complaints == []
        return world.digest()
