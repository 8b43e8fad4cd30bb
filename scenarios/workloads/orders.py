"""Users who trade. Prices are taken from the venue's book, so that an order rests or trades as meant."""

from decimal import Decimal

from fakes.instruments import Side
from scenarios.player import Player, Workload
from subjects.seen import Intent

SYMBOL = "BTCUSDT"
QUANTITY = Decimal("0.01")


def resting_price(player: Player, side: Side = Side.BUY, *, away: int = 20) -> Decimal:
    """A price `away` levels behind the venue's best on that side: the order will rest."""
    depth = player.venue.exchange.depth(SYMBOL, away + 1)
    levels = depth.bids if side is Side.BUY else depth.asks
    return player.venue.ledger.instruments[SYMBOL].price(levels[-1][0])


def order(player: Player, name: str, side: Side = Side.BUY, *, away: int = 20) -> Intent:
    """A limit order that rests, with a client order id that tells what it is for."""
    return Intent(
        symbol=SYMBOL,
        side=side.value,
        quantity=QUANTITY,
        price=resting_price(player, side, away=away),
        client_order_id=name,
    )


def place_orders(*times_s: float, until_s: float, ask: bool = True) -> Workload:
    """Watch one's orders and place one at each time; at the end ask for each what has become of it."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        names = []
        for number, at_s in enumerate(times_s, 1):
            await player.until(at_s)
            names.append(f"order-{number}")
            await player.submit(order(player, names[-1]))
        await player.until(until_s)
        if ask:
            for name in names:
                await player.order(SYMBOL, name)

    return workload
