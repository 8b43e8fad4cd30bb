"""What an order is, on its way in and during its life. All money is integer: ticks, lots, atoms."""

from collections.abc import Mapping
from copy import copy
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from fakes.instruments import Side
from fakes.ledger import Fact

_NO_TAGS: Mapping[str, str] = MappingProxyType({})


class OrderKind(StrEnum):
    LIMIT = "LIMIT"
    MARKET = "MARKET"
    LIMIT_MAKER = "LIMIT_MAKER"
    """Post-only: refused, or accepted and cancelled, rather than taking."""


class TimeInForce(StrEnum):
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"


class SelfTrade(StrEnum):
    """What happens when an order would match another of the same account. The taker's mode decides."""

    NONE = "NONE"
    EXPIRE_TAKER = "EXPIRE_TAKER"
    EXPIRE_MAKER = "EXPIRE_MAKER"
    EXPIRE_BOTH = "EXPIRE_BOTH"
    DECREMENT = "DECREMENT"
    TRANSFER = "TRANSFER"


class FeeIn(StrEnum):
    """The asset in which the fee of an order is taken."""

    RECEIVED = "received"
    BASE = "base"
    QUOTE = "quote"


class OrderStatus(StrEnum):
    NEW = "NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    EXPIRED_IN_MATCH = "EXPIRED_IN_MATCH"
    REJECTED = "REJECTED"
    """Taken, and then refused by the engine."""


_OPEN = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)


class DoneReason(StrEnum):
    """Why an order ended, where its status does not say."""

    NONE = ""
    BY_CLIENT = "by_client"
    BY_VENUE = "by_venue"
    UNFILLED_IOC = "unfilled_ioc"
    UNFILLED_FOK = "unfilled_fok"
    NO_LIQUIDITY = "no_liquidity"
    SELF_TRADE = "self_trade"
    POST_ONLY = "post_only"
    OUT_OF_TIME = "out_of_time"
    """The client had set it an end."""
    REDUCED_AWAY = "reduced_away"
    """It might only reduce a position that has become too small for it."""
    LIQUIDATED = "liquidated"
    """Its account had no margin left."""


class RefusalReason(StrEnum):
    """Why the venue did nothing at all."""

    WOULD_MATCH = "would_match"
    NO_LIQUIDITY = "no_liquidity"
    """A market order by quote amount that could not buy a single lot (BIN-55)."""
    INSUFFICIENT_BALANCE = "insufficient_balance"
    DUPLICATE_CLIENT_ORDER_ID = "duplicate_client_order_id"
    MARKET_CLOSED = "market_closed"
    UNKNOWN_SYMBOL = "unknown_symbol"
    UNKNOWN_ORDER = "unknown_order"
    RESTRICTED = "restricted"
    """A cancel with a condition on the order's status, which did not hold."""
    NOT_A_REDUCTION = "not_a_reduction"
    """An amendment may only make an order smaller."""
    TOO_MANY_AMENDMENTS = "too_many_amendments"
    NOTHING_TO_REDUCE = "nothing_to_reduce"
    """It may only reduce a position, and there is none on that side, or other orders will reduce it."""


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A request to trade, already on the grid. MARKET has `lots` or `quote_atoms`, and `ticks` only where a
    venue bounds how far it may reach."""

    account: str
    client_order_id: str
    side: Side
    kind: OrderKind = OrderKind.LIMIT
    ticks: int | None = None
    lots: int | None = None
    quote_atoms: int | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    self_trade: SelfTrade = SelfTrade.NONE
    fee_in: FeeIn = FeeIn.RECEIVED
    reduce_only: bool = False
    """Of contracts: it may make a position smaller and nothing else."""
    doomed: bool = False
    """The engine takes it and then will not have it."""
    request_id: int | None = None
    tags: Mapping[str, str] = _NO_TAGS
    """What a dialect wants echoed and the engine does not read (a strategy id, say)."""


class Quote(NamedTuple):
    """A resting order of the crowd's: good till cancelled, `ticks` away from any match."""

    account: str
    side: Side
    ticks: int
    lots: int


class Fill(msgspec.Struct, frozen=True, gc=False):
    """One side of a trade. `fee_atoms` are of `fee_asset`."""

    trade_id: int
    ticks: int
    lots: int
    quote_atoms: int
    fee_atoms: int
    fee_asset: str
    is_maker: bool
    at_ms: int
    realised_atoms: int = 0
    """Of contracts: what it gained or lost on the part of a position that it closed."""


class Amendment(msgspec.Struct, frozen=True, gc=False):
    """One step of an order's life in which its quantity, its price or its client order id changed."""

    execution_id: int
    old_client_order_id: str
    client_order_id: str
    old_lots: int
    lots: int
    at_ms: int
    needs_atoms: int
    """What the order has to hold from then on."""
    old_ticks: int | None = None
    ticks: int | None = None


class Order(msgspec.Struct, kw_only=True, eq=False):
    """An order that the venue accepted. Mutable; `snapshot()` is what may be kept."""

    order_id: int
    client_order_id: str
    account: str
    symbol: str
    side: Side
    kind: OrderKind
    time_in_force: TimeInForce
    self_trade: SelfTrade
    fee_in: FeeIn = FeeIn.RECEIVED
    reduce_only: bool = False
    ticks: int | None
    lots: int
    """For a market order by quote amount: what that amount can buy or sell on the book it met."""
    quote_atoms: int | None
    created_at_ms: int
    updated_at_ms: int
    request_id: int | None = None
    tags: Mapping[str, str] = _NO_TAGS
    status: OrderStatus = OrderStatus.NEW
    done_reason: DoneReason = DoneReason.NONE
    filled_lots: int = 0
    quote_filled_atoms: int = 0
    prevented_lots: int = 0
    last_prevention_id: int | None = None
    held_atoms: int = 0
    """What of the account's balance this order still ties up (quote for a buy, base for a sell; of
    contracts, margin)."""
    working: bool = False
    """It rests on the book now."""
    working_since_ms: int | None = None
    cancel_client_order_id: str = ""
    """The client's id for the request that cancelled this order."""
    fills: list[Fill] = []
    amendments: list[Amendment] = []

    @property
    def remaining(self) -> int:
        """Open lots: neither filled nor taken away by self-trade prevention."""
        return self.lots - self.filled_lots - self.prevented_lots

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN

    def snapshot(self) -> "Order":
        """A detached copy of the present state."""
        detached = copy(self)
        detached.fills, detached.amendments = self.fills.copy(), self.amendments.copy()
        return detached


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing happened."""

    reason: RefusalReason
    order: Order | None = None
    """The order that the request was about, where there is one."""


class Step(msgspec.Struct, frozen=True):
    """One fact, and how the orders of watched accounts that it concerns stood right after it
    (of a trade: the maker's, then the taker's)."""

    fact: Fact
    orders: tuple[Order, ...] = ()


class Result(msgspec.Struct, frozen=True):
    """What one operation on the engine did. `order` is live, the steps are history."""

    order: Order
    steps: list[Step]

    @property
    def facts(self) -> list[Fact]:
        return [step.fact for step in self.steps]


class Depth(NamedTuple):
    """The book at `sequence`: (ticks, lots) from the best price outwards."""

    sequence: int
    bids: list[tuple[int, int]]
    asks: list[tuple[int, int]]
