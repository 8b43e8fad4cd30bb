"""Users of a connector that is recovering: one order is in trouble, and life goes on meanwhile."""

import asyncio
from collections.abc import Sequence

from scenarios.player import Player, Workload
from scenarios.workloads.orders import SYMBOL, MakeIntent, order

FIRST = "order-1"
"""Placed at 5 s, while all is well."""
SECOND = "order-2"
"""Placed into the first fault."""


def lose_an_order(
    *, lost_s: float, asks_s: Sequence[float] = (), until_s: float, intent: MakeIntent = order
) -> Workload:
    """Place an order at 5 s and another at `lost_s`; ask for the second at those times, whether or not its
    submit has ended, and for both at the end."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, FIRST))
        await player.until(lost_s)
        submitting = asyncio.create_task(player.submit(intent(player, SECOND)), name="submit")
        for at_s in asks_s:
            await player.until(at_s)
            await player.order(SYMBOL, SECOND)
        await submitting
        await player.until(until_s)
        for name in (FIRST, SECOND):
            await player.order(SYMBOL, name)

    return workload
