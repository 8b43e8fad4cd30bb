"""What the feeds tell is the truth, whatever clients did, in whatever order.

SOAK_OPERATIONS=1000000 runs a long one.
"""

import os
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fakes.exchange import Batch
from fakes.ledger import LevelChanged, Traded
from fakes.matching import Order
from fakes.venues.coinbase import Coinbase
from fakes.venues.coinbase.identifiers import Identifiers
from fakes.venues.coinbase.market_channels import BookChannel, Said, TradeChannel
from fakes.venues.coinbase.markets import BTCUSDT
from fakes.venues.coinbase.products import Products
from fakes.venues.coinbase.user_messages import ENDED, Reports
from fakes.venues.coinbase.user_streams import told
from tests.unit.fakes.mill import ACCOUNTS, DEPOSIT_ATOMS, Mill

OPERATIONS = int(os.environ.get("SOAK_OPERATIONS", "5000"))
WATCHED = ACCOUNTS[:2]
MARKET = replace(BTCUSDT, step=Decimal("0.00001"))
"""Every trade moves at least an atom of both assets."""

Row = dict[str, Any]


class Follower:
    """A client that believes all three feeds and asks nothing."""

    def __init__(self, mill: Mill) -> None:
        self._mill = mill
        products = Products(mill.exchange)
        product = products.of(MARKET.symbol)
        self.digits = product.digits
        self.reports = Reports(products, Identifiers("random"))
        self._book = BookChannel(mill.exchange, product)
        self._trades = TradeChannel(mill.exchange, product)
        self.sides: dict[str, dict[str, str]] = {"bid": {}, "offer": {}}
        self.trade_ids: list[int] = []
        self.orders: dict[str, tuple[Order, Row]] = {}
        """By the venue's id: the order, live, and the last report of it."""
        self.told_after_the_end = 0
        self._read(self._book.snapshot(0))
        mill.exchange.listen(self._market)
        mill.exchange.listen_to_watched(self._account)

    def _market(self, batch: Batch) -> None:
        changes = [fact for fact in batch.facts if isinstance(fact, LevelChanged)]
        count = sum(isinstance(fact, Traded) for fact in batch.facts)
        trades = self._mill.exchange.trades(MARKET.symbol)[-count:] if count else ()
        said = self._book.saw(changes, trades, batch.at_ms)
        if said is not None:
            self._read(said)
        self._trades.saw(changes, trades, batch.at_ms)
        gathered = self._trades.due(batch.at_ms)
        if gathered is not None:
            self.trade_ids += [int(row["trade_id"]) for row in gathered.events[0]["trades"]]

    def _read(self, said: Said) -> None:
        for row in said.events[0]["updates"]:
            side = self.sides[row["side"]]
            if row["new_quantity"] == "0":
                side.pop(row["price_level"], None)
            else:
                side[row["price_level"]] = row["new_quantity"]

    def _account(self, batch: Batch) -> None:
        for step in batch.steps:
            for order in step.orders:
                live = self._mill.exchange.order(MARKET.symbol, order.order_id)
                assert live is not None
                for called, _ in told(step.fact, order):
                    row = self.reports.row(order, called, live.held_atoms)
                    before = self.orders.get(row["order_id"])
                    self.told_after_the_end += before is not None and before[1]["status"] in ENDED
                    self.orders[row["order_id"]] = live, row

    def assert_true(self) -> None:
        depth, digits = self._mill.exchange.depth(MARKET.symbol), self.digits
        truth = [
            {digits.price(t): digits.size(lots) for t, lots in side} for side in (depth.bids, depth.asks)
        ]
        assert [self.sides["bid"], self.sides["offer"]] == truth
        for order, row in self.orders.values():
            assert row == self.reports.row(order), row["order_id"]


@pytest.mark.parametrize("seed", [1, 2])
def test_who_believes_the_feeds_knows_the_truth_after_any_operations(seed: int) -> None:
    mill = Mill(seed, instrument=MARKET, conventions=Coinbase.conventions, revises=True)
    follower = Follower(mill)

    for number in range(OPERATIONS):
        mill.turn()
        if number % 250 == 0:
            follower.assert_true()
            for order_id in [name for name, (order, _) in follower.orders.items() if not order.is_open]:
                del follower.orders[order_id]  # it was right to the end, and nothing comes after
        if number % 1000 == 0:  # fees would leave nobody anything to trade with
            for account in ACCOUNTS:
                mill.exchange.deposit(account, ("BTC", "USDT")[number // 1000 % 2], DEPOSIT_ATOMS)

    follower.assert_true()
    assert follower.told_after_the_end == 0
    assert follower.trade_ids == list(range(1, len(follower.trade_ids) + 1))
    # the premise: there were trades, changes and refusals
    assert len(follower.trade_ids) > OPERATIONS // 10
    assert mill.revised > OPERATIONS // 100
    assert mill.refused > OPERATIONS // 100
