"""A whole fake on a simulated host under its production names, and a client that knows nothing of it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import aiohttp

from fakes.faults.schedule import Planned
from fakes.ledger import Fact, FaultFired
from fakes.market.script import MarketScript
from fakes.market.scripts import SILENT
from fakes.operations import Role
from fakes.venue import FakeVenue, Key
from scenarios.wire.simulated import SimulatedWire
from simulation import World

T = TypeVar("T")
V = TypeVar("V", bound=FakeVenue)
F = TypeVar("F", bound=Fact)

LONGEST_S = 200_000
"""No play takes longer, a day of a session included: what waits for a message that never comes fails."""


class Hosted(Generic[V]):
    """The venue, and how to reach it: what a venue's own stage begins with."""

    def __init__(self, venue: V, http: aiohttp.ClientSession) -> None:
        self.venue = venue
        self.http = http

    def facts(self, kind: type[F]) -> list[F]:
        return [entry.fact for entry in self.venue.ledger.of(kind)]

    @property
    def fired(self) -> int:
        """How often planned faults struck."""
        return len(self.facts(FaultFired))

    async def until(self, at_s: float) -> None:
        """Stage time, in seconds."""
        await asyncio.sleep(at_s - self.venue.now_s())


def hosted(
    venue_class: type[V],
    story: Callable[[V, aiohttp.ClientSession], Awaitable[T]],
    *,
    accounts: Sequence[Key],
    faults: Sequence[Planned] = (),
    market: MarketScript = SILENT,
    limits: Mapping[str, int] | None = None,
    jitter_s: float = 0.0,
) -> tuple[T, str]:
    """What the story returns, and the digest of everything that went over the network."""
    with World("hosted", jitter_s=jitter_s) as world:
        places = venue_class.endpoints
        names: dict[Role, list[str]] = {role: [name] for role, (name, _) in places.items()}
        host = world.network.host("venue", *dict.fromkeys(name for name, _ in places.values()))
        venue = venue_class(
            seed=1,
            market=market,
            wire=SimulatedWire(world.network, world.network.client, host, names),
            faults=faults,
            accounts=accounts,
            limits=limits,
        )

        async def playing() -> T:
            await host.start(venue.start({role: ("0.0.0.0", port) for role, (_, port) in places.items()}))
            async with aiohttp.ClientSession() as http, asyncio.timeout(LONGEST_S):
                result = await story(venue, http)
            await host.start(venue.stop())
            return result

        result = world.run(playing())
        assert world.complaints == [], world.complaints
        return result, world.digest()


async def arrivals(socket: aiohttp.ClientWebSocketResponse, lasts_s: float) -> list[aiohttp.WSMessage]:
    """What arrives in that time (or until the connection ends), the ending included."""
    arrived: list[aiohttp.WSMessage] = []
    try:
        async with asyncio.timeout(lasts_s):
            while not socket.closed:
                arrived.append(await socket.receive())
    except TimeoutError:
        pass
    return arrived


def payloads(messages: Sequence[aiohttp.WSMessage]) -> list[Any]:
    return [json.loads(message.data) for message in messages if message.type is aiohttp.WSMsgType.TEXT]
