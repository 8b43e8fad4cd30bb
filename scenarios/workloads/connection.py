"""Users who only listen, for as long as it takes a connection to die and to come back."""

import asyncio

from scenarios.checks.connection import PAUSED
from scenarios.player import Player, Workload
from subjects.base import Seen

SAMPLE_EVERY_S = 1.0


def keep_books(*symbols: str, until_s: float, one_every_s: float = 0.0) -> Workload:
    """Watch these books and read each once a second, as a strategy would.

    `one_every_s`: the next symbol is asked for only so much later, on a connection that already works.
    """

    async def workload(player: Player) -> None:
        for number, symbol in enumerate(symbols):
            await player.until(number * one_every_s)
            player.watch_book(symbol)
        await player.sample_books(*symbols, every_s=SAMPLE_EVERY_S, until_s=until_s)

    return workload


def keep_trades(symbol: str, *, until_s: float) -> Workload:
    """Follow the trades of one symbol."""

    async def workload(player: Player) -> None:
        player.watch_trades(symbol)
        await player.until(until_s)

    return workload


def keep_orders(*, until_s: float) -> Workload:
    """Follow one's own orders without having any: the stream has nothing to say."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(until_s)

    return workload


def pause_over_a_trade(symbol: str, *, from_s: float, pause_s: float, until_s: float) -> Workload:
    """Follow the trades of one symbol; take `pause_s` over the first one from `from_s` on."""

    async def workload(player: Player) -> None:
        paused = False

        async def user(seen: Seen) -> None:
            nonlocal paused
            if not paused and player.now_s >= from_s:
                paused = True
                started_s = player.now_s
                await asyncio.sleep(pause_s)
                player.note(PAUSED, (started_s, player.now_s))

        player.watch_trades(symbol, user)
        await player.until(until_s)

    return workload
