"""A book that its checksum does not confirm is not served."""

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import pytest

from exchanges.depth_book import DepthBook
from exchanges.errors import SequenceGap
from exchanges.orderbook import Outcome

VECTORS = Path(__file__).parents[2] / "vectors" / "kraken" / "book_checksums.json"
DOCUMENTED = json.loads(VECTORS.read_text())["books"]

BIDS = [("100.0", "1.25000000"), ("99.9", "0.00010000")]
ASKS = [("100.1", "0.50000000"), ("100.2", "2.00000000")]
CHECKSUM = 650389042
WITHOUT_THE_BEST_BID = 2463721779


def book_of(**settings: int) -> DepthBook:
    return DepthBook("BTC/USD", **{"depth": 10, "price_decimals": 1, "quantity_decimals": 8} | settings)


def started() -> DepthBook:
    book = book_of()
    assert book.start(BIDS, ASKS, CHECKSUM, 5) is Outcome.APPLIED
    return book


@pytest.mark.parametrize("case", DOCUMENTED, ids=lambda case: str(case["name"]))
def test_the_documented_books_have_the_documented_checksums(case: dict[str, Any]) -> None:
    book = DepthBook(
        "X/Y",
        depth=case["depth"],
        price_decimals=case["price_decimals"],
        quantity_decimals=case["quantity_decimals"],
    )

    assert book.start(case["bids"], case["asks"], case["checksum"]) is Outcome.APPLIED
    for update in case["updates"]:
        assert book.update(update["bids"], update["asks"], update["checksum"]) is Outcome.APPLIED


def test_a_confirmed_snapshot_is_served() -> None:
    top = started().top()

    assert top is not None
    assert (top.bid, top.bid_quantity) == (Decimal("100.0"), Decimal("1.25"))
    assert (top.ask, top.ask_quantity) == (Decimal("100.1"), Decimal("0.5"))
    assert (top.sequence, top.time_ms) == (1, 5)


def test_a_snapshot_that_is_not_confirmed_is_not_served() -> None:
    book = book_of()

    assert book.start(BIDS, ASKS, CHECKSUM + 1) is Outcome.CHECKSUM
    assert book.top() is None
    with pytest.raises(SequenceGap, match="checksum"):
        book.snapshot()


def test_a_confirmed_update_is_served_and_counted() -> None:
    book = started()

    assert book.update([("100.0", "0.00000000")], [], WITHOUT_THE_BEST_BID, 7) is Outcome.APPLIED
    assert book.snapshot().bids == ((Decimal("99.9"), Decimal("0.0001")),)
    assert (book.sequence, book.time_ms) == (2, 7)


def test_an_update_that_was_missed_shows_in_the_next_checksum() -> None:
    book = started()

    assert book.update([], [("100.2", "0.00000000")], 1) is Outcome.CHECKSUM
    assert book.trouble is Outcome.CHECKSUM
    assert not book.valid


def test_after_trouble_updates_are_ignored_until_the_next_snapshot() -> None:
    book = started()
    book.update([], [], 1)

    assert book.update([("100.0", "0.00000000")], [], WITHOUT_THE_BEST_BID) is Outcome.IGNORED
    assert not book.valid
    assert book.start(BIDS, ASKS, CHECKSUM) is Outcome.APPLIED
    assert book.valid


def test_a_snapshot_replaces_all_there_was() -> None:
    book = started()

    assert book.start([], [("100.3", "1.00000000")], 1) is Outcome.CHECKSUM
    assert book.start(BIDS, ASKS, CHECKSUM) is Outcome.APPLIED
    assert len(book.snapshot().asks) == 2


def test_levels_pushed_out_of_the_depth_are_gone() -> None:
    book = book_of(depth=2)
    before = crc32(b"100150000000100220000000099910000998300000000")
    after = crc32(b"1001500000001002200000000100012500000099910000")
    assert book.start([("99.9", "0.00010000"), ("99.8", "3.00000000")], ASKS, before) is Outcome.APPLIED

    assert book.update([("100.0", "1.25000000")], [], after) is Outcome.APPLIED
    assert [price for price, _ in book.snapshot().bids] == [Decimal("100.0"), Decimal("99.9")]


def test_one_message_may_touch_a_level_twice_and_the_last_counts() -> None:
    book = started()

    outcome = book.update([("100.0", "7.00000000"), ("100.0", "0.00000000")], [], WITHOUT_THE_BEST_BID)

    assert outcome is Outcome.APPLIED


def test_a_price_finer_than_the_pair_allows_is_no_price() -> None:
    assert started().update([("99.95", "1.00000000")], [], CHECKSUM) is Outcome.MALFORMED


@pytest.mark.parametrize("quantity", ["1.000000001", "one", "-1.0", "1e400"])
def test_a_quantity_that_cannot_be_is_no_quantity(quantity: str) -> None:
    assert started().update([("100.0", quantity)], [], CHECKSUM) is Outcome.MALFORMED


def test_a_number_in_another_notation_is_the_same_number() -> None:
    book = book_of()

    assert book.start([("1e2", "1.25"), ("99.9", "1e-4")], [("100.1", "5e-1"), ("100.2", "2")], CHECKSUM)
    assert book.valid


def test_a_crossed_book_is_not_served_whatever_its_checksum() -> None:
    assert started().update([("100.1", "1.0")], [], CHECKSUM) is Outcome.CROSSED


def test_an_empty_book_has_the_checksum_nought() -> None:
    assert book_of().start([], [], 0) is Outcome.APPLIED


@pytest.mark.parametrize("seed", range(4))
def test_a_book_cut_to_its_depth_agrees_with_the_whole_one(seed: int) -> None:
    """The venue tells of what is within the depth only; the best levels are those of the whole book."""
    rng = Random(seed)
    venue: dict[str, dict[int, int]] = {"bids": {}, "asks": {}}
    book = book_of(depth=10)

    def best(side: str) -> list[int]:
        return sorted(venue[side], reverse=side == "bids")[:10]

    def rows(side: str, prices: list[int]) -> list[tuple[str, str]]:
        return [(f"{price // 10}.{price % 10}", f"0.{venue[side].get(price, 0):08d}") for price in prices]

    def proof() -> int:
        whole = book_of(depth=10)
        whole.start(rows("bids", best("bids")), rows("asks", best("asks")), 0)
        return whole.checksum()

    for price in range(990, 1000):
        venue["bids"][price] = rng.randint(1, 9)
        venue["asks"][price + 20] = rng.randint(1, 9)
    assert book.start(rows("bids", best("bids")), rows("asks", best("asks")), proof()) is Outcome.APPLIED
    for _ in range(300):
        side = rng.choice(("bids", "asks"))
        before = best(side)
        price = rng.randint(970, 999) if side == "bids" else rng.randint(1010, 1040)
        if rng.random() < 0.4 and len(venue[side]) > 11:
            venue[side].pop(price, None)
        else:
            venue[side][price] = rng.randint(1, 9)
        after = best(side)
        # What left by being pushed out is not told; what came back into sight is.
        told = [seen for seen in after if seen not in before] + [price]
        shown = [seen for seen in told if seen in after or seen in before]
        change = {side: rows(side, shown), "asks" if side == "bids" else "bids": []}
        assert book.update(change["bids"], change["asks"], proof()) is Outcome.APPLIED
        assert len(book.snapshot(50).bids) <= 10


def test_a_book_without_checksum_and_depth_keeps_all_that_it_is_told() -> None:
    book = DepthBook("BTC/USD", depth=None, price_decimals=1, quantity_decimals=8)

    assert (
        book.start([(f"{100 - level}.0", "1") for level in range(30)], [("101.0", "1")], None)
        is Outcome.APPLIED
    )
    assert book.update([("100.0", "0")], [], None, 7) is Outcome.APPLIED

    assert len(book.snapshot(100).bids) == 29
    assert book.time_ms == 7


def test_a_book_that_missed_a_message_waits_for_a_snapshot() -> None:
    book = DepthBook("BTC/USD", depth=None, price_decimals=1, quantity_decimals=8)
    book.start([("100.0", "1")], [("101.0", "1")], None)

    book.distrust()

    assert (book.valid, book.trouble) == (False, Outcome.GAP)
    assert book.update([("100.0", "2")], [], None) is Outcome.IGNORED
    assert book.start([("100.0", "2")], [("101.0", "1")], None) is Outcome.APPLIED
