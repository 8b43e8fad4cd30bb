"""A venue without sockets whose clock stands still unless moved: requests go straight to its gateway."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

from fakes.faults.fault import Reply
from fakes.faults.schedule import Planned
from fakes.instruments import Side
from fakes.market.scripts import SILENT
from fakes.matching import NewOrder
from fakes.venue import FakeVenue, Key
from fakes.wire import Wire
from tests.unit.fakes.no_wire import NoWire

V = TypeVar("V", bound=FakeVenue)

OPENED_S = 1_800_000_000.0
"""Unix time at which the clock stands."""
BALANCES = {"BTC": Decimal(10), "USDT": Decimal(1_000_000)}


class StillVenue(Generic[V]):
    """A book of one bid and one ask on `symbol`, 1 BTC each; `accounts` may trade."""

    symbol = "BTCUSDT"
    bid = Decimal("59900.00")
    ask = Decimal("60100.00")

    def __init__(
        self,
        venue_class: type[V],
        accounts: Sequence[Key],
        *,
        limits: Mapping[str, int] | None = None,
        faults: Sequence[Planned] = (),
    ) -> None:
        self.now_s = OPENED_S
        wire: Wire = NoWire()
        self.venue = venue_class(
            seed=1,
            market=SILENT,
            wire=wire,
            faults=faults,
            accounts=accounts,
            wall=lambda: self.now_s,
            stage_now=lambda: self.now_s - OPENED_S,
            limits=limits,
        )
        self.exchange = self.venue.exchange
        instrument = self.exchange.instrument(self.symbol)
        for asset in (instrument.base, instrument.quote):
            self.exchange.accounts.credit("crowd", asset, 10**24)
        self.crowd("BUY", self.bid, "1")
        self.crowd("SELL", self.ask, "1")

    def crowd(self, side: str, price: Decimal, quantity: str) -> None:
        """Somebody else's limit order."""
        instrument = self.exchange.instrument(self.symbol)
        self.exchange.place(
            self.symbol,
            NewOrder(
                account="crowd",
                client_order_id=f"crowd-{len(self.venue.ledger.entries)}",
                side=Side(side),
                ticks=instrument.ticks(price),
                lots=instrument.lots(Decimal(quantity)),
            ),
        )

    def settled(self, handling: Coroutine[Any, Any, object]) -> Reply:
        """What the gateway answers, with all waiting done."""
        reply = asyncio.run(handling)
        assert isinstance(reply, Reply)
        return reply
