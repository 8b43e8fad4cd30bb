"""Users who trade on whatever the venue answers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from fakes.instruments import Side
from scenarios.player import Player, Workload
from scenarios.workloads.orders import SYMBOL, fill, order, taking
from scenarios.workloads.requests import AFTER, BEFORE

INSUFFICIENT = "insufficient"
CROSSING = "crossing"
TOO_SMALL = "toosmall"
UNKNOWN = "neverplaced"
INSUFFICIENT_S, CROSSING_S, TOO_SMALL_S, UNKNOWN_S = 6.0, 8.0, 10.0, 12.0
"""When the user of `meet_refusals` asks for what is refused."""


def trade_through(*, from_s: float, after_s: float) -> Workload:
    """Place an order; from `from_s` place another, ask, list and cancel; place a last one at `after_s`."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        await player.until(from_s)
        await player.submit(order(player, "during"))
        await player.order(SYMBOL, BEFORE)
        await player.open_orders(SYMBOL)
        await player.cancel(SYMBOL, BEFORE)
        await player.until(after_s)
        await player.submit(order(player, AFTER))
        await player.wait(5.0)

    return workload


def place_ask_cancel(*, at_s: float, until_s: float) -> Workload:
    """Place an order, ask for it, cancel another."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        await player.until(at_s)
        await player.submit(order(player, "during"))
        await player.order(SYMBOL, BEFORE)
        await player.cancel(SYMBOL, BEFORE)
        await player.until(until_s)

    return workload


def meet_refusals(times_s: Sequence[float]) -> Workload:
    """Ask at these times for what an account without much money may not have; the book does not move."""

    async def workload(player: Player) -> None:
        half_a_lot = player.venue.ledger.instruments[SYMBOL].step_size / 2
        refused: dict[float, Callable[[], Awaitable[object]]] = {
            INSUFFICIENT_S: lambda: player.submit(replace(order(player, INSUFFICIENT), quantity=Decimal(1))),
            CROSSING_S: lambda: player.submit(replace(taking(player, CROSSING), post_only=True)),
            TOO_SMALL_S: lambda: player.submit(replace(order(player, TOO_SMALL), quantity=half_a_lot)),
            UNKNOWN_S: lambda: player.cancel(SYMBOL, UNKNOWN),
        }
        for at_s in times_s:
            await player.until(at_s)
            await refused[at_s]()
            await player.wait(0.0)

    return workload


def follow_orders_and_book(*, place_s: tuple[float, ...], until_s: float) -> Workload:
    """Read the book once a second; place an order at each time, of which half is traded two seconds later.

    Nothing is asked that would bring up what a stream has missed.
    """

    async def workload(player: Player) -> None:
        player.watch_orders()
        player.watch_book(SYMBOL)
        for number, at_s in enumerate(place_s, 1):
            await player.sample_books(SYMBOL, every_s=1.0, until_s=at_s)
            name = f"order{number}"
            # On alternate sides of the book: on one side, filling the second would fill the first.
            await player.submit(order(player, name, Side.BUY if number % 2 else Side.SELL))
            await player.wait(2.0)
            fill(player, name, Decimal("0.005"))
        await player.sample_books(SYMBOL, every_s=1.0, until_s=until_s)

    return workload


ASKS_EVERY_S = 5.0
"""How often the user of `ask_through_two_outages` wants to know."""


def ask_through_two_outages(*, first: tuple[float, float], second: tuple[float, float]) -> Workload:
    """Ask for an order every five seconds in both outages, and place one ninety seconds after each."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        for number, (start_s, end_s) in enumerate((first, second), 1):
            due_s = start_s + 1.0
            while due_s < end_s:
                await player.until(due_s)
                await player.order(SYMBOL, BEFORE)
                due_s = max(due_s + ASKS_EVERY_S, player.now_s)
            await player.until(end_s + 90.0)
            await player.submit(order(player, f"{AFTER}{number}"))
        await player.wait(2.0)

    return workload
