"""Where a witness meets the fake: in virtual time under production names, or over real sockets.

One body serves both: over loopback a client is only told other addresses, in the way its own
documentation has for that.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from fakes.instruments import Side
from fakes.ledger import Entry, Fact, Subscribed
from fakes.market.scripts import QUIET
from fakes.operations import Role
from fakes.venue import FakeVenue, Key
from simulation import World
from tests.fidelity.production_names import production_names
from tests.unit.fakes.no_wire import NoWire

T = TypeVar("T")
V = TypeVar("V", bound=FakeVenue)
Places = dict[Role, str]
"""Addresses without a scheme; none in virtual time, where production names lead to the fake."""
Story = Callable[[V, Places | None], Awaitable[T]]

FUNDS = {"BTC": Decimal(10), "USDT": Decimal(1_000_000)}
LONGEST_S = 120.0
"""Who waits longer waits for what never comes."""


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

    def under_its_names(self, story: Story[V, T]) -> T:
        """Over loopback as well, with TLS and under production names: for clients that block or have threads.

        What blocks goes into a thread, `await asyncio.to_thread(...)`; the venue is served meanwhile.
        """

        async def play() -> T:
            venue = self._venue((), asyncio.get_running_loop().time)
            names = self.venue_class.endpoints
            bound = await venue.start(dict.fromkeys(names, ("127.0.0.1", 0)))
            try:
                async with asyncio.timeout(LONGEST_S), production_names(names, bound):
                    return await story(venue, None)
            finally:
                await venue.stop()

        return asyncio.run(play())

    @property
    def stages(self) -> Mapping[str, Callable[[Story[V, Any]], Any]]:
        return {"simulation": self.in_simulation, "loopback": self.over_loopback}


def subscription(venue: FakeVenue, stream: str) -> "asyncio.Future[None]":
    """Done when the venue has taken the next subscription to `stream`."""
    taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def hear(entry: Entry[Fact]) -> None:
        if isinstance(entry.fact, Subscribed) and entry.fact.stream == stream and not taken.done():
            taken.set_result(None)

    venue.ledger.listen(hear)
    return taken


def top(venue: FakeVenue, levels: int = 5, symbol: str = "BTCUSDT") -> list[list[tuple[Decimal, Decimal]]]:
    """Bids and asks that the venue really has."""
    instrument = venue.exchange.instrument(symbol)
    depth = venue.exchange.depth(symbol, levels)
    return [
        [(instrument.price(ticks), instrument.quantity(lots)) for ticks, lots in side]
        for side in (depth.bids, depth.asks)
    ]


def rows(side: Any, levels: int = 5) -> list[tuple[Decimal, Decimal]]:
    """As a client holds them."""
    return [(Decimal(str(price)), Decimal(str(quantity))) for price, quantity, *_ in side[:levels]]


async def has_the_venues_book(
    venue: FakeVenue, ask: Callable[[], Any], shown: Decimal = Decimal("0.00000001"), symbol: str = "BTCUSDT"
) -> bool:
    """Whether one of twenty answers is the book that the venue has: the market goes on meanwhile.

    `shown`: the smallest quantity that the venue shows; what is less than that it leaves out.
    """
    for _ in range(20):
        seen = await ask()
        pairs = [
            pair
            for side, truth in zip((seen["bids"], seen["asks"]), top(venue, symbol=symbol), strict=True)
            for pair in zip(rows(side), truth, strict=True)
        ]
        if all(price == true and 0 <= held - told < shown for (price, told), (true, held) in pairs):
            return True
    return False


def trade_ids(venue: FakeVenue, symbol: str = "BTCUSDT") -> list[int]:
    return [trade.trade_id for trade in venue.exchange.trades(symbol)]


def take(venue: FakeVenue, symbol: str = "BTCUSDT") -> None:
    """A trade that everybody sees."""
    venue.counterparty.take(symbol, Side.BUY, 10)


def fill(venue: FakeVenue, client_order_id: str, symbol: str = "BTCUSDT") -> None:
    """The subject's order is filled as it rests."""
    venue.counterparty.fill("subject", symbol, client_order_id)
