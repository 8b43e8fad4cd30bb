"""A market to test renderers and channels on: one symbol, a clock that stands until it is told otherwise."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fakes.instruments import Instrument, Side
from fakes.ledger import Traded
from fakes.matching import (
    Conventions,
    FeeIn,
    Fill,
    Order,
    OrderKind,
    OrderStatus,
    SelfTrade,
    TimeInForce,
)
from fakes.venues.kraken.digits import Digits
from fakes.venues.kraken.market_channels import Moved
from fakes.venues.kraken.market_streams import MarketView
from tests.unit.fakes.still_market import StillMarket

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


class KrakenMarket(StillMarket):
    def __init__(self) -> None:
        super().__init__(FOOUSDT, OPENED_MS, LIKE_KRAKEN)
        self.view = MarketView(self.exchange, "FOOUSDT", DIGITS)

    def quote(self, side: Side, ticks: int, lots: int = LOT) -> None:
        super().quote(side, ticks, lots)

    def trade(self, ticks: int, lots: int = LOT, taker: Side = Side.BUY) -> None:
        super().trade(ticks, lots, taker)

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
        return self.placed(name, side, **(given | fields))

    def moved(self) -> Moved:
        """What the last operation did to the market."""
        count = sum(isinstance(fact, Traded) for fact in self.batches[-1].facts)
        return Moved(self.changes(), self.newest_trades(count))


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
