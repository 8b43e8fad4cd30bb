"""A book whose messages name the one before is right, or known not to be."""

from decimal import Decimal as D

import pytest

from exchanges.chained_book import ChainedBook
from exchanges.errors import SequenceGap
from exchanges.orderbook import Outcome

BIDS = [("100.0", "1.25"), ("99.9", "3")]
ASKS = [("100.1", "0.5"), ("100.2", "2")]


def started(depth: int = 10) -> ChainedBook:
    book = ChainedBook("X", depth=depth)
    assert book.start(10, BIDS, ASKS, 5) is Outcome.APPLIED
    return book


def prices(book: ChainedBook) -> tuple[list[D], list[D]]:
    seen = book.snapshot()
    return [level[0] for level in seen.bids], [level[0] for level in seen.asks]


def test_a_snapshot_is_served() -> None:
    top = started().top()

    assert top is not None
    assert (top.bid, top.ask, top.sequence, top.time_ms) == (D("100.0"), D("100.1"), 10, 5)


def test_a_chain_is_followed_through_signs_of_life_and_a_new_count() -> None:
    """The sequence that OKX documents."""
    book = started()

    assert book.update(10, 15, [("100.0", "0")], [], 6) is Outcome.APPLIED
    assert book.update(15, 15, [], [], 7) is Outcome.APPLIED
    assert book.update(15, 3, [("99.8", "1")], [], 8) is Outcome.APPLIED
    assert book.update(3, 5, [], [("100.1", "0")], 9) is Outcome.APPLIED

    assert prices(book) == ([D("99.9"), D("99.8")], [D("100.2")])
    assert (book.sequence, book.time_ms) == (5, 9)


@pytest.mark.parametrize("link", [(11, 15), (9, 10), (15, 16), (9, 11), (11, 11)])
def test_a_message_that_does_not_follow_ends_the_book(link: tuple[int, int]) -> None:
    book = started()

    assert book.update(*link, [], []) is Outcome.GAP
    assert not book.valid
    with pytest.raises(SequenceGap):
        book.snapshot()
    assert book.update(10, 15, [], []) is Outcome.IGNORED


def test_a_message_that_comes_once_more_changes_nothing() -> None:
    book = started()
    book.update(10, 15, [("100.0", "0")], [])
    book.update(15, 15, [], [])
    book.update(15, 20, [("100.0", "7")], [])

    assert book.update(10, 15, [("100.0", "0")], []) is Outcome.IGNORED
    assert book.update(15, 15, [], []) is Outcome.IGNORED
    assert prices(book)[0] == [D("100.0"), D("99.9")]


def test_after_a_new_snapshot_nothing_from_before_is_recognised() -> None:
    book = started()
    book.update(10, 15, [], [])
    book.start(20, BIDS, ASKS)

    assert book.update(10, 15, [], []) is Outcome.GAP


def test_levels_beyond_the_venues_range_are_forgotten() -> None:
    book = started(depth=2)
    book.update(10, 11, [("100.05", "1")], [])
    book.update(11, 12, [("100.05", "0"), ("100.0", "0"), ("99.7", "4")], [])

    assert prices(book)[0] == [D("99.7")]


def test_a_message_that_cannot_be_applied_ends_the_book() -> None:
    assert started().update(10, 11, [("100.0", "x")], []) is Outcome.MALFORMED
    assert started().update(10, 11, [("100.1", "1")], []) is Outcome.CROSSED
