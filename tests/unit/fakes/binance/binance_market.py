"""A market to test channels and reports on: one symbol, a clock that stands until it is told otherwise."""

from decimal import Decimal

from fakes.instruments import Instrument, Side
from fakes.ledger import Traded
from fakes.matching import Order, OrderKind, SelfTrade, TimeInForce
from fakes.venues.binance.channel import Moved
from fakes.venues.binance.numbers import Scale
from fakes.venues.binance.streams import MarketView
from tests.unit.fakes.still_market import StillMarket

OPENED_MS = 1_700_000_000_000
FOOUSDT = Instrument(symbol="FOOUSDT", base="FOO", quote="USDT", tick=Decimal("0.1"), step=Decimal("0.001"))


class BinanceMarket(StillMarket):
    def __init__(self) -> None:
        super().__init__(FOOUSDT, OPENED_MS)
        self.view = MarketView(self.exchange, "FOOUSDT", Scale(FOOUSDT))

    def place(
        self,
        client_order_id: str,
        side: Side = Side.BUY,
        *,
        ticks: int | None = 1000,
        lots: int = 1000,
        kind: OrderKind = OrderKind.LIMIT,
        time_in_force: TimeInForce = TimeInForce.GTC,
        self_trade: SelfTrade = SelfTrade.NONE,
    ) -> Order:
        return self.placed(
            client_order_id,
            side,
            kind=kind,
            ticks=ticks,
            lots=lots,
            time_in_force=time_in_force,
            self_trade=self_trade,
        )

    def moved(self) -> Moved:
        """Everything since this was last asked."""
        told = list(self.batches)
        self.batches.clear()
        count = sum(isinstance(fact, Traded) for batch in told for fact in batch.facts)
        return Moved("FOOUSDT", self.changes(told), self.newest_trades(count))
