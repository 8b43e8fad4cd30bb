"""A user's acts on a timeline: what is slow to end, because the connector is recovering, delays no other."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from operator import itemgetter

from scenarios.player import Player, Workload
from scenarios.workloads.orders import SYMBOL, MakeIntent, fill, order

Act = Callable[[Player], Awaitable[object]]
Moment = tuple[float, Act]
"""At which stage time what is begun."""


def timeline(*moments: Moment, until_s: float) -> Workload:
    """Watch one's orders and begin each act at its time, whether or not the earlier ones have ended."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        begun = []
        for number, (at_s, act) in enumerate(sorted(moments, key=itemgetter(0)), 1):
            await player.until(at_s)
            begun.append(asyncio.create_task(_of(act, player), name=f"act {number}"))
        await asyncio.gather(*begun)
        await player.until(until_s)

    return workload


def places(name: str, intent: MakeIntent = order) -> Act:
    return lambda player: player.submit(intent(player, name))


def asks(name: str) -> Act:
    return lambda player: player.order(SYMBOL, name)


def cancels(name: str) -> Act:
    return lambda player: player.cancel(SYMBOL, name)


async def lists(player: Player) -> None:
    """Ask for the open orders."""
    await player.open_orders(SYMBOL)


async def reads_balances(player: Player) -> None:
    await player.balances()


async def stops(player: Player) -> None:
    await player.stop()


def is_filled(name: str, quantity: str | None = None) -> Act:
    """Somebody trades with that order: so much of it, or all that is open."""

    async def act(player: Player) -> None:
        fill(player, name, None if quantity is None else Decimal(quantity))

    return act


def again(act: Act, *times_s: float) -> list[Moment]:
    return [(at_s, act) for at_s in times_s]


async def _of(act: Act, player: Player) -> None:
    await act(player)
