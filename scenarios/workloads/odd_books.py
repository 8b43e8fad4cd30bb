"""Users who watch books to which odd things happen. Markets are silent: what moves is moved here."""

from fakes.instruments import Side
from fakes.market.crowd import MAKERS
from fakes.matching import Quote
from scenarios.player import Player, Workload
from scenarios.workloads.market import SYMBOL

SEEN = 1_000
"""The deepest book that most venues show."""
NUDGED = 20


def watch_the_price_walk(*, at_s: float, levels: int, until_s: float) -> Workload:
    """The asks have more than `levels` levels, and at `at_s` somebody buys so many of them at once.

    Before that the best are bought and offered again, so that as many fall out of the sight of who sees
    `SEEN` levels; there they are taken back.
    """

    async def workload(player: Player) -> None:
        exchange = player.venue.exchange
        known = exchange.depth(SYMBOL).asks
        behind = range(known[-1][0] + 1, known[-1][0] + levels - len(known) + 40)
        laid_out = exchange.lay_out(SYMBOL, [Quote(MAKERS[0], Side.SELL, ticks, 1) for ticks in behind])
        player.watch_book(SYMBOL)
        await sample_while_it_moves(player, at_s / 2)
        best = exchange.depth(SYMBOL, NUDGED).asks
        buy_levels(player, NUDGED)
        await sample_while_it_moves(player, at_s / 2 + 2.0)
        for ticks, lots in best:
            player.venue.counterparty.quote(SYMBOL, Side.SELL, ticks, lots)
        await sample_while_it_moves(player, at_s / 2 + 4.0)
        unseen = SEEN - len(known)
        for order in laid_out[unseen : unseen + NUDGED]:
            exchange.cancel(SYMBOL, order.order_id)
        await sample_while_it_moves(player, at_s)
        buy_levels(player, levels - NUDGED)
        await player.sample_books(SYMBOL, every_s=1.0, until_s=until_s)

    return workload


def watch_sides_run_empty(*, at_s: float, lasts_s: float, until_s: float) -> Workload:
    """At `at_s` all asks are bought, and `lasts_s` later offered again; then it is the turn of the bids."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        await sample_while_it_moves(player, at_s - 2.0)
        for number, side in enumerate((Side.SELL, Side.BUY)):
            await player.sample_books(SYMBOL, every_s=1.0, until_s=at_s + 2 * number * lasts_s)
            depth = player.venue.exchange.depth(SYMBOL)
            rows = depth.asks if side is Side.SELL else depth.bids
            player.venue.counterparty.take(SYMBOL, side.opposite, sum(lots for _, lots in rows))
            await player.sample_books(SYMBOL, every_s=1.0, until_s=at_s + (2 * number + 1) * lasts_s)
            for ticks, lots in rows:
                player.venue.counterparty.quote(SYMBOL, side, ticks, lots)
        await player.sample_books(SYMBOL, every_s=1.0, until_s=until_s)

    return workload


def watch_levels_flicker(*, from_s: float, to_s: float, until_s: float) -> Workload:
    """Each second a level comes and goes in the same instant: an update removes what nobody ever saw."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        await sample_while_it_moves(player, from_s)
        while player.now_s < to_s:
            best = player.venue.exchange.depth(SYMBOL, 1).bids[0][0]
            player.venue.counterparty.quote(SYMBOL, Side.BUY, best + 1, 1)
            player.venue.counterparty.take(SYMBOL, Side.SELL, 1)
            await player.sample_books(SYMBOL, every_s=0.5, until_s=player.now_s + 1.0)
        await player.sample_books(SYMBOL, every_s=0.5, until_s=until_s)

    return workload


def watch_in_a_market_that_never_rests(*, from_s: float, every_s: float, until_s: float) -> Workload:
    """The book, watched from `from_s` on, changes every `every_s` from the beginning to the end."""

    async def workload(player: Player) -> None:
        depth = player.venue.exchange.depth(SYMBOL)
        levels = [*((Side.BUY, t) for t, _ in depth.bids), *((Side.SELL, t) for t, _ in depth.asks)]
        number, sampled_s = 0, from_s
        while player.now_s < until_s:
            side, ticks = levels[number % len(levels)]
            player.venue.counterparty.quote(SYMBOL, side, ticks, 1)
            if number == int(from_s / every_s):
                player.watch_book(SYMBOL)
            if player.now_s >= sampled_s:
                await player.sample_books(SYMBOL, every_s=0.001, until_s=player.now_s + 0.001)
                sampled_s += 0.5
            number += 1
            await player.wait(every_s)

    return workload


def watch_the_price_pass(*, bought_s: float, levels: int, offered_s: float, until_s: float) -> Workload:
    """At `bought_s` the best asks are bought, and at `offered_s` somebody bids more than they had cost.

    In the last ten seconds something moves each second, so that there is something to see.
    """

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        await sample_while_it_moves(player, bought_s)
        gone = player.venue.exchange.depth(SYMBOL, levels).asks
        buy_levels(player, levels)
        await player.sample_books(SYMBOL, every_s=1.0, until_s=offered_s)
        player.venue.counterparty.quote(SYMBOL, Side.BUY, gone[-1][0], 5)
        await player.sample_books(SYMBOL, every_s=1.0, until_s=until_s - 10.0)
        await sample_while_it_moves(player, until_s)

    return workload


def watch_another_from(at_s: float, other: str, *, until_s: float) -> Workload:
    """Watch one book from the beginning, and from `at_s` on another one too."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        await player.sample_books(SYMBOL, every_s=1.0, until_s=at_s)
        player.watch_book(other)
        await player.sample_books(SYMBOL, other, every_s=1.0, until_s=until_s)

    return workload


def watch_a_market_fall_asleep(*, at_s: float, until_s: float) -> Workload:
    """After `at_s` nothing happens any more; the book is read every ten seconds."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        await sample_while_it_moves(player, at_s)
        await player.sample_books(SYMBOL, every_s=10.0, until_s=until_s)

    return workload


def watch_books(*symbols: str, every_s: float, until_s: float) -> Workload:
    async def workload(player: Player) -> None:
        for symbol in symbols:
            player.watch_book(symbol)
        await player.sample_books(*symbols, every_s=every_s, until_s=until_s)

    return workload


async def sample_while_it_moves(player: Player, until_s: float) -> None:
    """Read the book each second, with a lot added to the worst bid before: some wait for a first update."""
    while player.now_s < until_s:
        worst = player.venue.exchange.depth(SYMBOL).bids[-1][0]
        player.venue.counterparty.quote(SYMBOL, Side.BUY, worst, 1)
        await player.sample_books(SYMBOL, every_s=1.0, until_s=min(until_s, player.now_s + 1.0))


def buy_levels(player: Player, levels: int) -> None:
    asks = player.venue.exchange.depth(SYMBOL, levels).asks
    player.venue.counterparty.take(SYMBOL, Side.BUY, sum(lots for _, lots in asks))
