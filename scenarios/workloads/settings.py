"""Users who change how their connector is configured while it trades."""

import asyncio

from scenarios.openings import ConfigFile
from scenarios.player import Player, Workload
from scenarios.workloads.orders import SYMBOL, order
from scenarios.workloads.requests import BEFORE
from subjects.base import ConfigTrait

QUESTIONS = 200
"""At the weight of a query about one order, more than a tenth of what a venue allows in a minute."""


async def place_one(player: Player) -> None:
    """A sign of life."""
    await player.until(5.0)
    await player.submit(order(player, BEFORE))
    await player.wait(5.0)


def ask_much_after_change(file: ConfigFile, *changes: tuple[float, ConfigTrait], asks_s: float) -> Workload:
    """Save the file anew at each time; ask a great deal at `asks_s`, all at once."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        for at_s, traits in changes:
            await player.until(at_s)
            file.change(player, traits)
        await player.until(asks_s)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(QUESTIONS):
                tasks.create_task(player.order(SYMBOL, BEFORE))
        await player.until(asks_s + 59.0)

    return workload


def switch_trading(*, off_s: float, on_s: float, until_s: float) -> Workload:
    """Trade, with trading switched off for a while; the book is read all the time."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        reading = asyncio.create_task(player.sample_books(SYMBOL, every_s=1.0, until_s=until_s))
        await player.until(off_s - 10.0)
        await player.submit(order(player, "before"))
        await player.until(off_s)
        await player.session.switch_trading(False)
        for number in range(1, 6):
            await player.submit(order(player, f"off{number}"))
            await player.wait(2.0)
        await player.until(on_s)
        await player.session.switch_trading(True)
        await player.submit(order(player, "again"))
        await reading

    return workload
