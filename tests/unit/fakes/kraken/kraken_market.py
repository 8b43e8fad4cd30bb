"""A market to test renderers and channels on: one symbol, a clock that stands until it is told otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fakes.exchange import Batch, Exchange
from fakes.instruments import Instrument, Side
from fakes.ledger import Ledger, LevelChanged, Traded
from fakes.market.counterparty import Counterparty
from fakes.matching import (
    Conventions,
    FeeIn,
    Fill,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    SelfTrade,
    TimeInForce,
)
from fakes.venues.kraken.digits import Digits
from fakes.venues.kraken.market_channels import Moved
from fakes.venues.kraken.market_streams import MarketView

OPENED_MS = 1_700_000_000_123
FOOUSDT = Instrument(
    symbol="FOOUSDT",
    base="FOO",
    quote="USDT",
    tick=Decimal("0.1"),
    step=Decimal("0.00000001"),
    base_precision=10,
    quote_precision=5,
    maker_fee_ppm=2_500,
    taker_fee_ppm=4_000,
)
DIGITS = Digits(FOOUSDT, "FOO/USDT", price_decimals=1, cost_decimals=5)
LOT = 10**8
"""One unit of the base asset."""
LIKE_KRAKEN = Conventions(
    unfilled=OrderStatus.CANCELED,
    prevented=OrderStatus.CANCELED,
    outgrown=OrderStatus.CANCELED,
    admits_takers=True,
)


@dataclass
class KrakenMarket:
    now_ms: int = OPENED_MS
    batches: list[Batch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(lambda: (self.now_ms - OPENED_MS) / 1000)
        self.exchange = Exchange([FOOUSDT], self.ledger, lambda: self.now_ms, LIKE_KRAKEN)
        self.exchange.watch("subject")
        for asset in ("FOO", "USDT"):
            self.exchange.accounts.credit("subject", asset, 10**18)
        self.crowd = Counterparty(self.exchange, "crowd")
        self.view = MarketView(self.exchange, "FOOUSDT", DIGITS)
        self.exchange.listen(self.batches.append)

    def quote(self, side: Side, ticks: int, lots: int = LOT) -> None:
        self.crowd.quote("FOOUSDT", side, ticks, lots)

    def trade(self, ticks: int, lots: int = LOT, taker: Side = Side.BUY) -> None:
        """One trade at that price; the book is as before."""
        self.quote(taker.opposite, ticks, lots)
        self.crowd.take("FOOUSDT", taker, lots)

    def place(self, name: str, side: Side = Side.BUY, **fields: Any) -> Order:
        """An order of the subject's: 1 FOO at 100.0, known to its client by `name`."""
        given: dict[str, Any] = {
            "kind": OrderKind.LIMIT,
            "ticks": 1000,
            "lots": LOT,
            "time_in_force": TimeInForce.GTC,
            "self_trade": SelfTrade.EXPIRE_TAKER,
            "fee_in": FeeIn.QUOTE,
            "tags": {"txid": f"O-{name}", "cl_ord_id": name},
        }
        new = NewOrder(account="subject", client_order_id=name, side=side, **(given | fields))
        placed = self.exchange.place("FOOUSDT", new)
        assert isinstance(placed, Order)
        return placed

    def changes(self) -> list[LevelChanged]:
        """What the last operation did to the book."""
        return [fact for fact in self.batches[-1].facts if isinstance(fact, LevelChanged)]

    def moved(self) -> Moved:
        """What the last operation did to the market."""
        count = sum(isinstance(fact, Traded) for fact in self.batches[-1].facts)
        return Moved(self.changes(), self.exchange.trades("FOOUSDT")[-count:] if count else ())


class PlainNames:
    """Ids that a test can foresee."""

    def order(self, order: Order) -> str:
        return order.tags["txid"]

    def execution(self, order: Order, fill: Fill) -> str:
        return f"T-{fill.trade_id}"

    def client(self, order: Order) -> dict[str, Any]:
        name = order.tags.get("cl_ord_id")
        return {"cl_ord_id": name} if name else {"order_userref": int(order.tags.get("userref", "0"))}


def shown(row: dict[str, Any], *names: str) -> Sequence[Any]:
    """Those fields, money as it is written."""
    return [getattr(row.get(name), "text", row.get(name)) for name in names]
