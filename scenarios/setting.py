"""Where and how a play happens, apart from the workload and the faults: all defaults in one place."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fakes.instruments import Instrument
from fakes.market.script import MarketScript
from fakes.market.scripts import QUIET
from fakes.venue import FakeVenue
from subjects.base import Access, Session, Subject

BALANCES: Mapping[str, Decimal] = {
    "BTC": Decimal(100),
    "ETH": Decimal(1_000),
    "LTC": Decimal(10_000),
    "USDT": Decimal(5_000_000),
}

Opening = Callable[[Subject, Access], AbstractAsyncContextManager[Session]]


def by_itself(subject: Subject, access: Access) -> AbstractAsyncContextManager[Session]:
    """As its adapter opens it, with everything handed over in memory."""
    return subject.open(access)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """`patience_s` bounds each call, `deadline_s` the whole play: a workload that is not done by then
    is stopped, and its run is judged as it stands. Clock skew and drift are the client's."""

    market: MarketScript = QUIET
    instruments: tuple[str | Instrument, ...] = ("BTCUSDT",)
    """What is traded: names of what the venue lists, or instruments that the play makes up."""
    balances: Mapping[str, Decimal] = field(default_factory=lambda: dict(BALANCES))
    symbols: tuple[str, ...] = ("BTCUSDT",)
    """The symbols that the subject is told it will be asked for."""
    client_skew_s: float = 0.0
    client_drift: float = 0.0
    latency_s: float = 0.005
    jitter_s: float = 0.002
    ed25519: bool = False
    sandbox: bool = False
    loopback: bool = False
    keep_events: bool = False
    """Keep a line for every packet, so that two runs can be compared event by event."""
    patience_s: float = 120.0
    deadline_s: float = 90_000.0
    limits: Mapping[str, int] = field(default_factory=dict)
    """Overrides of the venue's own limits, by the dialect's names."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Handed to the subject in Access.options."""
    opening: Opening = by_itself
    """How the subject is opened."""

    def traded(self, venue: type[FakeVenue]) -> tuple[Instrument, ...]:
        """The instruments, on that venue's grid where they are only named. Raises KeyError."""
        return tuple(venue.listed[one] if isinstance(one, str) else one for one in self.instruments)
