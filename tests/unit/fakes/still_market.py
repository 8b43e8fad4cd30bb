"""An exchange without a venue, to test renderers and channels on: one symbol, a clock that stands still."""

from collections.abc import Sequence
from typing import Any

from fakes.exchange import Batch, Exchange
from fakes.instruments import Instrument, Side
from fakes.ledger import Ledger, LevelChanged
from fakes.market.counterparty import Counterparty
from fakes.matching import Conventions, NewOrder, Order
from fakes.trades import Trade


class StillMarket:
    """`instrument` is the one market; "subject" has all it needs. Times in ms, `now_ms` may be moved."""

    def __init__(
        self, instrument: Instrument, opened_ms: int, conventions: Conventions | None = None
    ) -> None:
        self.symbol = instrument.symbol
        self.opened_ms = self.now_ms = opened_ms
        self.ledger = Ledger(lambda: (self.now_ms - opened_ms) / 1000)
        self.exchange = Exchange([instrument], self.ledger, lambda: self.now_ms, conventions)
        self.exchange.watch("subject")
        for asset in (instrument.base, instrument.quote):
            self.exchange.accounts.credit("subject", asset, 10**18)
        self.crowd = Counterparty(self.exchange, "crowd")
        self.batches: list[Batch] = []
        self.exchange.listen(self.batches.append)

    def quote(self, side: Side, ticks: int, lots: int) -> None:
        self.crowd.quote(self.symbol, side, ticks, lots)

    def trade(self, ticks: int, lots: int, taker: Side = Side.BUY) -> None:
        """One trade at that price; the book is as before."""
        self.quote(taker.opposite, ticks, lots)
        self.crowd.take(self.symbol, taker, lots)

    def placed(self, client_order_id: str, side: Side, **fields: Any) -> Order:
        """An order of the subject's, which is accepted."""
        new = NewOrder(account="subject", client_order_id=client_order_id, side=side, **fields)
        order = self.exchange.place(self.symbol, new)
        assert isinstance(order, Order)
        return order

    def changes(self, batches: Sequence[Batch] | None = None) -> list[LevelChanged]:
        """What they did to the book; the last operation, unless told otherwise."""
        return [
            fact
            for batch in (self.batches[-1:] if batches is None else batches)
            for fact in batch.facts
            if isinstance(fact, LevelChanged)
        ]

    def newest_trades(self, count: int) -> Sequence[Trade]:
        return self.exchange.trades(self.symbol)[-count:] if count else ()
