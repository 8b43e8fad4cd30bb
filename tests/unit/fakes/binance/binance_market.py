"""A market to test channels and reports on: one symbol, a clock that stands until it is told otherwise."""

from dataclasses import dataclass, field
from decimal import Decimal

from fakes.exchange import Batch, Exchange
from fakes.instruments import Instrument, Side
from fakes.ledger import Ledger, LevelChanged, Traded
from fakes.market.counterparty import Counterparty
from fakes.matching import NewOrder, Order, OrderKind, SelfTrade, TimeInForce
from fakes.venues.binance.channel import Moved
from fakes.venues.binance.streams import MarketView

OPENED_MS = 1_700_000_000_000
FOOUSDT = Instrument(symbol="FOOUSDT", base="FOO", quote="USDT", tick=Decimal("0.1"), step=Decimal("0.001"))


@dataclass
class BinanceMarket:
    now_ms: int = OPENED_MS
    batches: list[Batch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(lambda: (self.now_ms - OPENED_MS) / 1000)
        self.exchange = Exchange([FOOUSDT], self.ledger, lambda: self.now_ms)
        self.exchange.watch("subject")
        for asset in ("FOO", "USDT"):
            self.exchange.accounts.credit("subject", asset, 10**15)
        self.crowd = Counterparty(self.exchange, "crowd")
        self.view = MarketView(self.exchange, "FOOUSDT")
        self.exchange.listen(self.batches.append)

    def quote(self, side: Side, ticks: int, lots: int) -> None:
        self.crowd.quote("FOOUSDT", side, ticks, lots)

    def trade(self, ticks: int, lots: int, taker: Side = Side.BUY) -> None:
        """One trade at that price; the book is as before."""
        self.quote(taker.opposite, ticks, lots)
        self.crowd.take("FOOUSDT", taker, lots)

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
        new = NewOrder(
            account="subject",
            client_order_id=client_order_id,
            side=side,
            kind=kind,
            ticks=ticks,
            lots=lots,
            time_in_force=time_in_force,
            self_trade=self_trade,
        )
        placed = self.exchange.place("FOOUSDT", new)
        assert isinstance(placed, Order)
        return placed

    def moved(self) -> Moved:
        """Everything since this was last asked."""
        facts = [fact for batch in self.batches for fact in batch.facts]
        self.batches.clear()
        count = sum(isinstance(fact, Traded) for fact in facts)
        trades = self.exchange.trades("FOOUSDT")
        changes = [fact for fact in facts if isinstance(fact, LevelChanged)]
        return Moved("FOOUSDT", changes, trades[len(trades) - count :])
