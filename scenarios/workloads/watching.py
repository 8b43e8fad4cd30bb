"""Users who watch the connector itself: its health, its metrics, its audit log."""

from scenarios.checks.observability import (
    AUDIT_AFTER,
    AUDIT_BEFORE,
    AUDIT_READ,
    AUDITED_WITHIN_S,
    COUNTS,
)
from scenarios.player import Player, Workload
from scenarios.workloads.orders import SYMBOL, order

EVERY_S = 5.0


def watch_health(*, until_s: float) -> Workload:
    """Watch a book, and look at health every five seconds."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        await player.sample_health(every_s=EVERY_S, until_s=until_s)

    return workload


def trade_and_count(*times_s: float, read_s: float) -> Workload:
    """Watch book and orders, place an order and cancel it at each time, then read the metrics."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        player.watch_orders()
        for number, at_s in enumerate(times_s, 1):
            await player.until(at_s)
            await player.submit(order(player, f"order{number}"))
            await player.cancel(SYMBOL, f"order{number}")
        await player.until(read_s)
        player.note(COUNTS, player.session.counts())

    return workload


def trade_through_revocation(*times_s: float, before_s: float, after_s: float) -> Workload:
    """Ask for an order at each time; read the audit log before, after each and in the end."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(order(player, "order1"))
        await player.until(before_s)
        player.note(AUDIT_BEFORE, tuple(player.session.audit()))
        for at_s in times_s:
            await player.until(at_s)
            await player.order(SYMBOL, "order1")
            await player.wait(AUDITED_WITHIN_S)
            player.note(AUDIT_READ, tuple(player.session.audit()))
        await player.until(after_s)
        player.note(AUDIT_AFTER, tuple(player.session.audit()))

    return workload
