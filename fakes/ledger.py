"""What really happened: an append-only record that the judge reads and no connector ever sees.

Every fact is venue-neutral and integer. `at_s` is the running loop's time, in seconds since the
stage opened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from fakes.instruments import Instrument, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Base of everything that a ledger can hold."""


# --- requests -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceived(Fact):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Fact):
    """The venue acted (or refused) and wrote this answer. A lost answer has no such fact."""

    request_id: int
    operation: str
    status: int
    code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLost(Fact):
    """The venue acted, the answer never left it (or was cut)."""

    request_id: int
    operation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaUsed(Fact):
    """More of a quota was used in one of its windows than ever before; what is less is not recorded."""

    source: str
    limiter: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaExceeded(Fact):
    source: str
    limiter: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Banned(Fact):
    source: str
    until_s: float


# --- orders ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAccepted(Fact):
    symbol: str
    account: str
    order_id: int
    client_order_id: str
    side: Side
    kind: str
    ticks: int | None
    lots: int
    request_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefused(Fact):
    symbol: str
    account: str
    client_order_id: str
    reason: str
    request_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traded(Fact):
    """One match. Fees are in atoms of the asset that the side received."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmended(Fact):
    symbol: str
    account: str
    order_id: int
    old_client_order_id: str
    client_order_id: str
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTradePrevented(Fact):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDone(Fact):
    """Terminal: `status` is FILLED, CANCELED, EXPIRED or EXPIRED_IN_MATCH."""

    symbol: str
    account: str
    order_id: int
    client_order_id: str
    status: str
    filled_lots: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceChanged(Fact):
    account: str
    asset: str
    free_atoms: int
    held_atoms: int
    cause: str


# --- market data ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChanged(Fact):
    """The book's `sequence` after this change; lots 0 = the level is gone. One change, one number."""

    symbol: str
    sequence: int
    side: Side
    ticks: int
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged(Fact):
    symbol: str
    status: str


# --- sessions -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened(Fact):
    """`role` is "market", "user" or "api" (fakes.operations.Role)."""

    session: int
    role: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRefused(Fact):
    role: str
    source: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClosed(Fact):
    session: int
    role: str
    code: int | None
    by_venue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed(Fact):
    session: int
    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribed(Fact):
    session: int
    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameReceived(Fact):
    """A text, ping or pong frame from the client: what a venue's frames-per-second rule counts."""

    session: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published(Fact):
    """One message left for one session. `sequence` = last book number, trade id or event number in it."""

    session: int
    stream: str
    kind: str
    sequence: int | None = None


# --- faults and harness ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultOpened(Fact):
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultFired(Fact):
    fault: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultClosed(Fact):
    fault: str
    fired: int


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Entry(Generic[F]):
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
