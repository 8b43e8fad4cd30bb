"""Users whose account moves: by their own orders, by what somebody else does with it, and by the venue."""

import asyncio
from dataclasses import replace
from decimal import Decimal

from fakes.instruments import Side
from fakes.ledger import Ledger
from fakes.matching import NewOrder, OrderKind
from scenarios.checks.order_truth import ACCOUNT
from scenarios.player import Player, Workload
from scenarios.workloads.orders import FIFTH, QUANTITY, SYMBOL, fill, order
from subjects.base import Seen

BY_HAND = "web6c0f3e"
"""What its owner does on the venue's own pages bears such names."""
PART = QUANTITY / 10


def fill_late(*, place_s: float, fill_s: float, until_s: float) -> Workload:
    """An order is filled early, another one only at `fill_s`; the user only watches.

    Each is filled at once as a whole. The first shows that the stream works.
    """

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "early", Side.SELL))
        await player.until(8.0)
        fill(player, "early")
        await player.until(place_s)
        await player.submit(order(player, "late"))
        await player.until(fill_s)
        fill(player, "late")
        await player.until(until_s)

    return workload


def fill_among_others(*, fill_s: float, every_s: float, until_s: float) -> Workload:
    """An order is filled at `fill_s`, while small parts of another are filled all the time."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "amongothers"))
        await player.submit(replace(order(player, "steady", Side.SELL), quantity=QUANTITY * 10))
        # By the clock, so that a fault meets the fill however long a connector took to place the orders.
        due, at_s = False, 5.0
        while (at_s := at_s + every_s) < until_s:
            await player.until(at_s)
            if not due and at_s >= fill_s:
                due = True
                fill(player, "amongothers")
            else:
                fill(player, "steady", PART)
        await player.until(until_s)

    return workload


def fill_quickly(*, from_s: float, read_s: float, until_s: float) -> Workload:
    """An order is filled in five quick parts; the balances are read a while later, three times."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "inparts"))
        for number in range(5):
            await player.until(from_s + 0.3 * number)
            fill(player, "inparts", FIFTH)
        await player.until(read_s)
        while player.now_s < until_s:
            await player.balances()
            await player.wait(2.0)

    return workload


def move_money(*, at_s: float, until_s: float) -> Workload:
    """After some trading, USDT is deposited and BTC withdrawn; the balances are read before and after."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "bought"))
        await player.until(10.0)
        fill(player, "bought")
        await player.until(15.0)
        await player.balances()
        await player.until(at_s)
        exchange = player.venue.exchange
        exchange.deposit(ACCOUNT, "USDT", _atoms(player.venue.ledger, "USDT", Decimal(2_500)))
        exchange.deposit(ACCOUNT, "BTC", -_atoms(player.venue.ledger, "BTC", Decimal("0.25")))
        await player.until(until_s)
        for _ in range(3):
            await player.balances()
            await player.wait(2.0)

    return workload


def trade_beside_another(*, stranger_s: float, fill_s: float, until_s: float) -> Workload:
    """Somebody else's order on the account is placed by hand, trades and is cancelled; then ours trades."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "ours"))
        await player.until(stranger_s)
        _place_by_hand(player)
        await player.wait(1.0)
        fill(player, BY_HAND, QUANTITY / 2)
        await player.wait(1.0)
        _cancel_by_hand(player, BY_HAND)
        await player.until(fill_s)
        fill(player, "ours")
        await player.until(until_s)

    return workload


def end_by_venue(*, at_s: float, until_s: float) -> Workload:
    """The venue lets an order expire. The user only watches."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "expires"))
        await player.until(at_s)
        known = player.venue.exchange.order_of(ACCOUNT, SYMBOL, "expires")
        if known is not None:
            player.venue.exchange.expire(SYMBOL, known.order_id)
        await player.until(until_s)

    return workload


def cancel_by_hand(*, at_s: float, until_s: float) -> Workload:
    """The owner of the account cancels an order on the venue's own pages. The user only watches."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "cancelledbyhand"))
        await player.until(at_s)
        _cancel_by_hand(player, "cancelledbyhand")
        await player.until(until_s)

    return workload


def fill_in_a_burst(*, parts: int, at_s: float, news_takes_s: float, until_s: float) -> Workload:
    """An order is filled in so many parts at one moment; the user takes so long for each news."""

    async def take_long(_seen: Seen) -> None:
        await asyncio.sleep(news_takes_s)

    async def workload(player: Player) -> None:
        player.watch_orders(take_long)
        await player.until(5.0)
        instrument = player.venue.ledger.instruments[SYMBOL]
        part = max(instrument.step_size * 2, instrument.quantity(instrument.min_lots), QUANTITY / parts)
        await player.submit(replace(order(player, "inparts"), quantity=part * parts))
        await player.until(at_s)
        for _ in range(parts):
            fill(player, "inparts", part)
        await player.until(until_s)

    return workload


def ask_while_it_fills(*, at_s: float, until_s: float) -> Workload:
    """The user asks for an order, and for the list of open ones; a second later the order is filled."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "order1"))
        await player.until(at_s)
        asked = (
            asyncio.create_task(player.order(SYMBOL, "order1"), name="ask for the order"),
            asyncio.create_task(player.open_orders(SYMBOL), name="ask for open orders"),
        )
        await player.wait(1.0)
        fill(player, "order1")
        await asyncio.gather(*asked)
        await player.until(until_s)

    return workload


def ask_in_vain(*, at_s: float, until_s: float) -> Workload:
    """The user asks for an order, for the open ones and for the balances, all at once, and waits."""

    async def workload(player: Player) -> None:
        await player.until(5.0)
        await player.submit(order(player, "order1"))
        await player.until(at_s)
        questions = (player.order(SYMBOL, "order1"), player.open_orders(SYMBOL), player.balances())
        await asyncio.gather(*questions)
        await player.until(until_s)

    return workload


def watch_health_of_orders(*, until_s: float) -> Workload:
    """Watch one's orders, and look at health every five seconds."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        await player.submit(order(player, "order1"))
        await player.sample_health(every_s=5.0, until_s=until_s)

    return workload


def _place_by_hand(player: Player) -> None:
    intent = order(player, BY_HAND, Side.SELL)
    assert intent.price is not None  # a limit order
    instrument = player.venue.ledger.instruments[SYMBOL]
    player.venue.exchange.place(
        SYMBOL,
        NewOrder(
            account=ACCOUNT,
            client_order_id=BY_HAND,
            side=Side.SELL,
            kind=OrderKind.LIMIT,
            ticks=instrument.ticks(intent.price),
            lots=instrument.lots(intent.quantity),
        ),
    )


def _cancel_by_hand(player: Player, name: str) -> None:
    known = player.venue.exchange.order_of(ACCOUNT, SYMBOL, name)
    if known is not None:
        player.venue.exchange.cancel(SYMBOL, known.order_id, client_order_id=f"{BY_HAND}x")


def _atoms(ledger: Ledger, asset: str, amount: Decimal) -> int:
    for instrument in ledger.instruments.values():
        for name, precision in (
            (instrument.base, instrument.base_precision),
            (instrument.quote, instrument.quote_precision),
        ):
            if name == asset:
                return int(amount.scaleb(precision))
    raise KeyError(asset)
