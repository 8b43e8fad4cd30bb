"""What the checks of books say of runs made by hand."""

from decimal import Decimal

import pytest

from scenarios.checks.book import (
    book_is_fresh_by,
    book_is_never_old,
    book_is_never_wrong,
    books_served,
    stale_book_is_withdrawn,
)
from scenarios.checks.book_states import ALLOWED_LATENESS_S, LEVELS, BookStates
from scenarios.history import BookSampled, Told
from scenarios.verdict import Inconclusive
from subjects.seen import BookSeen
from tests.unit.scenarios.checks.market_story import SYMBOL, MarketStory
from tests.unit.scenarios.checks.verdicts import failure, success

# --- right ----------------------------------------------------------------------------------------


def opened() -> MarketStory:
    """Two bids and an ask, read as they are: sequence 3."""
    story = MarketStory().at(1).bid(99, 5).bid(98, 7).ask(101, 2)
    return story.reads(3, bids=((99, 5), (98, 7)), asks=((101, 2),))


def test_books_equal_to_the_venues_are_right() -> None:
    story = opened().at(2).bid(99, 0).reads(4, bids=((98, 7),), asks=((101, 2),))

    assert book_is_never_wrong(story.run)


def test_a_book_read_late_is_right_at_its_own_sequence() -> None:
    story = opened().at(2).bid(99, 0).reads(3, bids=((99, 5),), asks=((101, 2),))
    story.at(3).reads(4, bids=((98, 7),), asks=((101, 2),))

    assert book_is_never_wrong(story.run)


def test_a_level_that_is_gone_at_the_venue_makes_the_book_wrong() -> None:
    story = opened().at(2).bid(99, 0).reads(4, bids=((99, 5),), asks=((101, 2),))

    verdict = book_is_never_wrong(story.run)

    assert not verdict
    assert "at 2.000 s the book served as sequence 4 is wrong: bid 0" in verdict.reason
    assert "the venue's is 0.00007 at 0.98" in verdict.reason


@pytest.mark.parametrize(
    ("bids", "asks"),
    [
        (((98, 7),), ((101, 3),)),
        (((98, 7), (97, 1)), ((101, 2),)),
        ((), ((101, 2),)),
        (((98, 7),), ()),
    ],
    ids=["another_quantity", "a_level_too_many", "no_bids", "no_asks"],
)
def test_every_difference_makes_the_book_wrong(
    bids: tuple[tuple[int, int], ...], asks: tuple[tuple[int, int], ...]
) -> None:
    story = opened().at(2).bid(99, 0).reads(4, bids=bids, asks=asks)

    assert not book_is_never_wrong(story.run)


def test_a_sequence_that_never_was_is_wrong() -> None:
    story = opened().at(2).reads(9, bids=((99, 5), (98, 7)), asks=((101, 2),))

    assert "which never was" in book_is_never_wrong(story.run).reason


def test_noise_below_the_grid_is_not_this_items_business() -> None:
    noisy = ((Decimal.from_float(0.98), Decimal.from_float(0.00007)),)
    asks = ((Decimal("1.01"), Decimal("0.00002")),)
    story = opened().at(2).bid(99, 0).reads_levels(4, bids=noisy, asks=asks)

    assert book_is_never_wrong(story.run)


@pytest.mark.parametrize(
    ("served", "premise"),
    [(0, "no book was ever served"), (1, "no book was ever served"), (2, "never moved while it was served")],
    ids=["never", "once", "always_the_same"],
)
def test_a_book_that_was_not_seen_to_move_proves_nothing(served: int, premise: str) -> None:
    story = MarketStory().at(1).bid(99, 5).ask(101, 2)
    for _ in range(served):
        story.reads(2, bids=((99, 5),), asks=((101, 2),))

    with pytest.raises(Inconclusive, match=premise):
        book_is_never_wrong(story.run)


def test_books_are_judged_from_the_first_moment() -> None:
    story = MarketStory().at(0.5).bid(99, 5).reads(1, bids=((99, 4),))
    story.at(2).bid(98, 7).reads(2, bids=((99, 5), (98, 7)))

    assert "at 0.500 s the book served as sequence 1 is wrong" in failure(book_is_never_wrong(story.run))


def test_a_wrong_ask_is_told_with_what_the_venue_has() -> None:
    story = opened().at(2).bid(99, 0).reads(4, bids=((98, 7),), asks=((101, 3),))

    told = failure(book_is_never_wrong(story.run))

    assert told.endswith("ask 0 is 0.00003 at 1.01, the venue's is 0.00002 at 1.01")


def test_levels_beyond_those_compared_are_not_judged() -> None:
    story = MarketStory().at(1)
    for number in range(LEVELS + 1):
        story.bid(99 - number, 5)
    deep = tuple((99 - number, 5) for number in range(LEVELS + 1))
    story.reads(LEVELS, bids=deep[:LEVELS]).reads(LEVELS + 1, bids=(*deep[:LEVELS], (1, 1)))

    assert book_is_never_wrong(story.run)


def test_an_older_book_served_after_a_newer_one_is_right_at_its_own_sequence() -> None:
    story = opened().at(2).bid(99, 0).reads(4, bids=((98, 7),), asks=((101, 2),))
    story.at(3).reads(3, bids=((99, 5), (98, 7)), asks=((101, 2),)).at(4).bid(97, 1)
    story.reads(5, bids=((98, 7), (97, 1)), asks=((101, 2),))

    assert book_is_never_wrong(story.run)


def test_a_book_that_claims_to_be_of_before_the_first_change_is_empty() -> None:
    story = MarketStory().at(1).bid(99, 5).reads(0, bids=((99, 5),)).reads(1, bids=((99, 5),))

    assert "served as sequence 0 is wrong: 1 bids, the venue has 0" in failure(book_is_never_wrong(story.run))


def told(story: MarketStory, sequence: int, ticks: int, symbol: str = SYMBOL) -> MarketStory:
    """The stream tells of a book with that one bid."""
    levels = ((Decimal(ticks) / 100, Decimal("0.00005")),)
    book = BookSeen(symbol=symbol, bids=levels, asks=(), sequence=sequence)
    story.history.record(Told(stream="book", seen=book))
    return story


def test_books_told_by_the_stream_and_books_read_are_served_in_order() -> None:
    story = MarketStory().at(1).bid(99, 5).reads(1, bids=((99, 5),))
    told(told(story.at(2), 1, 99), 1, 99, "ETHUSDT").reads(None, bids=((99, 5),))
    told(story.at(3).reads(1, bids=((99, 5),)).at(4), 1, 98)

    assert [served.at_s for served in books_served(story.run, SYMBOL)] == [1, 2, 2, 3, 4]
    assert "at 4.000 s" in failure(book_is_never_wrong(story.run))


# --- without a sequence ---------------------------------------------------------------------------


def test_a_book_without_a_sequence_is_right_if_the_venue_has_it_or_had_it_of_late() -> None:
    story = opened().at(2).reads(None, bids=((99, 5), (98, 7)), asks=((101, 2),))
    story.bid(99, 0).at(2 + ALLOWED_LATENESS_S).reads(None, bids=((99, 5), (98, 7)), asks=((101, 2),))
    story.reads(None, bids=((98, 7),), asks=((101, 2),))

    assert book_is_never_wrong(story.run)


def test_a_book_without_a_sequence_that_the_venue_had_long_ago_is_wrong() -> None:
    story = opened().at(2).bid(99, 0).at(3 + ALLOWED_LATENESS_S)
    story.reads(None, bids=((99, 5), (98, 7)), asks=((101, 2),))

    assert "last had at sequence 3" in book_is_never_wrong(story.run).reason


@pytest.mark.parametrize(
    ("bids", "asks"),
    [(((99, 5),), ((101, 3),)), (((98, 7), (97, 1)), ((101, 2),)), ((), ((101, 2),))],
    ids=["another_quantity", "a_level_too_many", "no_bids"],
)
def test_a_book_without_a_sequence_that_the_venue_never_had_is_wrong(
    bids: tuple[tuple[int, int], ...], asks: tuple[tuple[int, int], ...]
) -> None:
    story = opened().at(2).bid(99, 0).reads(None, bids=bids, asks=asks)

    assert "never had" in book_is_never_wrong(story.run).reason


def test_a_book_that_the_venue_has_only_later_is_wrong() -> None:
    story = opened().at(2).reads(None, bids=((98, 7),), asks=((101, 2),)).at(3).bid(99, 0)

    assert not book_is_never_wrong(story.run)


def test_a_book_with_a_sequence_does_not_hide_one_without() -> None:
    story = opened().at(2).bid(99, 0).reads(None, bids=((1, 1),), asks=((101, 2),))

    assert "never had" in failure(book_is_never_wrong(story.run))


def test_a_book_with_an_empty_side_is_right_where_the_venues_is_empty() -> None:
    story = MarketStory().at(1).bid(99, 5).ask(101, 2).reads(2, bids=((99, 5),), asks=((101, 2),))
    story.at(2).bid(99, 0).reads(None, asks=((101, 2),))

    assert book_is_never_wrong(story.run)


def test_a_state_is_current_from_its_change_until_the_next() -> None:
    states = BookStates(MarketStory().at(5).bid(99, 5).at(10).bid(99, 6).run, SYMBOL)

    assert not states.was_current(1, from_s=0, to_s=4)
    assert states.was_current(1, from_s=0, to_s=5)
    assert states.was_current(1, from_s=10, to_s=20)
    assert not states.was_current(1, from_s=11, to_s=20)
    assert not states.was_current(2, from_s=0, to_s=9)
    assert states.was_current(2, from_s=50, to_s=60)


def test_the_age_of_a_book_without_a_sequence_is_that_of_its_content() -> None:
    story = opened().at(10).bid(97, 1).at(50).reads(None, bids=((99, 5), (98, 7)), asks=((101, 2),))

    assert book_is_fresh_by(story.run, from_s=40, to_s=60, lag_s=1)  # the third bid is not shown

    story.bid(99, 1).at(57).reads(None, bids=((99, 5), (98, 7)), asks=((101, 2),))

    assert "was 7.0 s old" in book_is_never_old(story.run, seconds=5).reason


def test_a_book_without_a_sequence_that_the_venue_never_had_is_not_fresh() -> None:
    story = opened().at(50).reads(None, bids=((99, 4),), asks=((101, 2),))

    assert not book_is_fresh_by(story.run, from_s=40, to_s=60, lag_s=5)
    assert not book_is_never_old(story.run, seconds=5)


# --- fresh ----------------------------------------------------------------------------------------


def test_a_book_is_fresh_until_the_venue_moves_on() -> None:
    story = opened().at(50).reads(3)

    assert book_is_fresh_by(story.run, from_s=40, to_s=60, lag_s=1)


def test_a_book_left_behind_is_not_fresh() -> None:
    story = opened().at(10).bid(97, 1).at(50).reads(3)

    verdict = book_is_fresh_by(story.run, from_s=40, to_s=60, lag_s=5)

    assert not verdict
    assert "the freshest was 40.0 s old" in verdict.reason


def test_no_book_at_all_is_not_fresh() -> None:
    story = opened().at(50).reads_nothing()

    verdict = book_is_fresh_by(story.run, from_s=40, to_s=60, lag_s=5)

    assert not verdict
    assert "none was served" in verdict.reason


def test_the_oldest_book_served_decides() -> None:
    story = opened().at(10).bid(97, 1).at(12).reads(3).at(13).reads(4)

    assert book_is_never_old(story.run, seconds=2)
    assert "was 2.0 s old" in book_is_never_old(story.run, seconds=1).reason


def test_without_a_book_no_age_can_be_told() -> None:
    with pytest.raises(Inconclusive, match="BTCUSDT: no book was ever served"):
        book_is_never_old(MarketStory().at(1).bid(99, 5).reads_nothing().run, seconds=1)


# --- withdrawn ------------------------------------------------------------------------------------


def test_a_book_that_is_withdrawn_in_time_passes() -> None:
    story = opened().at(40).reads(3).bid(97, 1).at(99).reads(3).at(101).reads_nothing()

    assert stale_book_is_withdrawn(story.run, from_s=40, to_s=170, after_s=60)


def test_a_book_that_is_served_on_fails() -> None:
    story = opened().at(40).reads(3).bid(97, 1).at(101).reads(3)

    verdict = stale_book_is_withdrawn(story.run, from_s=40, to_s=170, after_s=60)

    assert not verdict
    assert "out of date for 61.0 s" in verdict.reason


def test_a_still_market_makes_no_book_stale() -> None:
    story = opened().at(40).reads(3).at(120).bid(97, 1).at(169).reads(3)

    with pytest.raises(Inconclusive, match="did not move"):
        stale_book_is_withdrawn(story.run, from_s=40, to_s=170, after_s=60)


def test_a_book_that_was_never_there_cannot_be_withdrawn() -> None:
    story = opened().at(40).reads_nothing().bid(97, 1)

    with pytest.raises(Inconclusive, match="no book was served before"):
        stale_book_is_withdrawn(story.run, from_s=40, to_s=170, after_s=60)


# --- edges ----------------------------------------------------------------------------------------


def test_the_ends_of_the_window_belong_to_it() -> None:
    story = opened().at(50).reads(3)

    assert book_is_fresh_by(story.run, from_s=50, to_s=60, lag_s=0)
    assert book_is_fresh_by(story.run, from_s=40, to_s=50, lag_s=0)


def test_a_book_exactly_as_old_as_allowed_is_fresh() -> None:
    story = opened().at(10).bid(97, 1).at(15).reads(3)

    assert book_is_fresh_by(story.run, from_s=0, to_s=60, lag_s=5)


def test_another_symbol_and_no_book_do_not_hide_what_is_served_behind_them() -> None:
    story = opened().at(10).bid(97, 1)
    story.history.record(BookSampled(symbol="ETHUSDT", book=None))
    story.reads_nothing().at(20).reads(3)

    assert "was 10.0 s old" in book_is_never_old(story.run, seconds=5).reason


def test_a_book_before_all_that_the_venue_had_since_is_as_old_as_the_first_change() -> None:
    story = MarketStory().at(1).bid(99, 5).at(11).reads(0)

    assert "was 10.0 s old" in book_is_never_old(story.run, seconds=5).reason


def test_a_book_from_which_the_venue_has_not_moved_has_no_age() -> None:
    assert "more than 0.0 s" in book_is_never_old(opened().at(500).reads(3).run, seconds=0.5).reason


def test_books_judged_from_a_moment_on_include_that_moment() -> None:
    story = opened().at(5).reads(3, bids=((1, 1),)).at(6).bid(97, 1).reads(4)

    assert not book_is_never_wrong(story.run, from_s=5)


def test_a_stale_book_is_looked_for_in_the_whole_window_and_only_there() -> None:
    story = opened().at(30).reads(3).at(40).bid(97, 1).at(101).reads(3).at(102).reads_nothing()

    assert not stale_book_is_withdrawn(story.run, from_s=40, to_s=101, after_s=60)
    assert stale_book_is_withdrawn(story.run, from_s=40, to_s=100.5, after_s=60)


def test_a_book_that_is_stale_as_the_window_begins_is_held_against_it() -> None:
    story = opened().at(10).bid(97, 1).at(100).reads(3).at(105).bid(96, 1)

    assert "out of date for 90.0 s" in failure(
        stale_book_is_withdrawn(story.run, from_s=100, to_s=170, after_s=60)
    )


def test_a_market_that_moves_just_too_late_makes_no_book_stale() -> None:
    story = opened().at(40).reads(3).at(110).bid(97, 1)

    with pytest.raises(Inconclusive, match="did not move"):
        stale_book_is_withdrawn(story.run, from_s=40, to_s=170, after_s=60)


def test_a_book_that_the_venue_never_had_is_old_wherever_it_stands() -> None:
    story = opened().at(2).reads(None, bids=((1, 1),), asks=((101, 2),)).at(10).bid(97, 1).at(50).reads(3)

    assert "was 40.0 s old" in failure(book_is_fresh_by(story.run, from_s=40, to_s=60, lag_s=5))


def test_a_book_of_a_market_without_a_change_has_no_age() -> None:
    assert "more than 0.0 s" in success(book_is_never_old(MarketStory().at(9).reads(0).run, seconds=1))


def test_a_book_exactly_as_stale_as_allowed_is_not_held_against_it() -> None:
    story = opened().at(40).reads(3).bid(97, 1).at(100).reads(3)

    assert stale_book_is_withdrawn(story.run, from_s=40, to_s=170, after_s=60)


def test_nothing_served_in_the_window_is_withdrawn() -> None:
    story = opened().at(30).reads(3).at(40).bid(97, 1)

    assert "more than 0.0 s" in stale_book_is_withdrawn(story.run, from_s=40, to_s=170, after_s=60).reason


def test_a_book_served_more_than_ten_seconds_before_does_not_count_as_there() -> None:
    story = opened().at(29.5).reads(3).at(41).bid(97, 1)

    with pytest.raises(Inconclusive, match="no book was served before"):
        stale_book_is_withdrawn(story.run, from_s=40, to_s=170, after_s=60)
