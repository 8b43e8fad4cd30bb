"""Where venues' engines differ in what becomes of an order, though they match alike."""

from dataclasses import dataclass

from fakes.matching.order import OrderStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    unfilled: OrderStatus = OrderStatus.EXPIRED
    """How an order ends that may not rest and was not filled, in whole or in part."""
    prevented: OrderStatus = OrderStatus.EXPIRED_IN_MATCH
    """How one ends whose open quantity went to self-trade prevention."""
    outgrown: OrderStatus = OrderStatus.EXPIRED
    """How one ends that is amended to no more than it had filled."""
    admits_takers: bool = False
    """A post-only order that would take is accepted and then cancelled; else it is refused."""
    max_amendments: int | None = None
    """Of one order over its life; None = no end of them."""
    first_trade: int = 1
    """The number of a market's first trade."""
    trades_apart: int = 0
    """So much higher the numbers of the next market begin; 0 = all begin alike."""
