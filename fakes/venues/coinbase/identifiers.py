"""The venue's own ids, from seeded chance: UUIDs of orders, executions, accounts and users."""

from random import Random

from fakes.matching import Fill, Order


def uuid(rng: Random) -> str:
    """Of the fourth version."""
    digits = f"{rng.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def numbered(rng: Random, number: int) -> str:
    """A UUID whose last 62 bits, behind those of the variant, are the number: a judge can read it."""
    digits = f"{rng.getrandbits(64):016x}{(0b10 << 62) | number:016x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{digits[16:20]}-{digits[20:]}"


class Identifiers:
    """What was named once keeps its name."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._rng = Random(f"{seed}/orders")
        self._orders: dict[tuple[str, int], str] = {}
        self._fills: dict[tuple[str, int, int], tuple[str, str]] = {}

    def new(self) -> str:
        return uuid(self._rng)

    def order(self, order: Order) -> str:
        """Orders of clients carry theirs from the moment that they are placed; others get one when asked."""
        named = order.tags.get("order_id") or self._orders.get((order.symbol, order.order_id))
        if named is None:
            named = self._orders[order.symbol, order.order_id] = self.new()
        return named

    def fill(self, order: Order, fill: Fill) -> tuple[str, str]:
        """(entry_id, trade_id) of one side of a trade (CBS-38)."""
        place = (order.symbol, fill.trade_id, order.order_id)
        named = self._fills.get(place)
        if named is None:
            rng = self._rng
            named = self._fills[place] = f"{rng.getrandbits(256):064x}", numbered(rng, fill.trade_id)
        return named

    def fixed(self, what: str) -> str:
        """Of something that has one id for ever: an account, a user, a portfolio."""
        return uuid(Random(f"{self._seed}/{what}"))
