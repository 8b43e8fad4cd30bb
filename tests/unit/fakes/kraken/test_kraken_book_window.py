import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fakes.exact_json import encoded
from fakes.exchange import Batch
from fakes.instruments import Instrument, Side
from fakes.ledger import LevelChanged
from fakes.venues.kraken import market_messages
from fakes.venues.kraken.book_window import BookWindow, checksum
from fakes.venues.kraken.digits import Digits
from tests.unit.fakes.kraken.book_client import ClientBook
from tests.unit.fakes.kraken.kraken_market import DIGITS, LOT, KrakenMarket
from tests.unit.fakes.mill import SYMBOL, Mill

OPERATIONS = int(os.environ.get("SOAK_OPERATIONS", "5000"))
VECTORS = json.loads(
    (Path(__file__).parents[3] / "vectors" / "kraken" / "book_checksums.json").read_text(encoding="utf-8")
)["books"]


def window(market: KrakenMarket, depth: int) -> BookWindow:
    return BookWindow(DIGITS, depth, lambda count: market.exchange.depth("FOOUSDT", count))


def documented(vector: Any) -> tuple[Digits, list[tuple[int, int]], list[tuple[int, int]]]:
    instrument = Instrument(
        symbol="FOOBAR",
        base="FOO",
        quote="BAR",
        tick=Decimal(1).scaleb(-vector["price_decimals"]),
        step=Decimal(1).scaleb(-vector["quantity_decimals"]),
        quote_precision=vector["price_decimals"] + vector["quantity_decimals"],
    )
    digits = Digits(instrument, "FOO/BAR", price_decimals=vector["price_decimals"], cost_decimals=5)
    sides = [
        [(instrument.ticks(Decimal(price)), instrument.lots(Decimal(lots))) for price, lots in vector[side]]
        for side in ("bids", "asks")
    ]
    return digits, sides[0], sides[1]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_checksums_are_the_documented_ones(vector: Any) -> None:
    digits, bids, asks = documented(vector)

    assert checksum(digits, bids, asks) == vector["checksum"]
    for update in vector["updates"]:
        changed = {**dict(bids)}
        for price, lots in update["bids"]:
            changed[digits.instrument.ticks(Decimal(price))] = digits.instrument.lots(Decimal(lots))
        left = sorted(((ticks, lots) for ticks, lots in changed.items() if lots), reverse=True)
        assert checksum(digits, left, asks) == update["checksum"]


def test_the_checksum_of_nothing_is_zero() -> None:
    assert checksum(DIGITS, [], []) == 0


def test_a_level_that_is_pushed_out_of_the_depth_is_not_mentioned() -> None:
    market = KrakenMarket()
    for ticks in (100, 101):
        market.quote(Side.SELL, ticks)
    book = window(market, 2)

    market.quote(Side.SELL, 99)

    assert book.follow(market.changes()) == ([], [(99, LOT)])
    assert book.snapshot().asks == [(99, LOT), (100, LOT)]


def test_a_level_that_comes_into_view_is_told_with_the_one_that_left() -> None:
    market = KrakenMarket()
    for ticks in (100, 101, 102):
        market.quote(Side.BUY, ticks)
    book = window(market, 2)

    market.crowd.take("FOOUSDT", Side.SELL, LOT)

    assert book.follow(market.changes()) == ([(102, 0), (100, LOT)], [])


def test_what_happens_below_the_depth_is_not_told() -> None:
    market = KrakenMarket()
    for ticks in (100, 101):
        market.quote(Side.BUY, ticks)
    book = window(market, 2)

    market.quote(Side.BUY, 50)

    assert book.follow(market.changes()) is None
    assert book.sequence == market.exchange.depth("FOOUSDT").sequence


def test_a_level_that_comes_and_goes_within_one_operation_is_not_told() -> None:
    book = window(KrakenMarket(), 10)
    came_and_went = [
        LevelChanged(symbol="FOOUSDT", sequence=1, side=Side.BUY, ticks=100, lots=LOT),
        LevelChanged(symbol="FOOUSDT", sequence=2, side=Side.BUY, ticks=100, lots=0),
    ]

    assert book.follow(came_and_went) is None


class Followed:
    """A venue's window of one depth and the client that hears its messages."""

    def __init__(self, mill: Mill, digits: Digits, depth: int) -> None:
        self.mill, self.depth, self.digits = mill, depth, digits
        self.window = BookWindow(digits, depth, lambda count: mill.exchange.depth(SYMBOL, count))
        self.client = ClientBook(depth, (digits.price_decimals, 8))
        self.messages = 0
        self._tell("snapshot", self.window.snapshot())

    def follow(self, changes: list[LevelChanged]) -> None:
        said = self.window.follow(changes)
        if said is not None:
            self._tell("update", said)

    def _tell(self, kind: Any, change: Any) -> None:
        message = market_messages.book(self.digits, kind, change, self.window.checksum(), 0)
        self.messages += 1
        self.client.hear(encoded(message))

    def assert_right(self) -> None:
        instrument = self.digits.instrument
        truth = self.mill.exchange.depth(SYMBOL, self.depth)
        for mine, theirs in ((self.client.bids, truth.bids), (self.client.asks, truth.asks)):
            assert mine == {instrument.price(t): instrument.quantity(lots) for t, lots in theirs}


def test_after_every_operation_a_client_has_the_venues_best_levels_and_their_checksum() -> None:
    """SOAK_OPERATIONS=1000000 runs a long one."""
    mill = Mill(seed=3, prices=(40, 160))
    deep = 0
    digits = Digits(mill.exchange.instrument(SYMBOL), "BTC/USDT", price_decimals=2, cost_decimals=5)
    books = [Followed(mill, digits, depth) for depth in (3, 10, 100)]

    def hear(batch: Batch) -> None:
        changes = [fact for fact in batch.facts if isinstance(fact, LevelChanged)]
        for followed in books if changes else ():
            followed.follow(changes)

    mill.exchange.listen(hear)
    for turn in range(OPERATIONS):
        mill.turn()
        for followed in books:
            followed.assert_right()
        deep += len(mill.exchange.depth(SYMBOL).bids) > 10
        if turn % 1000 == 0:
            mill.ledger.entries.clear()

    # the premise: two of the books were cut and refilled, the deep one never
    assert deep > OPERATIONS // 4
    assert OPERATIONS // 8 < books[0].messages < books[1].messages < books[2].messages
