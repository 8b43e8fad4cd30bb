"""The venue's own ids: orders O…, trades T…, amendments T…, ledger lines L…, with no order in them."""

from random import Random
from string import ascii_uppercase, digits
from typing import Final

from fakes.matching import Fill, Order

_LETTERS: Final = ascii_uppercase + digits
_GROUPS: Final = (5, 5, 6)


class Txids:
    """From seeded chance. What was named once keeps its name."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._orders: dict[tuple[str, int], str] = {}
        self._trades: dict[tuple[str, int, int], str] = {}

    def new(self, letter: str) -> str:
        first, second, third = ("".join(self._rng.choices(_LETTERS, k=length)) for length in _GROUPS)
        return f"{letter}{first}-{second}-{third}"

    def order(self, order: Order) -> str:
        """Orders of clients carry theirs from the moment that they are placed; others get one when asked."""
        txid = order.tags.get("txid") or self._orders.get((order.symbol, order.order_id))
        if txid is None:
            txid = self._orders[order.symbol, order.order_id] = self.new("O")
        return txid

    def trade(self, order: Order, fill: Fill) -> str:
        """Of one side of a trade; the same on every channel (KRK-39)."""
        place = (order.symbol, fill.trade_id, order.order_id)
        txid = self._trades.get(place)
        if txid is None:
            txid = self._trades[place] = self.new("T")
        return txid
