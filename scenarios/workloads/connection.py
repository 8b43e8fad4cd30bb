"""Users who only listen, for as long as it takes a connection to die and to come back."""

from scenarios.player import Player, Workload

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
