"""A user who uses all that a connector can do, whatever comes of it."""

from scenarios.player import Player, Workload
from scenarios.workloads.orders import SYMBOL, order
from subjects.base import Capability


def use_everything(*, from_s: float, to_s: float, every_s: float = 10.0, after_s: float) -> Workload:
    """Watch all that can be watched; from `from_s` to `to_s` place, ask, list and cancel again and again,
    then wait, and do it all once more at `after_s`."""

    async def workload(player: Player) -> None:
        can = player.subject.capabilities
        if Capability.BOOK in can:
            player.watch_book(SYMBOL)
        if Capability.TRADES in can:
            player.watch_trades(SYMBOL)
        if Capability.ORDER_STREAM in can:
            player.watch_orders()
        turn, due_s = 0, from_s
        while due_s < to_s:
            await player.until(due_s)
            turn += 1
            await _round(player, f"order{turn}", can)
            due_s = max(due_s + every_s, player.now_s)
        await player.until(after_s)
        await _round(player, "last", can)
        await player.wait(2.0)

    return workload


async def _round(player: Player, name: str, can: Capability) -> None:
    if Capability.ORDERS in can:
        await player.submit(order(player, name))
        await player.order(SYMBOL, name)
        await player.open_orders(SYMBOL)
        await player.cancel(SYMBOL, name)
    if Capability.BALANCES in can:
        await player.balances()
    if Capability.INSTRUMENTS in can:
        await player.instruments()
    if Capability.HEALTH in can:
        await player.sample_health(every_s=1.0, until_s=player.now_s + 0.5)
