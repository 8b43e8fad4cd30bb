"""A user who does what users do, for hours: he watches, places, cancels, and is filled now and then."""

import asyncio

from fakes.instruments import Side
from scenarios.player import Player, Workload
from scenarios.workloads.orders import FIFTH, SYMBOL, fill, order
from subjects.base import Capability

AWAY = 5
"""Levels from the best price: near enough that filling an order does not sweep the book."""


def trade_for_long(
    *, until_s: float, every_s: float = 15.0, market: bool = True, read_every_s: float = 1.0
) -> Workload:
    """Watch one's orders, and place one every `every_s`; with `market` watch it too and read the book.

    In turn it is cancelled after a while, filled whole, or filled in part and then cancelled; what is slow
    to end delays no other. Nothing is asked about an order: what becomes of it is the connector's to tell.
    """

    async def workload(player: Player) -> None:
        can = player.subject.capabilities
        if market and Capability.TRADES in can:
            player.watch_trades(SYMBOL)
        if Capability.ORDER_STREAM in can:
            player.watch_orders()
        async with asyncio.TaskGroup() as tasks:
            if Capability.ORDERS in can:
                tasks.create_task(_trading(player, every_s, until_s))
            if market and Capability.BOOK in can:
                player.watch_book(SYMBOL)
                await player.sample_books(SYMBOL, every_s=read_every_s, until_s=until_s)
            await player.until(until_s)

    return workload


async def _trading(player: Player, every_s: float, until_s: float) -> None:
    number = 0
    async with asyncio.TaskGroup() as lives:
        while (number + 2) * every_s < until_s:
            number += 1
            await player.until(number * every_s)
            side = Side.BUY if number % 2 else Side.SELL
            lives.create_task(_life(player, f"order{number}", side, number % 3, every_s))


async def _life(player: Player, name: str, side: Side, end: int, every_s: float) -> None:
    await player.submit(order(player, name, side, away=AWAY))
    await player.wait(every_s / 4)
    if end == 1:
        fill(player, name)
        return
    if end == 2:
        fill(player, name, FIFTH)
        await player.wait(every_s / 4)
    await player.cancel(SYMBOL, name)
