"""Users who create connectors, and users who watch what a connector keeps while it runs."""

import asyncio

from scenarios.player import Player, Workload
from scenarios.tasks import tasks_of_the_subject

TASKS = "tasks"
"""The note with the number of tasks that the subject has."""


def create_one_then_many(*, one_at_s: float, many_at_s: float, many: int, until_s: float) -> Workload:
    """One connector, given back before many callers ask for one at the same moment."""

    async def workload(player: Player) -> None:
        await player.until(one_at_s)
        number = await player.create()
        await player.until((one_at_s + many_at_s) / 2)
        if number is not None:
            await player.release(number)
        await player.until(many_at_s)
        await asyncio.gather(*(player.create() for _ in range(many)))
        await player.until(until_s)

    return workload


def create_at(*times_s: float, until_s: float) -> Workload:
    """One connector at each of these times."""

    async def workload(player: Player) -> None:
        for at_s in times_s:
            await player.until(at_s)
            await player.create()
        await player.until(until_s)

    return workload


def watch_a_book_and_count_tasks(symbol: str, *times_s: float) -> Workload:
    """Watch the book and note at each time how many tasks the subject has."""

    async def workload(player: Player) -> None:
        player.watch_book(symbol)
        for at_s in times_s:
            await player.until(at_s)
            player.note(TASKS, len(tasks_of_the_subject()))

    return workload
