"""What the checks of books through odd feeds say of runs made by hand."""

import pytest

from fakes.ledger import RequestReceived, SessionOpened
from fakes.operations import Operation, Role
from scenarios.checks.odd_books import (
    book_is_there_throughout,
    connections_are_kept,
    levels_flickered,
    no_crossed_book_is_served,
    snapshots_are_few,
)
from scenarios.verdict import Inconclusive
from tests.unit.scenarios.checks.market_story import MarketStory

# --- there throughout -----------------------------------------------------------------------------


def looked_at(*there: bool) -> MarketStory:
    """A look each second from 10 s on; before, there was a book."""
    story = MarketStory().at(1).reads(1)
    for second, book in enumerate(there, 10):
        story.at(second)
        story.reads(1) if book else story.reads_nothing()
    return story


def test_a_book_at_every_look_passes() -> None:
    assert book_is_there_throughout(looked_at(True, True, True).run, from_s=10, to_s=20)


def test_as_many_looks_without_a_book_as_are_allowed_pass() -> None:
    assert book_is_there_throughout(looked_at(True, False, True).run, from_s=10, to_s=20, but=1)


def test_one_more_look_without_a_book_fails() -> None:
    verdict = book_is_there_throughout(looked_at(False, False, True).run, from_s=10, to_s=20, but=1)

    assert "no book was served 2 of 3 times, first at 10.0 s" in verdict.reason


def test_looks_outside_of_the_window_do_not_count() -> None:
    assert book_is_there_throughout(looked_at(True, True, False).run, from_s=10, to_s=11)


def test_no_book_before_the_window_proves_nothing() -> None:
    with pytest.raises(Inconclusive):
        book_is_there_throughout(MarketStory().at(10).reads(1).run, from_s=10, to_s=20)


# --- few snapshots --------------------------------------------------------------------------------


def asked(*times_s: float) -> MarketStory:
    story = MarketStory()
    for number, at_s in enumerate(times_s, 1):
        story.at(at_s).ledger.record(
            RequestReceived(
                request_id=number,
                operation=Operation.DEPTH,
                transport="rest",
                method="GET",
                path="/depth",
                source="10.0.0.1",
            )
        )
    return story


def test_few_snapshots_pass() -> None:
    assert snapshots_are_few(asked(1, 30, 31).run, from_s=20, to_s=40, most=2)


def test_too_many_snapshots_fail() -> None:
    verdict = snapshots_are_few(asked(1, 30, 31, 32).run, from_s=20, to_s=40, most=2)

    assert "3 snapshots were asked for between 20 s and 40 s, 2 are plenty" in verdict.reason


def test_no_snapshot_at_all_proves_nothing() -> None:
    with pytest.raises(Inconclusive):
        snapshots_are_few(MarketStory().run, from_s=20, to_s=40, most=2)


# --- connections ----------------------------------------------------------------------------------


def opened(*times_s: float, role: Role = Role.MARKET) -> MarketStory:
    story = MarketStory()
    for number, at_s in enumerate(times_s, 1):
        story.at(at_s).ledger.record(SessionOpened(session=number, role=role, source="10.0.0.1"))
    return story


def test_a_connection_that_stays_passes() -> None:
    assert connections_are_kept(opened(1, 30).run, from_s=10, to_s=100, most=1)


def test_a_connection_made_again_and_again_fails() -> None:
    verdict = connections_are_kept(opened(1, 30, 60).run, from_s=10, to_s=100, most=1)

    assert "2 market connections were opened between 10 s and 100 s, 1 are plenty" in verdict.reason


@pytest.mark.parametrize("role", [Role.MARKET, Role.USER], ids=["too_late", "another"])
def test_no_market_connection_before_proves_nothing(role: Role) -> None:
    with pytest.raises(Inconclusive):
        connections_are_kept(opened(1 if role is Role.USER else 20, role=role).run, from_s=10, to_s=9, most=1)


# --- flickers -------------------------------------------------------------------------------------


def test_levels_that_came_and_went_in_one_instant_are_counted() -> None:
    story = MarketStory().at(5).bid(100, 1).bid(100, 0).at(6).bid(100, 1).bid(100, 0)

    assert levels_flickered(story.run, times=2)


def test_levels_that_stayed_for_a_while_are_not() -> None:
    with pytest.raises(Inconclusive):
        levels_flickered(MarketStory().at(5).bid(100, 1).at(6).bid(100, 0).run, times=1)


# --- crossed --------------------------------------------------------------------------------------


def price_passed() -> MarketStory:
    """First 100 was asked; then somebody bids it."""
    story = MarketStory().at(0).bid(90, 1).ask(100, 1).at(1).reads(2, bids=((90, 1),), asks=((100, 1),))
    return story.at(5).ask(100, 0).ask(120, 1).bid(100, 1)


def test_books_with_bids_below_asks_pass() -> None:
    assert no_crossed_book_is_served(price_passed().reads(5, bids=((100, 1),), asks=((120, 1),)).run)


def test_a_book_with_a_side_missing_is_not_crossed() -> None:
    assert no_crossed_book_is_served(price_passed().reads(5, bids=((100, 1),)).run)


@pytest.mark.parametrize("ask", [99, 100], ids=["crossed", "locked"])
def test_a_crossed_book_fails(ask: int) -> None:
    story = price_passed().at(6).reads(5, bids=((100, 1),), asks=((ask, 1),))

    verdict = no_crossed_book_is_served(story.run)

    assert "at 6.000 s a book was served in which somebody bids 1.00" in verdict.reason


def test_a_price_that_never_moved_so_far_proves_nothing() -> None:
    story = MarketStory().bid(90, 1).ask(100, 1).at(1).reads(2, bids=((90, 1),), asks=((100, 1),))

    with pytest.raises(Inconclusive):
        no_crossed_book_is_served(story.at(2).bid(95, 1).run)


def test_no_book_at_all_proves_nothing() -> None:
    with pytest.raises(Inconclusive):
        no_crossed_book_is_served(MarketStory().bid(90, 1).ask(100, 1).run)
