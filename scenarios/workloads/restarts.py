"""Users whose program ends and is started again, on an account that others use too."""

from dataclasses import replace

from fakes.instruments import Side
from fakes.matching import NewOrder, OrderKind
from scenarios.player import Player, Workload
from scenarios.workloads.order_lifecycle import ACCOUNT, OTHER, fill_on, order_on, part_the_numbers
from scenarios.workloads.orders import FIFTH, QUANTITY, SYMBOL, fill, order


def place_elsewhere(player: Player, symbol: str, name: str, side: Side) -> None:
    """The account's owner, or another program of his, places a resting order."""
    depth = player.venue.exchange.depth(symbol, 31)
    ticks, _ = (depth.bids if side is Side.BUY else depth.asks)[-1]
    lots = player.venue.ledger.instruments[symbol].lots(QUANTITY)
    new = NewOrder(
        account=ACCOUNT, client_order_id=name, side=side, kind=OrderKind.LIMIT, ticks=ticks, lots=lots
    )
    player.venue.exchange.place(symbol, new)


async def restart_with_open_orders(player: Player) -> None:
    """Of four orders left open one is filled while nobody is there, one is cancelled and one filled later."""
    player.watch_orders()
    await player.until(5.0)
    await player.submit(order(player, "meanwhile"))
    await player.submit(order(player, "cancelled", Side.SELL))
    await player.submit(order(player, "afterwards", Side.SELL, away=10))
    await player.submit(order(player, "open"))
    await player.until(15.0)
    await player.shut_down()
    await player.until(20.0)
    fill(player, "meanwhile")
    await player.until(25.0)
    await player.start_again()
    player.watch_orders()
    await player.until(40.0)
    for name in ("meanwhile", "open"):
        await player.order(SYMBOL, name)
    await player.cancel(SYMBOL, "cancelled")
    await player.until(50.0)
    fill(player, "afterwards")
    await player.until(90.0)


async def trade_beside_others(player: Player) -> None:
    """Others' orders are open on two symbols while the program starts, trades, ends and starts again."""
    part_the_numbers(player)
    for symbol in (SYMBOL, OTHER):
        for side in Side:
            place_elsewhere(player, symbol, f"theirs-{symbol.lower()}-{side.lower()}", side)
    player.watch_orders()
    await player.until(5.0)
    await player.submit(order(player, "ours1"))
    await player.submit(order_on(player, OTHER, "ours2"))
    await player.until(15.0)
    await player.cancel(SYMBOL, "ours1")
    fill_on(player, OTHER, "ours2")
    await player.shut_down()
    await player.start_again()
    player.watch_orders()
    await player.until(40.0)
    await player.submit(order(player, "ours3", Side.SELL))
    await player.until(50.0)
    await player.stop()
    await player.until(60.0)


async def leave_names_to_the_connector(player: Player) -> None:
    """A dozen orders without a client order id, then a new start and another dozen."""
    for life in (1, 2):
        await player.until(5.0 if life == 1 else 30.0)
        for number in range(12):
            intent = order(player, "", Side.BUY if number % 2 else Side.SELL)
            await player.submit(replace(intent, quantity=QUANTITY / 2))
        if life == 1:
            await player.until(20.0)
            await player.shut_down()
            await player.start_again()


def cancel_all_after_a_fill(*, fill_s: float, cancel_s: float, until_s: float) -> Workload:
    """Three orders rest on one symbol, one on another; one of the three is filled, then all are cancelled."""

    async def workload(player: Player) -> None:
        player.watch_orders()
        await player.until(5.0)
        for name in ("first", "second", "third"):
            await player.submit(order(player, name))
        await player.submit(order_on(player, OTHER, "other"))
        await player.until(fill_s)
        fill(player, "first")
        await player.until(cancel_s)
        await player.cancel_all(SYMBOL)
        await player.until(until_s)

    return workload


async def cancel_all_of_one_symbol(player: Player) -> None:
    """Six orders on one symbol, one of them filled in part, and two on another; cancel all of the first."""
    part_the_numbers(player)
    player.watch_orders()
    await player.until(5.0)
    names = [f"order{number}" for number in range(1, 7)]
    for number, name in enumerate(names):
        await player.submit(order(player, name, Side.SELL if number % 2 else Side.BUY, away=10 + number))
    for number in (1, 2):
        await player.submit(order_on(player, OTHER, f"other{number}"))
    fill(player, "order1", FIFTH)
    await player.until(20.0)
    await player.cancel_all(SYMBOL)
    await player.until(100.0)
    for name in names:
        await player.order(SYMBOL, name)
