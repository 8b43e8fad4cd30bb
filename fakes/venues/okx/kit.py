"""The parts of the venue that its WebSocket side stands on."""

from collections.abc import Callable
from dataclasses import dataclass

from fakes.exchange import Exchange
from fakes.faults.dispatch import FaultDesk
from fakes.ledger import Ledger
from fakes.venues.okx.amending import Amending
from fakes.venues.okx.balances import Balances
from fakes.venues.okx.gateway import Gateway
from fakes.venues.okx.limits import Figures
from fakes.venues.okx.names import Markets
from fakes.venues.okx.order_view import OrderView
from fakes.venues.okx.positions import Positions
from fakes.venues.okx.product import Product
from fakes.venues.okx.trading import Trading


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """`clock_ms`: the venue's own clock, Unix time."""

    exchange: Exchange
    ledger: Ledger
    desk: FaultDesk
    markets: Markets
    view: OrderView
    balances: Balances
    positions: Positions
    product: Product
    amending: Amending
    trading: Trading
    gateway: Gateway
    figures: Figures
    clock_ms: Callable[[], int]
