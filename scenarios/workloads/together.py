"""Users who trade at two venues at once with one program. `here` is the venue that may be in trouble."""

import asyncio

from scenarios.player import Player, WorkloadTogether
from scenarios.workloads.orders import SYMBOL, order


def trade_there_while_asking_here(
    *orders_s: float, ask_s: float, questions: int, until_s: float
) -> WorkloadTogether:
    """At `ask_s` so many questions go here at once; pairs of orders are placed there, its book is read."""

    async def workload(here: Player, there: Player) -> None:
        here.watch_book(SYMBOL)
        there.watch_book(SYMBOL)
        await asyncio.gather(
            _ask_many(here, ask_s, questions),
            _place(there, *orders_s, until_s=until_s),
            there.sample_books(SYMBOL, every_s=1.0, until_s=until_s),
        )

    return workload


def name_orders_alike(*, at_s: float, cancel_s: float, until_s: float) -> WorkloadTogether:
    """An order of one name at both venues at the same moment; later the one here is cancelled."""

    async def workload(here: Player, there: Player) -> None:
        await here.until(at_s)
        await asyncio.gather(*(one.submit(order(one, "order1")) for one in (here, there)))
        await here.until(cancel_s)
        await here.cancel(SYMBOL, "order1")
        await here.until(until_s)
        for one in (here, there):
            await one.order(SYMBOL, "order1")

    return workload


def stop_here_and_trade_there(*orders_s: float, stop_s: float, until_s: float) -> WorkloadTogether:
    """The connector here is stopped while that there goes on."""

    async def workload(here: Player, there: Player) -> None:
        here.watch_book(SYMBOL)
        there.watch_book(SYMBOL)
        await asyncio.gather(
            _stop(here, stop_s),
            _place(there, *orders_s, until_s=until_s),
            there.sample_books(SYMBOL, every_s=1.0, until_s=until_s),
        )

    return workload


async def _ask_many(player: Player, at_s: float, questions: int) -> None:
    await player.until(at_s)
    await asyncio.gather(*(player.order(SYMBOL, f"nobodys-{n + 1}") for n in range(questions)))


async def _place(player: Player, *times_s: float, until_s: float) -> None:
    """A pair at each time, so that one kept connection is not enough."""
    for number, at_s in enumerate(times_s, 1):
        await player.until(at_s)
        await asyncio.gather(*(player.submit(order(player, f"order{number}{leg}")) for leg in "ab"))
    await player.until(until_s)


async def _stop(player: Player, at_s: float) -> None:
    await player.until(at_s)
    await player.stop()
