"""Users who hold contracts: they open, are filled while they hear nothing, close, and pay funding."""

from dataclasses import replace

from fakes.instruments import Side
from scenarios.player import Player, Workload
from scenarios.workloads.orders import QUANTITY, SYMBOL, fill, order
from subjects.seen import Intent


def hold(*, more_s: float, close_s: float, fund_s: float, until_s: float) -> Workload:
    """Long by two orders, the second filled at `more_s`; half is sold at `close_s`, funding paid at `fund_s`.

    Positions and balances are read after each of these.
    """

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "first"))
        await player.submit(order(player, "second"))
        await player.until(8.0)
        fill(player, "first")
        await _read(player, 11.0)
        await player.until(more_s)
        fill(player, "second")
        await _read(player, close_s - 5.0)
        await player.until(close_s)
        await player.submit(_sale("half"))
        await _read(player, close_s + 3.0)
        await player.until(fund_s)
        player.venue.exchange.contracts.fund(SYMBOL)
        await _read(player, fund_s + 3.0)
        await player.until(until_s)

    return workload


async def _read(player: Player, at_s: float) -> None:
    await player.until(at_s)
    for _ in range(3):
        await player.positions()
        await player.balances()
        await player.wait(0.5)


def reduce_by_too_much(*, at_s: float, until_s: float) -> Workload:
    """A position is opened, and twice as much is sold by an order that may only reduce."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "opened"))
        await player.until(8.0)
        fill(player, "opened")
        await player.until(at_s)
        await player.submit(replace(_sale("closing"), quantity=QUANTITY * 2, reduce_only=True))
        await player.until(until_s)

    return workload


def fill_now_and_then(*, every_s: float, until_s: float) -> Workload:
    """One order, filled in small parts over hours."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "slowly"))
        at_s = every_s
        while at_s < until_s:
            await player.until(at_s)
            fill(player, "slowly", QUANTITY / 20)
            at_s += every_s
        await player.until(until_s)

    return workload


def be_guarded(*, within_s: float, until_s: float) -> Workload:
    """An order rests far away, under a dead man's switch."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.guard(SYMBOL, within_s)
        await player.submit(order(player, "guarded"))
        await player.until(until_s)

    return workload


def _sale(name: str) -> Intent:
    """At the market."""
    return Intent(symbol=SYMBOL, side=Side.SELL.value, quantity=QUANTITY, client_order_id=name)
