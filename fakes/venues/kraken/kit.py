"""The parts of the venue that its WebSocket side stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fakes.exchange import Exchange
from fakes.faults.dispatch import FaultDesk
from fakes.ledger import Ledger
from fakes.venue import Key
from fakes.venues.kraken.account_ledger import AccountLedger
from fakes.venues.kraken.gateway import Gateway
from fakes.venues.kraken.limits import EngineLimits
from fakes.venues.kraken.order_changes import OrderChanges
from fakes.venues.kraken.orders import Orders
from fakes.venues.kraken.pairs import Pairs
from fakes.venues.kraken.system import System
from fakes.venues.kraken.tokens import Tokens
from fakes.venues.kraken.txids import Txids


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """`clock_s` and `clock_ms`: the venue's own clock, Unix time."""

    exchange: Exchange
    ledger: Ledger
    desk: FaultDesk
    keys: Mapping[str, Key]
    pairs: Pairs
    txids: Txids
    account_ledger: AccountLedger
    orders: Orders
    changes: OrderChanges
    limits: EngineLimits
    tokens: Tokens
    system: System
    gateway: Gateway
    connections: int
    """So many may be attempted in ten minutes (KRK-29)."""
    clock_s: Callable[[], float]
    clock_ms: Callable[[], int]
