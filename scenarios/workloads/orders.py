"""Users who trade. Prices are taken from the venue's book, so that an order rests or trades as meant."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from fakes.instruments import Side
from fakes.market.counterparty import NotTradable
from scenarios.player import Player, Workload
from subjects.seen import Intent

SYMBOL = "BTCUSDT"
QUANTITY = Decimal("0.01")
FIFTH = QUANTITY / 5
"""Some contracts trade in thousandths."""

MakeIntent = Callable[[Player, str], Intent]


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


def taking(player: Player, name: str, side: Side = Side.BUY) -> Intent:
    """A limit order priced through the other side of the book: it is filled at once."""
    return replace(order(player, name, side), price=resting_price(player, side.opposite))


def fill(player: Player, name: str, quantity: Decimal | None = None) -> None:
    """Somebody trades with that order of the subject: `quantity`, or all that is open of it.

    Nothing happens if it does not rest; the checks will find that nothing traded.
    """
    account = next(iter(player.venue.keys.values())).account
    lots = None if quantity is None else player.venue.ledger.instruments[SYMBOL].lots(quantity)
    try:
        player.venue.counterparty.fill(account, SYMBOL, name, lots)
    except NotTradable:
        player.note("not tradable", name)


def place_orders(*times_s: float, until_s: float, ask: bool = True, intent: MakeIntent = order) -> Workload:
    """Watch one's orders and place one at each time; at the end ask for each what has become of it."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        names = []
        for number, at_s in enumerate(times_s, 1):
            await player.until(at_s)
            names.append(f"order{number}")
            await player.submit(intent(player, names[-1]))
        await player.until(until_s)
        if ask:
            for name in names:
                await player.order(SYMBOL, name)

    return workload


def place_and_ask(*times_s: float, after_s: tuple[float, ...], until_s: float) -> Workload:
    """Place an order at each time and ask for it some seconds after each submit ended, and at the end."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        for number, at_s in enumerate(times_s, 1):
            name = f"order{number}"
            await player.until(at_s)
            await player.submit(order(player, name))
            ended_s = player.now_s
            for seconds in after_s:
                await player.until(ended_s + seconds)
                await player.order(SYMBOL, name)
        await player.until(until_s)
        for number in range(1, len(times_s) + 1):
            await player.order(SYMBOL, f"order{number}")

    return workload


def fill_orders(
    *, place_s: float, fills: Mapping[str, Sequence[tuple[float, str | None]]], until_s: float
) -> Workload:
    """Place the named orders; each is filled at its times: (at_s, quantity or None for all that is open).

    They rest on alternate sides of the book: on one side, filling the second would fill the first.
    The user only watches: nothing is asked that would bring up what the stream has missed.
    """

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(place_s)
        for name, side in zip(fills, (Side.BUY, Side.SELL), strict=True):
            await player.submit(order(player, name, side))
        moments = sorted((at_s, name, amount or "") for name, each in fills.items() for at_s, amount in each)
        for at_s, name, amount in moments:
            await player.until(at_s)
            fill(player, name, Decimal(amount) if amount else None)
        await player.until(until_s)

    return workload


def fill_before_the_answer(*times_s: float, by_s: float, until_s: float) -> Workload:
    """Place an order at each time; it is filled `by_s` later, whether or not the answer has come."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        for number, at_s in enumerate(times_s, 1):
            await player.until(at_s)
            name = f"order{number}"
            submitting = asyncio.create_task(player.submit(order(player, name)), name=f"submit {name}")
            await player.wait(by_s)
            fill(player, name)
            await submitting
        await player.until(until_s)

    return workload


def cancel_order(*, at_s: float, filled_s: float | None = None, until_s: float) -> Workload:
    """Place an order, cancel it at `at_s`, and at the end ask for it; `filled_s`: somebody trades with it."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "order1"))

        async def trade(filled_s: float) -> None:
            await player.until(filled_s)
            fill(player, "order1")

        trading = None if filled_s is None else asyncio.create_task(trade(filled_s), name="trade")
        await player.until(at_s)
        await player.cancel(SYMBOL, "order1")
        if trading is not None:
            await trading
        await player.until(until_s)
        await player.order(SYMBOL, "order1")

    return workload


def fill_and_cancel(*, until_s: float) -> Workload:
    """One order is filled in five parts, another is filled in part and then cancelled."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(20.0)
        await player.submit(order(player, "filled"))
        for at_s in (21.0, 21.3, 21.6, 21.9, 22.2):
            await player.until(at_s)
            fill(player, "filled", FIFTH)
        await player.until(40.0)
        await player.submit(order(player, "cancelled"))
        await player.until(41.0)
        fill(player, "cancelled", FIFTH)
        await player.until(41.5)
        await player.cancel(SYMBOL, "cancelled")
        await player.until(until_s)

    return workload


def stop_while_trading(*, stop_s: float) -> Workload:
    """Place an order, then stop while another is under way, and go on as if nothing had happened."""

    async def workload(player: Player) -> None:
        await player.until(stop_s - 10.0)
        await player.submit(order(player, "before"))
        await player.until(stop_s)
        submitting = asyncio.create_task(player.submit(order(player, "meanwhile")), name="submit meanwhile")
        await player.stop()
        await submitting
        for number in range(1, 4):
            await player.submit(order(player, f"after{number}"))
            await player.wait(1.5)

    return workload


def trade_and_read_balances(*, outage_s: float, until_s: float) -> Workload:
    """Buy, sell, leave orders open, read the balances; one is filled during the outage; read again."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(taking(player, "bought"))
        await player.submit(taking(player, "sold", Side.SELL))
        await player.submit(order(player, "open"))
        await player.submit(order(player, "filled"))
        await player.until(15.0)
        await player.balances()
        await player.until(outage_s)
        fill(player, "filled")
        await player.until(until_s)
        for _ in range(3):
            await player.balances()
            await player.wait(2.0)

    return workload


async def place_off_the_grid(player: Player) -> None:
    """One order on the grid, then prices between ticks and quantities between lots."""
    await player.until(5.0)
    good = order(player, "onthegrid")
    assert good.price is not None  # a limit order
    instrument = player.venue.ledger.instruments[SYMBOL]
    for intent in (
        good,
        replace(good, client_order_id="betweenticks", price=good.price + instrument.tick_size / 4),
        replace(good, client_order_id="nearlyatick", price=good.price - instrument.tick_size / 1000),
        replace(good, client_order_id="betweenlots", quantity=QUANTITY + instrument.step_size / 2),
        replace(good, client_order_id="nearlyalot", quantity=QUANTITY - instrument.step_size / 1000),
    ):
        await player.submit(intent)
        await player.wait(1.0)


async def use_ids_twice(player: Player) -> None:
    """Under an id whose order is open, one whose order is filled, and one whose order is cancelled."""
    player.watch_orders()
    await player.until(5.0)
    await player.submit(order(player, "open"))
    await player.submit(taking(player, "filled"))
    await player.submit(order(player, "cancelled"))
    await player.cancel(SYMBOL, "cancelled")
    await player.until(20.0)
    await player.submit(order(player, "open"))
    await player.submit(taking(player, "filled"))
    await player.submit(order(player, "cancelled"))
    await player.wait(5.0)


def take_more_than_there_is(*, at_market: bool) -> Workload:
    """Orders on both sides for more than the best level holds (IOC), or than the whole book does."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        for intent in [_more_than_there_is(player, side, at_market) for side in (Side.BUY, Side.SELL)]:
            await player.submit(intent)
        await player.until(30.0)
        for side in (Side.BUY, Side.SELL):
            await player.order(SYMBOL, f"more{side.value.lower()}")

    return workload


def take_levels(*times_s: float, levels: int, until_s: float) -> Workload:
    """On alternate sides of the book, an order takes the best `levels` at once; the user only watches."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        instrument = player.venue.ledger.instruments[SYMBOL]
        for number, at_s in enumerate(times_s):
            await player.until(at_s)
            side = (Side.BUY, Side.SELL)[number % 2]
            depth = player.venue.exchange.depth(SYMBOL, levels)
            swept = depth.asks if side is Side.BUY else depth.bids
            intent = replace(
                order(player, f"sweep{number}", side),
                price=instrument.price(swept[-1][0]),
                quantity=instrument.quantity(sum(lots for _, lots in swept)),
            )
            await player.submit(intent)
        await player.until(until_s)

    return workload


def _more_than_there_is(player: Player, side: Side, at_market: bool) -> Intent:
    instrument = player.venue.ledger.instruments[SYMBOL]
    depth = player.venue.exchange.depth(SYMBOL, None if at_market else 1)
    levels = depth.asks if side is Side.BUY else depth.bids
    return replace(
        order(player, f"more{side.value.lower()}", side),
        price=None if at_market else instrument.price(levels[0][0]),
        quantity=instrument.quantity(sum(lots for _, lots in levels)) + QUANTITY,
        time_in_force="GTC" if at_market else "IOC",
    )


async def try_to_take_without_taking(player: Player) -> None:
    """Orders that must not take are priced to take, on both sides, with time between them."""
    player.watch_orders()
    for number, side in enumerate((Side.BUY, Side.SELL, Side.BUY), 1):
        await player.until(number * 10.0)
        await player.submit(replace(taking(player, f"order{number}", side), post_only=True))
    await player.until(60.0)
    for number in range(1, 4):
        await player.order(SYMBOL, f"order{number}")
