"""What an order could take from the opposite side, asked before it takes anything."""

from collections.abc import Iterator

from fakes.instruments import BUY
from fakes.matching.book import BookSide
from fakes.matching.order import NewOrder, SelfTrade


def reachable(opposite: BookSide, new: NewOrder, wanted: int) -> Iterator[tuple[int, int]]:
    """(ticks, lots) within the order's price, best first, at most `wanted` lots in all.

    Passes over the account's own orders unless the order would trade with them.
    """
    passes_own = new.self_trade is not SelfTrade.NONE
    sign = 1 if new.side is BUY else -1
    for level in opposite.levels():
        if wanted <= 0 or (new.ticks is not None and (level.ticks - new.ticks) * sign > 0):
            return
        lots = level.lots
        if passes_own:
            lots -= sum(order.remaining for order in level.orders.values() if order.account == new.account)
        if lots:
            taken = min(lots, wanted)
            wanted -= taken
            yield level.ticks, taken


def lots_for_quote(opposite: BookSide, new: NewOrder, most_lots: int, tick_lot_atoms: tuple[int, int]) -> int:
    """How many whole lots the order's quote amount buys, or must sell to raise at most that much."""
    atoms, parts = tick_lot_atoms
    budget, lots = (new.quote_atoms or 0) * parts, 0
    for ticks, available in reachable(opposite, new, most_lots):
        affordable = budget // (ticks * atoms)
        taken = min(available, affordable)
        budget -= taken * ticks * atoms
        lots += taken
        if affordable <= available:
            break
    return lots
