"""A book is right or it is not served."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import pytest

from exchanges.errors import SequenceGap
from exchanges.orderbook import OrderBook, Outcome

Rows = Sequence[tuple[str, str]]

BIDS = [("99.90000000", "1.50000000"), ("99.80000000", "3.00000000")]
ASKS = [("100.10000000", "2.00000000"), ("100.20000000", "4.00000000")]


def book_at(sequence: int = 100, *, limit: int | None = None) -> OrderBook:
    book = OrderBook("FOOUSDT")
    assert book.apply_snapshot(sequence, BIDS, ASKS, limit=limit) is Outcome.APPLIED
    return book


def test_a_book_without_a_snapshot_serves_nothing() -> None:
    book = OrderBook("FOOUSDT")

    assert book.top() is None
    with pytest.raises(SequenceGap):
        book.snapshot()


def test_a_snapshot_gives_the_best_prices() -> None:
    top = book_at().top()

    assert top is not None
    assert (top.bid, top.bid_quantity) == (Decimal("99.9"), Decimal("1.5"))
    assert (top.ask, top.ask_quantity) == (Decimal("100.1"), Decimal("2"))
    assert top.sequence == 100


def test_an_update_sets_absolute_quantities() -> None:
    book = book_at()

    assert book.apply(101, 102, [("99.95000000", "7.00000000")], [], 5) is Outcome.APPLIED
    assert book.snapshot(2).bids == (
        (Decimal("99.95"), Decimal(7)),
        (Decimal("99.9"), Decimal("1.5")),
    )
    assert (book.sequence, book.time_ms) == (102, 5)


def test_a_level_read_before_is_read_anew_after_it_changed() -> None:
    book = book_at()
    book.snapshot()

    book.apply(101, 101, [("99.90000000", "7.00000000")], [("100.10000000", "0.00000000")], 5)
    changed = book.snapshot()
    book.apply(102, 102, [], [("100.10000000", "6.00000000")], 6)

    assert changed.bids[0] == (Decimal("99.9"), Decimal(7))
    assert changed.asks[0] == (Decimal("100.2"), Decimal(4))
    assert book.snapshot().asks[0] == (Decimal("100.1"), Decimal(6))


def test_quantity_zero_deletes_the_level_however_it_is_written() -> None:
    book = book_at()

    book.apply(101, 101, [("99.90000000", "0.00")], [("100.10000000", "0")])

    snapshot = book.snapshot()
    assert snapshot.bids[0][0] == Decimal("99.8")
    assert snapshot.asks[0][0] == Decimal("100.2")


def test_deleting_a_level_that_is_not_there_is_normal() -> None:
    assert book_at().apply(101, 101, [("1.00000000", "0.00000000")], []) is Outcome.APPLIED


def test_the_same_price_written_differently_is_the_same_level() -> None:
    book = book_at()

    book.apply(101, 101, [("99.9", "9")], [])

    assert book.snapshot().bids[0] == (Decimal("99.9"), Decimal(9))


def test_a_gap_makes_the_book_invalid() -> None:
    book = book_at(100)

    assert book.apply(102, 103, [], []) is Outcome.GAP
    assert book.top() is None
    with pytest.raises(SequenceGap, match="gap"):
        book.snapshot()


def test_a_gap_is_not_healed_by_the_next_update() -> None:
    book = book_at(100)
    book.apply(102, 103, [], [])

    assert book.apply(104, 104, [], []) is Outcome.BUFFERED
    assert not book.valid


def test_a_duplicate_is_ignored() -> None:
    book = book_at(100)
    book.apply(101, 101, [("99.90000000", "8.00000000")], [])

    assert book.apply(101, 101, [("99.90000000", "1.00000000")], []) is Outcome.IGNORED
    assert book.snapshot().bids[0][1] == Decimal(8)


def test_an_overlapping_update_is_applied() -> None:
    book = book_at(100)

    assert book.apply(99, 101, [("99.90000000", "8.00000000")], []) is Outcome.APPLIED


def test_buffered_updates_are_replayed_over_the_snapshot() -> None:
    book = OrderBook("FOOUSDT")
    book.apply(99, 100, [("99.90000000", "5.00000000")], [])
    book.apply(101, 103, [("99.95000000", "6.00000000")], [])

    assert book.apply_snapshot(101, BIDS, ASKS) is Outcome.APPLIED
    assert book.snapshot().bids[0] == (Decimal("99.95"), Decimal(6))
    assert book.snapshot().bids[1] == (Decimal("99.9"), Decimal("1.5"))
    assert book.sequence == 103


def test_a_snapshot_older_than_the_buffer_is_refused() -> None:
    book = OrderBook("FOOUSDT")
    book.apply(105, 106, [], [])

    assert book.apply_snapshot(103, BIDS, ASKS) is Outcome.STALE
    assert not book.valid
    assert book.apply_snapshot(104, BIDS, ASKS) is Outcome.APPLIED
    assert book.sequence == 106


def test_a_snapshot_from_before_the_gap_is_refused() -> None:
    book = book_at(100)
    book.apply(110, 110, [], [])

    assert book.apply_snapshot(105, BIDS, ASKS) is Outcome.STALE


def test_updates_that_changed_places_are_put_in_order() -> None:
    book = book_at(100)
    book.apply(102, 102, [("99.95000000", "2.00000000")], [])
    book.apply(101, 101, [("99.95000000", "1.00000000")], [])

    assert book.apply_snapshot(101, BIDS, ASKS) is Outcome.APPLIED
    assert book.sequence == 102
    assert book.snapshot().bids[0][1] == Decimal(2)


def test_a_hole_within_the_buffer_is_noticed_and_the_rest_kept() -> None:
    book = OrderBook("FOOUSDT")
    book.apply(101, 105, [], [])
    book.apply(110, 111, [], [])
    book.apply(112, 112, [], [])

    assert book.apply_snapshot(103, BIDS, ASKS) is Outcome.GAP
    assert book.apply_snapshot(109, BIDS, ASKS) is Outcome.APPLIED
    assert book.sequence == 112


def test_a_crossed_book_is_not_served() -> None:
    book = book_at()

    assert book.apply(101, 101, [("100.10000000", "1.00000000")], []) is Outcome.CROSSED
    assert book.top() is None


def test_a_crossed_snapshot_is_not_served() -> None:
    book = OrderBook("FOOUSDT")

    assert book.apply_snapshot(1, ASKS, BIDS) is Outcome.CROSSED
    assert not book.valid


@pytest.mark.parametrize("quantity", ["-1.00000000", "nan", "inf", "", "a lot"])
def test_a_quantity_that_cannot_be_makes_the_book_invalid(quantity: str) -> None:
    book = book_at()

    assert book.apply(101, 101, [("99.90000000", quantity)], []) is Outcome.MALFORMED
    assert not book.valid


@pytest.mark.parametrize(
    "price", ["nan", "", "12x", "-1", "-1.00000000", "0", "0.00000000", "0.000000001", "1e999999"]
)
def test_a_price_that_cannot_be_makes_the_book_invalid(price: str) -> None:
    book = book_at()

    assert book.apply(101, 101, [(price, "1.00000000")], []) is Outcome.MALFORMED
    assert not book.valid


def test_levels_beyond_a_cut_snapshot_are_not_served() -> None:
    book = book_at(100, limit=2)

    book.apply(101, 101, [("50.00000000", "1.00000000")], [])

    assert [price for price, _ in book.snapshot().bids] == [Decimal("99.9"), Decimal("99.8")]


def test_a_book_whose_best_price_left_the_known_range_is_invalid() -> None:
    book = book_at(100, limit=2)
    gone = [("99.90000000", "0.00000000"), ("99.80000000", "0.00000000")]

    assert book.apply(101, 101, [*gone, ("50.00000000", "1.00000000")], []) is Outcome.EXHAUSTED
    assert book.top() is None


def test_an_emptied_side_of_a_cut_snapshot_makes_the_book_invalid() -> None:
    book = book_at(100, limit=2)
    gone = [("100.10000000", "0.00000000"), ("100.20000000", "0.00000000")]

    assert book.apply(101, 101, [], gone) is Outcome.EXHAUSTED


def test_an_emptied_side_of_a_whole_snapshot_is_simply_empty() -> None:
    book = book_at(100)
    gone = [("100.10000000", "0.00000000"), ("100.20000000", "0.00000000")]

    assert book.apply(101, 101, [], gone) is Outcome.APPLIED
    assert book.top() is None
    assert book.snapshot().asks == ()


def test_a_venue_that_counts_anew_is_noticed() -> None:
    book = OrderBook("FOOUSDT", ignored_limit=3)
    book.apply_snapshot(1_000_000, BIDS, ASKS)

    outcomes = [book.apply(number, number, [], []) for number in range(1, 5)]

    assert outcomes == [Outcome.IGNORED] * 3 + [Outcome.GAP]


def test_an_interrupted_stream_leaves_nothing_behind() -> None:
    book = book_at(100)
    book.invalidate()

    assert book.top() is None
    assert book.apply_snapshot(50, BIDS, ASKS) is Outcome.APPLIED
    assert book.sequence == 50


def test_ten_thousand_random_updates_agree_with_a_naive_book() -> None:
    rng = Random(7)
    book = OrderBook("FOOUSDT")
    book.apply_snapshot(0, [("50.00000000", "1.00000000")], [("150.00000000", "1.00000000")])
    bids = {Decimal(50): Decimal(1)}
    asks = {Decimal(150): Decimal(1)}
    for number in range(1, 10_001):
        bid_row, ask_row = _random_row(rng, 51, 99), _random_row(rng, 101, 149)
        book.apply(number, number, [bid_row], [ask_row])
        for side, (price, quantity) in ((bids, bid_row), (asks, ask_row)):
            side[Decimal(price)] = Decimal(quantity)
            if not Decimal(quantity):
                del side[Decimal(price)]

    snapshot = book.snapshot(1000)
    assert snapshot.bids == tuple(sorted(bids.items(), reverse=True))
    assert snapshot.asks == tuple(sorted(asks.items()))


def _random_row(rng: Random, low: int, high: int) -> tuple[str, str]:
    quantity = rng.choice(["0.00000000", "1.00000000", "2.50000000"])
    return f"{rng.randint(low, high)}.{rng.randint(0, 9)}0000000", quantity


def test_updates_from_before_an_interruption_are_not_held_against_the_next_snapshot() -> None:
    book = book_at(100)
    book.apply(110, 110, [], [])
    book.invalidate()

    assert book.apply_snapshot(50, BIDS, ASKS) is Outcome.APPLIED


def test_now_and_then_a_duplicate_is_no_new_count() -> None:
    book = OrderBook("FOOUSDT", ignored_limit=2)
    book.apply_snapshot(100, BIDS, ASKS)
    outcomes = []
    for number in range(101, 104):
        outcomes.append(book.apply(number, number, [], []))
        outcomes.extend(book.apply(number, number, [], []) for _ in range(2))

    assert Outcome.GAP not in outcomes


def test_a_second_snapshot_serves_its_own_levels_and_no_others() -> None:
    book = book_at(100)
    book.apply(101, 101, [("99.95000000", "1.00000000")], [])
    book.apply(110, 110, [], [])

    assert book.apply_snapshot(120, BIDS[:1], ASKS[1:]) is Outcome.APPLIED
    snapshot = book.snapshot()
    assert [price for price, _ in snapshot.bids] == [Decimal("99.9")]
    assert [price for price, _ in snapshot.asks] == [Decimal("100.2")]


def test_a_snapshot_that_cannot_be_leaves_the_updates_for_the_next_one() -> None:
    book = OrderBook("FOOUSDT")
    book.apply(101, 102, [("99.95000000", "6.00000000")], [])

    assert book.apply_snapshot(100, [("x", "1")], ASKS) is Outcome.MALFORMED
    assert book.apply_snapshot(100, BIDS, ASKS) is Outcome.APPLIED
    assert book.sequence == 102


def test_prices_without_end_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exchanges.orderbook._REMEMBERED_PRICES", 3)
    book = book_at()
    for number in range(101, 111):
        book.apply(number, number, [(f"{number - 60}.00000000", "1.00000000")], [])

    assert len(book._bids._prices) <= 4
    assert [price for price, _ in book.snapshot(3).bids] == [
        Decimal("99.9"),
        Decimal("99.8"),
        Decimal(50),
    ]


def test_the_best_prices_carry_the_symbol_and_the_time_of_the_last_update() -> None:
    book = book_at()
    book.apply(101, 101, [("99.90000000", "2")], [], 1_700)

    top = book.top()
    assert top is not None
    assert (top.symbol, top.time_ms, top.sequence) == ("FOOUSDT", 1_700, 101)
    assert (book.snapshot().symbol, book.snapshot().time_ms, book.snapshot().sequence) == (
        "FOOUSDT",
        1_700,
        101,
    )


def test_a_new_count_is_noticed_after_as_many_updates_in_the_second_life_as_in_the_first() -> None:
    book = OrderBook("FOOUSDT", ignored_limit=2)
    for _ in range(2):
        assert book.apply_snapshot(100, BIDS, ASKS) is Outcome.APPLIED
        outcomes = [book.apply(1, 1, [], []) for _ in range(3)]

        assert outcomes == [Outcome.IGNORED, Outcome.IGNORED, Outcome.GAP]


def test_an_empty_book_names_its_symbol_and_has_no_number() -> None:
    book = OrderBook("FOOUSDT")

    assert (book.symbol, book.valid, book.sequence, book.time_ms, book.trouble) == (
        "FOOUSDT",
        False,
        0,
        0,
        None,
    )
    with pytest.raises(SequenceGap, match=r"the book of FOOUSDT is being rebuilt$"):
        book.snapshot()


def test_the_reason_of_trouble_is_told_until_the_next_snapshot() -> None:
    book = book_at()
    book.apply(105, 105, [], [])

    with pytest.raises(SequenceGap, match="rebuilt: gap"):
        book.snapshot()
    assert book.apply_snapshot(105, BIDS, ASKS) is Outcome.APPLIED
    assert book.trouble is None


def test_as_many_late_duplicates_as_allowed_are_ignored_from_the_very_first_snapshot() -> None:
    book = OrderBook("FOOUSDT", ignored_limit=1)
    book.apply_snapshot(100, BIDS, ASKS)

    assert [book.apply(1, 1, [], []) for _ in range(2)] == [Outcome.IGNORED, Outcome.GAP]


def test_only_so_many_updates_wait_for_a_snapshot() -> None:
    book = OrderBook("FOOUSDT", buffer_updates=2)
    for number in (101, 102, 103):
        book.apply(number, number, [], [])

    assert book.apply_snapshot(100, BIDS, ASKS) is Outcome.STALE
    assert book.apply_snapshot(101, BIDS, ASKS) is Outcome.APPLIED
    assert book.sequence == 103


def test_updates_that_overlap_are_replayed_by_where_they_begin() -> None:
    """The longer one begins earlier and ends later: by its end it would come last, and not fit."""
    book = OrderBook("FOOUSDT")
    book.apply(104, 104, [("99.90000000", "4")], [])
    book.apply(101, 103, [("99.90000000", "3")], [])

    assert book.apply_snapshot(100, BIDS, ASKS) is Outcome.APPLIED
    assert book.sequence == 104
    assert book.snapshot().bids[0] == (Decimal("99.9"), Decimal(4))


def test_the_last_level_of_a_cut_snapshot_is_still_known() -> None:
    book = book_at(limit=2)

    assert book.apply(101, 101, [("99.90000000", "0")], []) is Outcome.APPLIED
    assert book.snapshot().bids == ((Decimal("99.8"), Decimal(3)),)


@pytest.mark.parametrize(("price", "value"), [("0.00000001", "0.00000001"), ("5", "5"), ("0.5", "0.5")])
def test_the_smallest_and_the_shortest_prices_are_prices(price: str, value: str) -> None:
    book = OrderBook("FOOUSDT")

    assert book.apply_snapshot(1, [(price, "1")], [("9", "1")]) is Outcome.APPLIED
    assert book.snapshot().bids == ((Decimal(value), Decimal(1)),)


@pytest.mark.parametrize("price", ["1e22", "0.0000000001", "0", "0.00000000", "-1.00000000"])
def test_a_price_outside_what_can_be_is_refused(price: str) -> None:
    book = OrderBook("FOOUSDT")

    assert book.apply_snapshot(1, [(price, "1")], []) is Outcome.MALFORMED
