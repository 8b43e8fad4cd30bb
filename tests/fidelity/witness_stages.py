"""Where a witness meets the fake: in virtual time under production names, or over real sockets.

One body serves both: over loopback a client is only told other addresses, in the way its own
documentation has for that.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from fakes.ledger import Entry, Fact, Subscribed
from fakes.market.scripts import QUIET
from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.binance import Binance
from simulation import World
from tests.unit.fakes.no_wire import NoWire

T = TypeVar("T")
Places = dict[Role, str]
"""Addresses without a scheme; none in virtual time, where production names lead to the fake."""
Story = Callable[[Binance, Places | None], Awaitable[T]]

KEY, SECRET = "k" * 64, "s" * 64
FUNDS = {"BTC": Decimal(10), "USDT": Decimal(1_000_000)}
HOSTS = tuple(dict.fromkeys(name for name, _ in Binance.endpoints.values()))


def _venue(keys: Sequence[Key], stage_now: Callable[[], float]) -> Binance:
    accounts = keys or [Key(api_key=KEY, secret=SECRET, balances=FUNDS)]
    return Binance(seed=1, market=QUIET, wire=NoWire(), accounts=accounts, stage_now=stage_now)


def in_simulation(story: Story[T], keys: Sequence[Key] = (), hosts: Sequence[str] = HOSTS) -> T:
    """Nothing may have gone wrong behind the witness's back either."""
    with World("witness") as world:
        host = world.network.host("venue", *hosts)
        venue = _venue(keys, world.loop.time)

        async def play() -> T:
            await host.start(
                venue.start({role: ("0.0.0.0", port) for role, (_, port) in Binance.endpoints.items()})
            )
            seen = await story(venue, None)
            await host.start(venue.stop())
            return seen

        seen = world.run(play())
        assert world.complaints == []
        return seen


def over_loopback(story: Story[T]) -> T:
    async def play() -> T:
        venue = _venue((), asyncio.get_running_loop().time)
        bound = await venue.start(dict.fromkeys(Binance.endpoints, ("127.0.0.1", 0)))
        try:
            return await story(venue, {role: f"{host}:{port}" for role, (host, port) in bound.items()})
        finally:
            await venue.stop()

    return asyncio.run(play())


STAGES = {"simulation": in_simulation, "loopback": over_loopback}


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


def subscription(venue: Binance, stream: str) -> "asyncio.Future[None]":
    """Done when the venue has taken the next subscription to `stream`."""
    taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def hear(entry: Entry[Fact]) -> None:
        if isinstance(entry.fact, Subscribed) and entry.fact.stream == stream and not taken.done():
            taken.set_result(None)

    venue.ledger.listen(hear)
    return taken


def top(venue: Binance, levels: int = 5) -> list[list[tuple[Decimal, Decimal]]]:
    """Bids and asks that the venue really has."""
    instrument = venue.exchange.instrument("BTCUSDT")
    depth = venue.exchange.depth("BTCUSDT", levels)
    return [
        [(instrument.price(ticks), instrument.quantity(lots)) for ticks, lots in side]
        for side in (depth.bids, depth.asks)
    ]
