"""Users in a hurry, for plays over loopback."""

import asyncio

from fakes.instruments import Side
from scenarios.player import Player, Workload
from scenarios.workloads.orders import order


def submit_in_rounds(*, rounds: int, at_once: int, until_s: float) -> Workload:
    """`rounds` times submit `at_once` resting orders together; no new round after `until_s`."""

    async def workload(player: Player) -> None:
        await player.submit(order(player, "warm-up"))
        for number in range(rounds):
            if player.now_s >= until_s:
                return
            await asyncio.gather(
                *(
                    player.submit(order(player, f"order-{number}-{place}", Side.BUY, away=20 + place))
                    for place in range(at_once)
                )
            )

    return workload
