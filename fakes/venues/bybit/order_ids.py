"""What the venue calls orders and trades (BYB-44, BYB-75), and what of that a client calls them (BYB-36)."""

from collections.abc import Callable
from random import Random
from typing import Final
from uuid import UUID

from fakes.matching import Order

FIRST_TRADE: Final = 2_100_000_000_000_000_001
TRADES_APART: Final = 10**12
"""Of each market; its engine counts so (fakes.matching.Conventions)."""
LOW_BITS: Final = 62
"""Of a UUID, below its variant: they hold the engine's number."""


class OrderIds:
    """`now_ms` is the venue's clock, which the numbers begin with."""

    def __init__(self, *, numbered: bool, rng: Random, now_ms: Callable[[], int]) -> None:
        self._numbered = numbered
        self._rng = rng
        self._now_ms = now_ms
        self._last = 0
        self._others: dict[tuple[str, int], str] = {}
        self._markets: dict[str, int] = {}
        """The upper bits of the UUIDs of its trades."""

    def new(self) -> str:
        if not self._numbered:
            return self.uuid()
        self._last = max(self._last + 1, self._now_ms() * 1_000_000)
        return str(self._last)

    def uuid(self) -> str:
        return str(UUID(int=self._rng.getrandbits(128), version=4))

    def order(self, order: Order) -> str:
        """One that came in by no protocol of the venue's gets its id when it is first shown."""
        tagged = order.tags.get("orderId")
        if tagged is not None:
            return tagged
        key = order.symbol, order.order_id
        if key not in self._others:
            self._others[key] = self.new()
        return self._others[key]

    def trade(self, symbol: str, trade_id: int) -> str:
        """The same to both sides and to the public."""
        if self._numbered:
            return str(trade_id)
        if symbol not in self._markets:
            self._markets[symbol] = UUID(int=self._rng.getrandbits(128), version=4).int >> LOW_BITS
        return str(UUID(int=self._markets[symbol] << LOW_BITS | trade_id))

    def funding(self, account: str, number: int) -> str:
        """Of a payment that an account made or got: the same whenever it is shown."""
        key = account, number
        if key not in self._others:
            self._others[key] = self.uuid()
        return self._others[key]


def link_id(order: Order) -> str:
    """`orderLinkId`, "" if its client gave it none."""
    return order.tags.get("orderLinkId", "") if "orderId" in order.tags else order.client_order_id
