"""Users who watch a market: its book, as a strategy reads it, and its trades."""

import asyncio
import contextlib

from fakes.instruments import Side
from fakes.ledger import Subscribed
from scenarios.player import Player, Workload
from subjects.base import Seen
from subjects.seen import TradeSeen

SYMBOL = "BTCUSDT"


def watch_book(*, until_s: float, from_s: float = 0.0, every_s: float = 1.0) -> Workload:
    """From `from_s` on watch the book, and read it as a strategy would, every `every_s`."""

    async def workload(player: Player) -> None:
        await player.until(from_s)
        player.watch_book(SYMBOL)
        await player.sample_books(SYMBOL, every_s=every_s, until_s=until_s)

    return workload


def watch_book_swept(*, at_s: float, levels: int, until_s: float) -> Workload:
    """Watch the book, whose best `levels` on both sides are taken at `at_s` and come back slowly."""

    async def workload(player: Player) -> None:
        player.watch_book(SYMBOL)
        await player.sample_books(SYMBOL, every_s=1.0, until_s=at_s)
        sweep(player, levels)
        await player.sample_books(SYMBOL, every_s=1.0, until_s=until_s)

    return workload


def sweep(player: Player, levels: int) -> None:
    """Somebody takes the best `levels` of each side."""
    depth = player.venue.exchange.depth(SYMBOL, levels)
    for side, taken in ((Side.BUY, depth.asks), (Side.SELL, depth.bids)):
        player.venue.counterparty.take(SYMBOL, side, sum(lots for _, lots in taken))


def watch_trades(*, until_s: float) -> Workload:
    async def workload(player: Player) -> None:
        player.watch_trades(SYMBOL)
        await player.until(until_s)

    return workload


def watch_trades_slowly(*, burst_at_s: float, trades: int, per_trade_s: float, until_s: float) -> Workload:
    """`trades` within a second, told to a user who takes `per_trade_s` over each."""

    async def workload(player: Player) -> None:
        async def work(_: Seen) -> None:
            await asyncio.sleep(per_trade_s)

        player.watch_trades(SYMBOL, work)
        await player.until(burst_at_s)
        for number in range(trades):
            _trade(player, number)
            if number % 20 == 19:
                await player.wait(20 / trades)
        await player.until(until_s)
        # One more: whoever judges by numbers learns of a hole from the trade behind it.
        _trade(player, 0)
        await player.wait(60.0)

    return workload


def surge(*, trades_per_s: int, lasts_s: float, pause_s: float, patience_s: float) -> Workload:
    """A surge of trades; in the first half of it the user's code pauses once for `pause_s`.

    On a machine that is too slow for the surge the pause lasts as many trades as it should have, so that
    the same number is waiting for the user. Ends when the last trade was told, at the latest `patience_s`
    after the surge.
    """
    total = int(trades_per_s * lasts_s)

    async def workload(player: Player) -> None:
        told, made, last_id = 0, 0, 0
        last = asyncio.Event()

        async def pause() -> None:
            back_at = min(total, made + int(trades_per_s * pause_s))
            await player.wait(pause_s)
            while made < back_at:
                await player.wait(0.05)

        async def user(seen: Seen) -> None:
            nonlocal told
            told += 1
            if told == total // 4:
                await pause()
            if isinstance(seen, TradeSeen) and seen.trade_id == last_id:
                last.set()

        player.watch_trades(SYMBOL, user)
        await _subscribed(player)
        begun_s = player.now_s
        player.note("surge began", begun_s)
        for number in range(total):
            if number == total - 1:
                last_id = player.venue.exchange.trades(SYMBOL)[-1].trade_id + 1
            _trade(player, number)
            made += 1
            if number % 20 == 19:
                await player.until(begun_s + (number + 1) / trades_per_s)
        player.note("surge ended", player.now_s)
        with contextlib.suppress(TimeoutError):
            # Whoever lost the last one will never tell it; the check says what else is missing.
            async with asyncio.timeout(patience_s):
                await last.wait()

    return workload


async def _subscribed(player: Player) -> None:
    """Wait, at most ten seconds, until the venue has somebody to tell of its trades."""
    until_s = player.now_s + 10.0
    while player.now_s < until_s and not any(True for _ in player.venue.ledger.of(Subscribed)):
        await player.wait(0.05)


def _trade(player: Player, number: int) -> None:
    side = Side.BUY if number % 2 else Side.SELL
    player.venue.counterparty.take(SYMBOL, side, 1 + number % 7)
