"""Where a witness meets the fake: in virtual time under production names, or over real sockets.

One body serves both: over loopback a client is only told other addresses, in the way its own
documentation has for that.
"""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

import pytest

from fakes.ledger import Entry, Fact, Subscribed
from fakes.market.scripts import QUIET
from fakes.operations import Role
from fakes.venue import FakeVenue, Key
from fakes.venues.binance import Binance
from fakes.venues.kraken import Kraken
from simulation import World
from tests.unit.fakes.no_wire import NoWire

T = TypeVar("T")
V = TypeVar("V", bound=FakeVenue)
Places = dict[Role, str]
"""Addresses without a scheme; none in virtual time, where production names lead to the fake."""
Story = Callable[[V, Places | None], Awaitable[T]]

FUNDS = {"BTC": Decimal(10), "USDT": Decimal(1_000_000)}
LONGEST_S = 120.0
"""Who waits longer waits for what never comes."""
KEY, SECRET = "k" * 64, "s" * 64


@dataclass(frozen=True)
class Witnessed(Generic[V]):
    """A quiet fake of that venue, and who has an account there."""

    venue_class: type[V]
    account: Key

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, _ in self.venue_class.endpoints.values()))

    def _venue(self, keys: Sequence[Key], stage_now: Callable[[], float]) -> V:
        accounts = keys or [self.account]
        return self.venue_class(seed=1, market=QUIET, wire=NoWire(), accounts=accounts, stage_now=stage_now)

    def in_simulation(self, story: Story[V, T], keys: Sequence[Key] = (), hosts: Sequence[str] = ()) -> T:
        """Nothing may have gone wrong behind the witness's back either."""
        with World("witness") as world:
            host = world.network.host("venue", *(hosts or self.hosts))
            venue = self._venue(keys, world.loop.time)
            bind = {role: ("0.0.0.0", port) for role, (_, port) in self.venue_class.endpoints.items()}

            async def play() -> T:
                await host.start(venue.start(bind))
                async with asyncio.timeout(LONGEST_S):
                    seen = await story(venue, None)
                await host.start(venue.stop())
                return seen

            seen = world.run(play())
            assert world.complaints == []
            return seen

    def over_loopback(self, story: Story[V, T]) -> T:
        async def play() -> T:
            venue = self._venue((), asyncio.get_running_loop().time)
            bound = await venue.start(dict.fromkeys(self.venue_class.endpoints, ("127.0.0.1", 0)))
            try:
                async with asyncio.timeout(LONGEST_S):
                    return await story(
                        venue, {role: f"{host}:{port}" for role, (host, port) in bound.items()}
                    )
            finally:
                await venue.stop()

        return asyncio.run(play())

    @property
    def stages(self) -> Mapping[str, Callable[[Story[V, Any]], Any]]:
        return {"simulation": self.in_simulation, "loopback": self.over_loopback}


BINANCE = Witnessed(Binance, Key(api_key=KEY, secret=SECRET, balances=FUNDS))
KRAKEN_SECRET = base64.b64encode(bytes(range(64))).decode()
KRAKEN = Witnessed(Kraken, Key(api_key="k" * 56, secret=KRAKEN_SECRET, balances=FUNDS))


def ccxt_binance(library: Any, places: Places | None) -> Any:
    """`library` is ccxt.async_support or ccxt.pro. Spot only: futures are another venue."""
    exchange = library.binance({"apiKey": KEY, "secret": SECRET})
    exchange.options |= {"fetchMarkets": {"types": ["spot"]}, "fetchMargins": False, "fetchCurrencies": False}
    if places is not None:
        api = exchange.urls["api"]
        api["public"] = api["private"] = f"http://{places[Role.REST]}/api/v3"
        if "ws" in api:
            api["ws"]["spot"] = f"ws://{places[Role.MARKET]}/ws"
            api["ws"]["ws-api"]["spot"] = f"ws://{places[Role.API]}/ws-api/v3"
    return exchange


def ccxt_kraken(library: Any, places: Places | None) -> Any:
    exchange = library.kraken({"apiKey": KRAKEN.account.api_key, "secret": KRAKEN_SECRET})
    if places is not None:
        api = exchange.urls["api"]
        api["public"] = api["private"] = f"http://{places[Role.REST]}"
        if "ws" in api:
            api["ws"]["publicV2"] = f"ws://{places[Role.MARKET]}/v2"
            api["ws"]["privateV2"] = f"ws://{places[Role.USER]}/v2"
    return exchange


@asynccontextmanager
async def python_binance(places: Places | None) -> AsyncIterator[Any]:
    """The library keeps its addresses in its classes."""
    from binance import AsyncClient, BinanceSocketManager

    with pytest.MonkeyPatch.context() as patch:
        if places is not None:
            patch.setattr(AsyncClient, "API_URL", f"http://{places[Role.REST]}/api")
            patch.setattr(AsyncClient, "WS_API_URL", f"ws://{places[Role.API]}/ws-api/v3")
            patch.setattr(BinanceSocketManager, "STREAM_URL", f"ws://{places[Role.MARKET]}/")
        client = await AsyncClient.create(KEY, SECRET)
        try:
            yield client
        finally:
            await client.close_connection()


def subscription(venue: FakeVenue, stream: str) -> "asyncio.Future[None]":
    """Done when the venue has taken the next subscription to `stream`."""
    taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def hear(entry: Entry[Fact]) -> None:
        if isinstance(entry.fact, Subscribed) and entry.fact.stream == stream and not taken.done():
            taken.set_result(None)

    venue.ledger.listen(hear)
    return taken


def top(venue: FakeVenue, levels: int = 5) -> list[list[tuple[Decimal, Decimal]]]:
    """Bids and asks that the venue really has."""
    instrument = venue.exchange.instrument("BTCUSDT")
    depth = venue.exchange.depth("BTCUSDT", levels)
    return [
        [(instrument.price(ticks), instrument.quantity(lots)) for ticks, lots in side]
        for side in (depth.bids, depth.asks)
    ]
