"""Users in a hurry, for plays over loopback."""

import asyncio

from fakes.instruments import Side
from scenarios.player import Player, Workload
from scenarios.workloads.orders import QUANTITY, SYMBOL, order
from subjects.seen import Intent

SYMBOLS = (SYMBOL, "ETHUSDT")


def submit_in_rounds(*, rounds: int, at_once: int, until_s: float) -> Workload:
    """`rounds` times submit `at_once` resting orders together; no new round after `until_s`.

    On two markets by turns: venues that count orders by market take half of them on each.
    """

    async def workload(player: Player) -> None:
        await player.submit(order(player, "warmup"))
        for number in range(rounds):
            if player.now_s >= until_s:
                return
            await asyncio.gather(
                *(
                    player.submit(
                        resting_on(player, SYMBOLS[number % 2], f"order{number}x{place}", away=20 + place)
                    )
                    for place in range(at_once)
                )
            )

    return workload


def resting_on(player: Player, symbol: str, name: str, *, away: int) -> Intent:
    """A buy so many levels behind the venue's best on that market."""
    ticks, _ = player.venue.exchange.depth(symbol, away + 1).bids[-1]
    return Intent(
        symbol=symbol,
        side=Side.BUY.value,
        quantity=QUANTITY,
        price=player.venue.ledger.instruments[symbol].price(ticks),
        client_order_id=name,
    )
