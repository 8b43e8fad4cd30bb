"""Users who ask much, or ask on while the venue wants no requests."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from scenarios.player import Player, Workload
from scenarios.workloads.orders import SYMBOL, order

BEFORE = "before"
"""The order placed while all is well."""
AFTER = "after"
"""The order placed when all should be well again."""
ENOUGH = Decimal("0.1")
"""Worth more than the smallest order on every market."""


def trade_on(*, from_s: float, to_s: float, every_s: float, after_s: float) -> Workload:
    """Place an order at 5 s; go on asking, placing and cancelling whatever the answers are; place a last
    order at `after_s`. One call after the other, as a strategy's loop makes them."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        turn, due_s = 0, from_s
        while due_s < to_s:
            await player.until(due_s)
            if turn % 3 == 0:
                await player.order(SYMBOL, BEFORE)
            elif turn % 3 == 1:
                await player.submit(order(player, f"during{turn}"))
            else:
                await player.cancel(SYMBOL, BEFORE)
            turn += 1
            due_s = max(due_s + every_s, player.now_s)
        await player.until(after_s)
        await player.submit(order(player, AFTER))
        await player.wait(5.0)

    return workload


def ask_on(*, from_s: float, to_s: float, every_s: float, after_s: float, watching: bool = False) -> Workload:
    """Place an order at 5 s, ask for it again and again, and once more at `after_s`.

    `watching` one's orders meanwhile, for there are connectors that have no private stream before.
    """

    async def workload(player: Player) -> None:
        if watching:
            player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        due_s = from_s
        while due_s < to_s:
            await player.until(due_s)
            await player.order(SYMBOL, BEFORE)
            due_s = max(due_s + every_s, player.now_s)
        await player.until(after_s)
        await player.order(SYMBOL, BEFORE)
        await player.wait(1.0)

    return workload


def burst_of_orders(count: int, *, at_s: float, every_s: float, until_s: float) -> Workload:
    """Place orders at a pace, none waiting for another."""

    async def workload(player: Player) -> None:
        async with asyncio.TaskGroup() as tasks:
            for number in range(count):
                await player.until(at_s + number * every_s)
                tasks.create_task(player.submit(order(player, f"order{number}")))
        await player.until(until_s)

    return workload


def cancel_amid_queries(queries: int, *, at_s: float, cancel_s: float, until_s: float) -> Workload:
    """Ask many times at once, and while those calls wait cancel an order."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        await player.until(at_s)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(queries):
                tasks.create_task(player.order(SYMBOL, BEFORE))
            await player.until(cancel_s)
            await player.cancel(SYMBOL, BEFORE)
        await player.until(until_s)

    return workload


def order_and_cancel_each(*symbols: str, count: int = 1) -> Workload:
    """On every market place orders, ask for each, list what is open and cancel each."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        number = 0
        for symbol in symbols:
            ticks, _ = player.venue.exchange.depth(symbol, 20).bids[-1]
            price = player.venue.ledger.instruments[symbol].price(ticks)
            for _ in range(count):
                number += 1
                name = f"order{number}"
                intent = replace(order(player, name), symbol=symbol, price=price, quantity=ENOUGH)
                await player.submit(intent)
                await player.order(symbol, name)
                await player.open_orders(symbol)
                await player.cancel(symbol, name)
                await player.wait(1.0)

    return workload


def order_every(seconds: float, *, until_s: float) -> Workload:
    """Place an order and cancel it again, at a steady pace."""

    async def workload(player: Player) -> None:
        number = 0
        while (number + 1) * seconds <= until_s:
            number += 1
            await player.until(number * seconds)
            await player.submit(order(player, f"order{number}"))
            await player.cancel(SYMBOL, f"order{number}")
        await player.until(until_s)

    return workload


def ask_for_the_unknown_and_order_on(*times_s: float, until_s: float) -> Workload:
    """Ask for an order that never was, so that its refusal is known; then place an order at each time."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.order(SYMBOL, "neverplaced")
        for number, at_s in enumerate(times_s, 1):
            await player.until(at_s)
            await player.submit(order(player, f"order{number}"))
        await player.until(until_s)

    return workload


def order_and_look_at_health(*times_s: float, every_s: float, until_s: float) -> Workload:
    """Watch one's orders, place one at each time, and read the connector's health all along."""

    async def workload(player: Player) -> None:
        player.watch_orders()

        async def ordering() -> None:
            for number, at_s in enumerate(times_s, 1):
                await player.until(at_s)
                await player.submit(order(player, f"order{number}"))

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(ordering())
            await player.sample_health(every_s=every_s, until_s=until_s)

    return workload


def watch_books(symbols: Sequence[str], *, until_s: float) -> Workload:
    """Watch many books from 2 s on, and read each of them at the end."""

    async def workload(player: Player) -> None:
        await player.until(2.0)
        for symbol in symbols:
            player.watch_book(symbol)
        await player.until(until_s)
        await player.sample_books(*symbols, every_s=1.0, until_s=until_s + 0.5)

    return workload


def watch_more_books(
    first: Sequence[str], later: Sequence[str], *, later_s: float, until_s: float
) -> Workload:
    """Watch some books from 2 s on and, when they are there, many more at once."""

    async def workload(player: Player) -> None:
        await player.until(2.0)
        for symbol in first:
            player.watch_book(symbol)
        await player.until(later_s)
        for symbol in later:
            player.watch_book(symbol)
        await player.until(until_s)

    return workload


def ask_all_at_once(*times_s: float, until_s: float) -> Workload:
    """Place an order; then at each time ask for it, list orders, read balances and place another, at once."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        for number, at_s in enumerate(times_s, 1):
            await player.until(at_s)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(player.order(SYMBOL, BEFORE))
                tasks.create_task(player.open_orders(SYMBOL))
                tasks.create_task(player.balances())
                tasks.create_task(player.submit(order(player, f"order{number}")))
        await player.until(until_s)

    return workload


def cancel_while_young(count: int, *, at_s: float, until_s: float) -> Workload:
    """Place many orders, then cancel all of them at once, before they are a few seconds old.

    A cancel that the connector holds to be too much is asked for again: the user wants it done.
    """

    async def cancelled(player: Player, name: str) -> None:
        while player.now_s < until_s and await player.cancel(SYMBOL, name) is None:
            await player.wait(10.0)

    async def workload(player: Player) -> None:
        await player.until(at_s)
        names = [f"order{number}" for number in range(1, count + 1)]
        async with asyncio.TaskGroup() as tasks:
            for name in names:
                tasks.create_task(player.submit(order(player, name)))
        async with asyncio.TaskGroup() as tasks:
            for name in names:
                tasks.create_task(cancelled(player, name))
        await player.until(until_s)

    return workload


def trade_around_a_mode(*, from_s: float, to_s: float) -> Workload:
    """While the venue takes cancels only, place two orders and between them cancel one of before."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, BEFORE))
        await player.until(from_s + 5.0)
        await player.submit(order(player, "refused1"))
        await player.cancel(SYMBOL, BEFORE)
        await player.until(from_s + 15.0)
        await player.submit(order(player, "refused2"))
        await player.until(to_s + 15.0)
        await player.submit(order(player, AFTER))
        await player.wait(5.0)

    return workload
