"""Users of trades and instruments to whom odd things happen."""

from fakes.instruments import Side
from scenarios.checks.odd_trades import CONSUMER, VENUE_TIMES
from scenarios.player import Player, Workload
from scenarios.workloads.market import SYMBOL
from subjects.base import Seen, Tell
from subjects.seen import TradeSeen


def watch_trades_of(*symbols: str, until_s: float) -> Workload:
    """Watch the trades of these symbols, and note in the end when those of the first one happened."""

    async def workload(player: Player) -> None:
        for symbol in symbols:
            player.watch_trades(symbol)
        await player.until(until_s)
        trades = player.venue.exchange.trades(symbols[0])
        player.note(VENUE_TIMES, tuple((trade.trade_id, trade.at_ms) for trade in trades))

    return workload


def watch_trades_of_a_rush(*, at_s: float, trades: int, until_s: float) -> Workload:
    """So many trades happen in one instant, `at_s`; before and after there is one each second."""

    async def workload(player: Player) -> None:
        player.watch_trades(SYMBOL)
        rushed = False
        while player.now_s < until_s:
            if player.now_s >= at_s and not rushed:
                rushed = True
                for _ in range(trades):
                    player.venue.counterparty.take(SYMBOL, Side.BUY, 1)
            player.venue.counterparty.take(SYMBOL, Side.SELL, 1)
            await player.wait(1.0)
        # Nobody can miss what comes after the last trade.
        await player.wait(5.0)

    return workload


def watch_trades_beside_another(*, leaves_s: float, until_s: float) -> Workload:
    """Two consumers of the same trades; the second one leaves, and the first one stays."""

    async def workload(player: Player) -> None:
        first: list[int] = []
        second: list[int] = []
        player.watch_trades(SYMBOL, _counting(first))
        leaving = player.watch_trades(SYMBOL, _counting(second))
        await player.until(leaves_s)
        leaving.cancel()
        await player.until(until_s)
        player.note(f"{CONSUMER} stays", tuple(first))
        player.note(f"{CONSUMER} leaves", tuple(second))

    return workload


def leave_and_return(*times_s: float, until_s: float) -> Workload:
    """Watch the trades; at each time stop watching, and watch again at once."""

    async def workload(player: Player) -> None:
        watch = player.watch_trades(SYMBOL)
        for at_s in times_s:
            await player.until(at_s)
            watch.cancel()
            await player.wait(0.01)
            watch = player.watch_trades(SYMBOL)
        await player.until(until_s)

    return workload


def _counting(told: list[int]) -> Tell:
    async def user(seen: Seen) -> None:
        if isinstance(seen, TradeSeen):
            told.append(seen.trade_id)

    return user


def look_at_instruments(*times_s: float) -> Workload:
    """Ask which instruments there are at each time."""

    async def workload(player: Player) -> None:
        for at_s in times_s:
            await player.until(at_s)
            await player.instruments()

    return workload


def trade_the_newcomer(symbol: str, *, asks_s: float, until_s: float) -> Workload:
    """Ask for the instruments at `asks_s`; then watch the trades of `symbol`, of which there are some."""

    async def workload(player: Player) -> None:
        await player.until(asks_s)
        await player.instruments()
        player.watch_trades(symbol)
        await player.wait(5.0)
        while player.now_s < until_s:
            player.venue.counterparty.quote(symbol, Side.SELL, 10_000, 10)
            player.venue.counterparty.take(symbol, Side.BUY, 10)
            await player.wait(2.0)

    return workload
