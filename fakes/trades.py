"""A trade as the public sees it, and as one of its two sides sees it."""

import msgspec

from fakes.instruments import SELL
from fakes.ledger import Traded
from fakes.matching.order import Fill, Order, OrderKind


class Trade(msgspec.Struct, frozen=True):
    fact: Traded
    at_ms: int
    quote_atoms: int
    taker_kind: OrderKind = OrderKind.LIMIT

    @property
    def trade_id(self) -> int:
        return self.fact.trade_id

    @property
    def ticks(self) -> int:
        return self.fact.ticks

    @property
    def lots(self) -> int:
        return self.fact.lots

    @property
    def buyer_is_maker(self) -> bool:
        return self.fact.taker_side is SELL


class OwnTrade(msgspec.Struct, frozen=True):
    """One side of a trade, with the (live) order that it filled."""

    order: Order
    fill: Fill
