"""A market to test renderers and channels on: one symbol, a clock that stands until it is told otherwise."""

from dataclasses import dataclass, field
from decimal import Decimal

from fakes.exchange import Batch, Exchange
from fakes.instruments import Instrument, Side
from fakes.ledger import Ledger, LevelChanged
from fakes.market.counterparty import Counterparty
from fakes.venues.kraken.digits import Digits

OPENED_MS = 1_700_000_000_123
FOOUSDT = Instrument(
    symbol="FOOUSDT",
    base="FOO",
    quote="USDT",
    tick=Decimal("0.1"),
    step=Decimal("0.00000001"),
    quote_precision=10,
)
DIGITS = Digits(FOOUSDT, "FOO/USDT", price_decimals=1, cost_decimals=5)
LOT = 10**8
"""One unit of the base asset."""


@dataclass
class KrakenMarket:
    now_ms: int = OPENED_MS
    batches: list[Batch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(lambda: (self.now_ms - OPENED_MS) / 1000)
        self.exchange = Exchange([FOOUSDT], self.ledger, lambda: self.now_ms)
        self.exchange.watch("subject")
        for asset in ("FOO", "USDT"):
            self.exchange.accounts.credit("subject", asset, 10**18)
        self.crowd = Counterparty(self.exchange, "crowd")
        self.exchange.listen(self.batches.append)

    def quote(self, side: Side, ticks: int, lots: int = LOT) -> None:
        self.crowd.quote("FOOUSDT", side, ticks, lots)

    def trade(self, ticks: int, lots: int = LOT, taker: Side = Side.BUY) -> None:
        """One trade at that price; the book is as before."""
        self.quote(taker.opposite, ticks, lots)
        self.crowd.take("FOOUSDT", taker, lots)

    def changes(self) -> list[LevelChanged]:
        """What the last operation did to the book."""
        return [fact for fact in self.batches[-1].facts if isinstance(fact, LevelChanged)]
