"""What a subject tells its user, in one vocabulary. Money is Decimal; times are the venue's, in ms."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum

import msgspec


class Claim(Enum):
    """What an answer or an exception says of the request: the question that decides about money."""

    HAPPENED = "happened"
    DID_NOT_HAPPEN = "did not happen"
    UNKNOWN = "unknown"


class State(StrEnum):
    """The life of an order as every venue has it."""

    OPEN = "open"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REJECTED = "rejected"
    UNKNOWN = "unknown"

    @property
    def final(self) -> bool:
        return self in (State.FILLED, State.CANCELED, State.EXPIRED, State.REJECTED)


class Channel(StrEnum):
    """How a request reaches the venue."""

    HTTP = "rest"
    SOCKET = "ws"


Level = tuple[Decimal, Decimal]


class BookSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A book handed to the user as good. Levels best first; `sequence` when the subject shows one.

    Without it the book is judged by its content: it must be the venue's at some moment not long ago.
    """

    symbol: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    sequence: int | None = None


class TradeSeen(msgspec.Struct, frozen=True, kw_only=True):
    symbol: str
    trade_id: int
    price: Decimal
    quantity: Decimal
    time_ms: int | None = None
    """When it happened, if the subject tells that (capability TRADE_TIMES)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillSeen:
    """An execution. `fee` and `fee_asset` only if the subject tells them (capability FEES)."""

    trade_id: int
    client_order_id: str
    price: Decimal
    quantity: Decimal
    fee: Decimal | None = None
    fee_asset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSeen:
    """An order as the subject tells it, by answer or by stream. `fill` when this news is a fill."""

    symbol: str
    client_order_id: str
    venue_order_id: str | None
    state: State
    quantity: Decimal
    filled: Decimal
    fill: FillSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSeen:
    asset: str
    free: Decimal
    locked: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionSeen:
    """What is held of a contract, in the base asset; below zero = short."""

    symbol: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLost:
    """The subject told its user that what it believed of this stream no longer holds."""

    stream: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSeen:
    healthy: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentSeen:
    symbol: str
    tick: Decimal
    step: Decimal
    trading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One order the user wants once. `price` None = market order; an empty `client_order_id` is the
    connector's to choose, if it can (Capability.OWN_IDS)."""

    symbol: str
    side: str
    quantity: Decimal
    client_order_id: str
    price: Decimal | None = None
    time_in_force: str = "GTC"
    post_only: bool = False
    reduce_only: bool = False
    """Of contracts: it may make a position smaller and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsSeen:
    """What the connector's own metrics say that it has done since it was opened, over all endpoints.

    `requests`: those sent over the channels that `counted` names; `errors`: those of them that were refused
    or got no good answer; `reconnects`: connections of streams that were lost and replaced. The channels
    over which it trades must be among the counted.
    """

    requests: int
    errors: int
    reconnects: int
    counted: tuple[Channel, ...] = (Channel.HTTP,)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSeen:
    """What a record of the connector's log tells: a request, or a stream's connection.

    `about` is the path of the request, or empty for a stream. All records about one request, or about
    one connection of a stream, have its `correlation_id`; None = the record has no such id.
    """

    about: str
    correlation_id: str | None
