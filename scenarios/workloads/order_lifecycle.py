"""Users with many orders: placed at once, on several symbols, ended by others, listed and cancelled."""

import asyncio
from dataclasses import replace
from decimal import Decimal

from fakes.instruments import Side
from fakes.market.counterparty import NotTradable
from scenarios.player import Player, Workload
from scenarios.workloads.orders import FIFTH, QUANTITY, SYMBOL, fill, order, taking
from subjects.seen import Intent

OTHER = "ETHUSDT"
"""A second symbol."""
ACCOUNT = "subject"


def order_on(player: Player, symbol: str, name: str, side: Side = Side.BUY, *, away: int = 20) -> Intent:
    """A limit order that rests `away` levels behind the best of that symbol."""
    depth = player.venue.exchange.depth(symbol, away + 1)
    ticks, _ = (depth.bids if side is Side.BUY else depth.asks)[-1]
    return Intent(
        symbol=symbol,
        side=side.value,
        quantity=QUANTITY,
        price=player.venue.ledger.instruments[symbol].price(ticks),
        client_order_id=name,
    )


def fill_on(player: Player, symbol: str, name: str, quantity: Decimal | None = None) -> None:
    """Somebody trades with that order of the subject; nothing happens if it does not rest."""
    lots = None if quantity is None else player.venue.ledger.instruments[symbol].lots(quantity)
    try:
        player.venue.counterparty.fill(ACCOUNT, symbol, name, lots)
    except NotTradable:
        player.note("not tradable", name)


def cancel_elsewhere(player: Player, symbol: str, name: str) -> None:
    """The account's owner cancels that order by hand, on the venue's own pages."""
    found = player.venue.exchange.order_of(ACCOUNT, symbol, name)
    if found is None or not found.is_open:
        player.note("not open", name)
        return
    player.venue.exchange.cancel(symbol, found.order_id, client_order_id=f"web{name}")


def part_the_numbers(player: Player) -> None:
    """Use up order numbers of the other symbol, so that the two do not give out the same ones."""
    for _ in range(10):
        player.venue.counterparty.take(OTHER, Side.BUY, 1)


def place_at_once(*names: str, at_s: float, until_s: float) -> Workload:
    """Submit all of these in one instant: "poor" costs more than there is, "crossing" is post-only and
    would take, "taking" is filled at once, all others rest. Ask for each in the end."""

    def intent(player: Player, name: str) -> Intent:
        if name == "poor":
            return replace(order(player, name), quantity=Decimal(50))
        if name == "crossing":
            return replace(taking(player, name), post_only=True)
        return taking(player, name) if name == "taking" else order(player, name)

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(at_s)
        await asyncio.gather(*(player.submit(intent(player, name)) for name in names))
        await player.until(until_s)
        for name in names:
            await player.order(SYMBOL, name)

    return workload


async def use_equal_names_on_two_symbols(player: Player) -> None:
    """Orders of the same names, and at this venue of the same numbers, on two symbols."""
    player.watch_orders()
    await player.until(5.0)
    for name in ("filledandopen", "cancelledinpart"):
        for symbol in (SYMBOL, OTHER):
            await player.submit(order_on(player, symbol, name))
    await player.until(15.0)
    fill_on(player, SYMBOL, "filledandopen")
    await player.until(20.0)
    fill_on(player, OTHER, "cancelledinpart", FIFTH)
    await player.until(25.0)
    await player.cancel(SYMBOL, "cancelledinpart")
    await player.until(60.0)


async def list_one_symbol_of_two(player: Player) -> None:
    """Orders on two symbols; the open ones of each are listed by themselves, more than once."""
    player.watch_orders()
    await player.until(5.0)
    part_the_numbers(player)
    for symbol in (SYMBOL, OTHER):
        for number in (1, 2):
            await player.submit(order_on(player, symbol, f"{symbol.lower()}{number}"))
    await player.until(15.0)
    for symbol in (OTHER, SYMBOL, OTHER):
        await player.open_orders(symbol)
        await player.wait(5.0)
    await player.until(60.0)
    for symbol in (SYMBOL, OTHER):
        for number in (1, 2):
            await player.order(symbol, f"{symbol.lower()}{number}")


def cancel_what_is_filling(*, until_s: float) -> Workload:
    """One order is filled in the usual way; two are filled in part and cancelled at once after it."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "usual"))
        await player.wait(1.0)
        fill(player, "usual")
        for number, side in enumerate((Side.BUY, Side.SELL), 1):
            await player.until(20.0 * number)
            await player.submit(order(player, f"cancelled{number}", side))
            await player.wait(1.0)
            for _ in range(number):
                fill(player, f"cancelled{number}", FIFTH)
            await player.cancel(SYMBOL, f"cancelled{number}")
        await player.until(until_s)

    return workload


async def cancel_what_is_over(player: Player) -> None:
    """Cancel an order that was filled, one that its owner cancelled elsewhere, and one cancelled before."""
    player.watch_orders()
    await player.until(5.0)
    await player.submit(order(player, "filled"))
    await player.submit(order(player, "elsewhere", Side.SELL))
    await player.submit(order(player, "before"))
    await player.cancel(SYMBOL, "before")
    await player.until(20.0)
    fill(player, "filled")
    cancel_elsewhere(player, SYMBOL, "elsewhere")
    for name in ("filled", "elsewhere", "before"):
        await player.cancel(SYMBOL, name)
    await player.until(110.0)


async def trade_with_oneself(player: Player) -> None:
    """A sell order, then a buy order, stand in the way of an order of the same account."""
    player.watch_orders()
    await player.until(5.0)
    depth = player.venue.exchange.depth(SYMBOL, 1)
    price = player.venue.ledger.instruments[SYMBOL].price(depth.asks[0][0] - 1)  # nobody else is there
    for side in (Side.SELL, Side.BUY):
        resting = replace(order(player, f"intheway{side.lower()}", side), price=price)
        await player.submit(resting)
        await player.wait(1.0)
        meeting = replace(order(player, f"meeting{side.lower()}", side.opposite), price=price)
        await player.submit(meeting)
        await player.wait(1.0)
        await player.cancel(SYMBOL, meeting.client_order_id)
        await player.wait(5.0)
    await player.until(60.0)
    for side in (Side.SELL, Side.BUY):
        await player.order(SYMBOL, f"intheway{side.lower()}")


async def place_tiny_and_round_orders(player: Player) -> None:
    """Quantities far below one and powers of ten, as a strategy's arithmetic leaves them."""
    await player.until(5.0)
    for number, quantity in enumerate(("0.00000005", "5E-7", "1E+1", "1.00000010"), 1):
        await player.submit(replace(order(player, f"order{number}"), quantity=Decimal(quantity)))
        await player.wait(1.0)


def place_around_a_halt(*, from_s: float, to_s: float) -> Workload:
    """Orders before a halt of one symbol, during it (also on another symbol), and a minute after it."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "before"))
        await player.until(from_s + 5.0)
        await player.submit(order(player, "halted1"))
        await player.submit(order_on(player, OTHER, "elsewhere"))
        await player.until(to_s - 5.0)
        await player.submit(order(player, "halted2"))
        await player.until(to_s + 60.0)
        await player.submit(order(player, "after"))
        await player.wait(5.0)

    return workload


def place_around_a_change_of_rules(*, at_s: float) -> Workload:
    """An order by the rules that hold, then one that only the new ones allow, two minutes after they came."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(_on_the_grid(player, "before"))
        await player.until(at_s + 120.0)
        await player.submit(_on_the_grid(player, "after"))
        await player.wait(5.0)

    return workload


def _on_the_grid(player: Player, name: str) -> Intent:
    """One present price step beside a round price."""
    instrument = player.venue.ledger.instruments[SYMBOL]
    intent = order(player, name)
    assert intent.price is not None  # a limit order
    round_price = intent.price // 10 * 10
    return replace(intent, price=round_price + instrument.tick_size)


def stop_in_flight(*, at_s: float, until_s: float) -> Workload:
    """Place an order, and another whose answer stays out; stop one second later."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "before"))
        await player.until(at_s)
        submitting = asyncio.create_task(player.submit(order(player, "inflight")), name="submit in-flight")
        await player.wait(1.0)
        await player.stop()
        await submitting
        await player.until(until_s)

    return workload


def replace_order(*, at_s: float, filled: bool, until_s: float) -> Workload:
    """Move an order to another price at `at_s`; `filled`: somebody trades all of it just before."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "old"))
        await player.until(at_s)
        if filled:
            fill(player, "old")
        await player.replace(SYMBOL, "old", order(player, "new", away=10))
        await player.until(until_s)
        for name in ("old", "new"):
            await player.order(SYMBOL, name)

    return workload


async def trade_at_market(player: Player) -> None:
    """Market orders for amounts of the base asset, on both sides."""
    player.watch_orders()
    names = []
    amounts = (("BUY", "0.01"), ("SELL", "0.02"), ("BUY", "0.3"))
    for number, (side, quantity) in enumerate(amounts, 1):
        await player.until(5.0 * number)
        names.append(f"{side.lower()}{quantity.replace('.', 'p')}")
        intent = order(player, names[-1], Side(side))
        await player.submit(replace(intent, price=None, quantity=Decimal(quantity)))
    await player.until(40.0)
    for name in names:
        await player.order(SYMBOL, name)
