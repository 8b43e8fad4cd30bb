"""What really happened: an append-only record that the judge reads and no connector ever sees.

Every fact is venue-neutral and integer. `at_s` is the running loop's time, in seconds since the
stage opened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

from fakes.instruments import Instrument, Side


class Fact(msgspec.Struct, frozen=True, gc=False):
    """Base of everything that a ledger can hold.

    A struct because a run writes thousands: it is made in C, and a fact holds no other objects that
    the garbage collector would have to look for.
    """


# --- requests -------------------------------------------------------------------------------------


class RequestReceived(Fact, frozen=True, kw_only=True):
    """`operation` is venue-neutral (fakes.operations); `transport` is "rest" or "ws"."""

    request_id: int
    operation: str
    transport: str
    method: str
    path: str
    source: str
    """Address the request came from; a venue counts quotas by it."""
    api_key: str | None = None
    client_order_id: str | None = None
    weight: int = 0


class RequestAnswered(Fact, frozen=True, kw_only=True):
    """The venue acted (or refused) and wrote this answer. A lost answer has no such fact.

    `outcome` is venue-neutral (fakes.operations.Outcome); `status` and `code` are as the venue put it.
    """

    request_id: int
    operation: str
    status: int
    code: int | str | None = None
    outcome: str = ""


class AnswerLost(Fact, frozen=True, kw_only=True):
    """The venue acted, the answer never left it (or was cut)."""

    request_id: int
    operation: str


class QuotaUsed(Fact, frozen=True, kw_only=True):
    """More of a quota was used in one of its windows than ever before; what is less is not recorded."""

    source: str
    limiter: str
    used: int
    limit: int


class QuotaExceeded(Fact, frozen=True, kw_only=True):
    source: str
    limiter: str
    used: int
    limit: int


class Banned(Fact, frozen=True, kw_only=True):
    source: str
    until_s: float


# --- orders ---------------------------------------------------------------------------------------


class OrderAccepted(Fact, frozen=True, kw_only=True):
    symbol: str
    account: str
    order_id: int
    client_order_id: str
    side: Side
    kind: str
    ticks: int | None
    lots: int
    request_id: int | None = None


class OrderRefused(Fact, frozen=True, kw_only=True):
    symbol: str
    account: str
    client_order_id: str
    reason: str
    request_id: int | None = None


class Traded(Fact, frozen=True, kw_only=True):
    """One match. Fees are in atoms of the asset named; "" = of the one that the side received."""

    symbol: str
    trade_id: int
    ticks: int
    lots: int
    taker_side: Side
    maker_order_id: int
    taker_order_id: int
    maker_account: str
    taker_account: str
    maker_client_order_id: str
    taker_client_order_id: str
    maker_fee_atoms: int
    taker_fee_atoms: int
    maker_fee_asset: str = ""
    taker_fee_asset: str = ""
    maker_realised_atoms: int = 0
    """Of contracts: what closing some of a position brought, or (negative) cost."""
    taker_realised_atoms: int = 0


class OrderAmended(Fact, frozen=True, kw_only=True):
    symbol: str
    account: str
    order_id: int
    old_client_order_id: str
    client_order_id: str
    lots: int
    ticks: int | None = None
    """Its price from now on, if that was amended too."""


class SelfTradePrevented(Fact, frozen=True, kw_only=True):
    symbol: str
    account: str
    maker_order_id: int
    taker_order_id: int
    lots: int
    """What the two would have traded."""
    mode: str
    prevention_id: int = 0
    ticks: int = 0
    maker_lots: int = 0
    """Taken away from the maker's open quantity."""
    taker_lots: int = 0


class OrderDone(Fact, frozen=True, kw_only=True):
    """Terminal: `status` is FILLED, CANCELED, EXPIRED or EXPIRED_IN_MATCH."""

    symbol: str
    account: str
    order_id: int
    client_order_id: str
    status: str
    filled_lots: int
    reason: str = ""


class BalanceChanged(Fact, frozen=True, kw_only=True):
    account: str
    asset: str
    free_atoms: int
    held_atoms: int
    cause: str


class PositionChanged(Fact, frozen=True, kw_only=True):
    """What an account holds of a contract after a trade. Lots and cost are negative of a short position."""

    symbol: str
    account: str
    lots: int
    cost_atoms: int
    """What was paid for it, less what was received."""
    realised_atoms: int
    """Gained or (negative) lost by closing, ever."""


class FundingPaid(Fact, frozen=True, kw_only=True):
    """`atoms` of the quote asset left the account, or (negative) came to it."""

    symbol: str
    account: str
    asset: str
    atoms: int
    rate_ppm: int
    lots: int


# --- market data ----------------------------------------------------------------------------------


class LevelChanged(Fact, frozen=True, kw_only=True):
    """The book's `sequence` after this change; lots 0 = the level is gone. One change, one number."""

    symbol: str
    sequence: int
    side: Side
    ticks: int
    lots: int


class StatusChanged(Fact, frozen=True, kw_only=True):
    symbol: str
    status: str


# --- sessions -------------------------------------------------------------------------------------


class SessionOpened(Fact, frozen=True, kw_only=True):
    """`role` is "market", "user" or "api" (fakes.operations.Role)."""

    session: int
    role: str
    source: str


class SessionRefused(Fact, frozen=True, kw_only=True):
    """`status` 0 = no answer at all; `outcome` as in RequestAnswered."""

    role: str
    source: str
    status: int
    outcome: str = ""


class SessionClosed(Fact, frozen=True, kw_only=True):
    session: int
    role: str
    code: int | None
    by_venue: bool


class Subscribed(Fact, frozen=True, kw_only=True):
    session: int
    stream: str


class Unsubscribed(Fact, frozen=True, kw_only=True):
    session: int
    stream: str


class FrameReceived(Fact, frozen=True, kw_only=True):
    """A text, ping or pong frame from the client: what a venue's frames-per-second rule counts."""

    session: int
    kind: str


class Published(Fact, frozen=True, kw_only=True):
    """One message left for one session. `sequence` = last book number, trade id or event number in it."""

    session: int
    stream: str
    kind: str
    sequence: int | None = None


# --- faults and harness ---------------------------------------------------------------------------


class FaultOpened(Fact, frozen=True, kw_only=True):
    fault: str


class FaultFired(Fact, frozen=True, kw_only=True):
    fault: str
    detail: str = ""


class FaultClosed(Fact, frozen=True, kw_only=True):
    fault: str
    fired: int


F = TypeVar("F", bound=Fact)


class Entry(msgspec.Struct, Generic[F], frozen=True):
    number: int
    at_s: float
    fact: F


@dataclass(slots=True)
class Ledger:
    """Append-only. Listeners are told of each entry in order, after it was written."""

    now: Callable[[], float]
    instruments: dict[str, Instrument] = field(default_factory=dict)
    entries: list[Entry[Fact]] = field(default_factory=list)
    _listeners: list[Callable[[Entry[Fact]], None]] = field(default_factory=list)
    _told: int = 0
    _telling: bool = False

    def record(self, fact: Fact) -> None:
        self.entries.append(Entry(len(self.entries), self.now(), fact))
        if self._telling or not self._listeners:
            return  # a listener recorded this one: all are told of it after the present one
        self._telling = True
        try:
            while self._told < len(self.entries):
                entry = self.entries[self._told]
                self._told += 1
                for listener in self._listeners:
                    listener(entry)
        finally:
            self._telling = False

    def listen(self, listener: Callable[[Entry[Fact]], None]) -> None:
        if not self._listeners:
            self._told = len(self.entries)
        self._listeners.append(listener)

    def of(self, kind: type[F]) -> Iterator[Entry[F]]:
        """All entries whose fact is of this kind, oldest first."""
        for entry in self.entries:
            if isinstance(entry.fact, kind):
                yield entry  # type: ignore[misc]  # narrowed by the line above
