"""What the checks of books through odd feeds say of runs made by hand."""

import pytest
from msgspec import structs

from fakes.ledger import LevelChanged, Published, RequestReceived, SessionOpened, Subscribed
from fakes.operations import Operation, Role, StreamKind
from scenarios.checks.odd_books import (
    book_is_there_throughout,
    connections_are_kept,
    levels_flickered,
    no_crossed_book_is_served,
    snapshots_are_few,
)
from scenarios.verdict import Inconclusive
from tests.unit.scenarios.checks.market_story import MarketStory
from tests.unit.scenarios.checks.verdicts import failure, success

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
    verdict = book_is_there_throughout(looked_at(True, False, True).run, from_s=10, to_s=20, but=1)

    assert "BTCUSDT: a book 2 of 3 times" in success(verdict)


def test_one_more_look_without_a_book_fails() -> None:
    verdict = book_is_there_throughout(looked_at(False, False, True).run, from_s=10, to_s=20, but=1)

    assert "no book was served 2 of 3 times, first at 10.0 s" in failure(verdict)


def test_looks_at_either_end_of_the_window_count_and_at_first_every_one_needs_a_book() -> None:
    assert "1 of 2 times, first at 10.0 s" in failure(
        book_is_there_throughout(looked_at(False, True).run, from_s=10, to_s=11)
    )
    assert "2 of 2 times" in failure(
        book_is_there_throughout(looked_at(False, False).run, from_s=10, to_s=11)
    )


def test_looks_at_another_book_say_nothing_of_this_one() -> None:
    story = looked_at(False)
    with pytest.raises(Inconclusive, match="ETHUSDT: no book was served before 10 s"):
        book_is_there_throughout(story.run, from_s=10, to_s=20, symbol="ETHUSDT")


def test_looks_outside_of_the_window_do_not_count() -> None:
    assert book_is_there_throughout(looked_at(True, True, False).run, from_s=10, to_s=11)


def test_no_book_before_the_window_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no book was served before 10 s"):
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
    verdict = snapshots_are_few(asked(1, 30, 31).run, from_s=20, to_s=40, most=2)

    assert "2 snapshots were asked for between 20 s and 40 s" in success(verdict)


def test_too_many_snapshots_fail() -> None:
    verdict = snapshots_are_few(asked(1, 20, 31, 40).run, from_s=20, to_s=40, most=2)

    assert "3 snapshots were asked for between 20 s and 40 s, 2 are plenty" in failure(verdict)


def test_who_asks_all_the_time_may_go_on_as_often_as_before() -> None:
    steady = asked(*range(2, 40, 2)).run
    hurried = asked(*range(2, 20, 2), *range(20, 40)).run

    assert "10 snapshots were asked for" in success(
        snapshots_are_few(steady, from_s=20, to_s=40, most=2, usual_until_s=20)
    )
    assert "20 snapshots were asked for between 20 s and 40 s, 10 are plenty" in failure(
        snapshots_are_few(hurried, from_s=20, to_s=40, most=2, usual_until_s=20)
    )


def subscribed(*times_s: float, kind: StreamKind = StreamKind.DEPTH) -> MarketStory:
    """A venue that sends on the stream what a book starts from."""
    story = MarketStory()
    for session, at_s in enumerate(times_s, 1):
        story.at(at_s).ledger.record(Subscribed(session=session, stream="book:BTCUSDT"))
        story.ledger.record(Published(session=session, stream="book:BTCUSDT", kind=kind))
    return story


def test_to_subscribe_to_a_book_is_to_ask_for_its_snapshot() -> None:
    verdict = snapshots_are_few(subscribed(1, 20, 31, 40).run, from_s=20, to_s=40, most=2)

    assert "3 snapshots were asked for between 20 s and 40 s, 2 are plenty" in failure(verdict)


def test_where_snapshots_are_asked_for_by_request_to_subscribe_is_to_ask_for_none() -> None:
    story = subscribed(20, 31, 40)
    for entry in asked(1).ledger.entries:
        story.ledger.entries.append(entry)

    assert snapshots_are_few(story.run, from_s=20, to_s=40, most=0)


def test_to_subscribe_to_trades_is_to_ask_for_no_snapshot() -> None:
    with pytest.raises(Inconclusive, match="no snapshot was ever asked for"):
        snapshots_are_few(subscribed(20, kind=StreamKind.TRADE).run, from_s=20, to_s=40, most=2)


def test_no_snapshot_at_all_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no snapshot was ever asked for"):
        snapshots_are_few(MarketStory().run, from_s=20, to_s=40, most=2)


# --- connections ----------------------------------------------------------------------------------


def opened(*times_s: float, role: Role = Role.MARKET) -> MarketStory:
    story = MarketStory()
    for number, at_s in enumerate(times_s, 1):
        story.at(at_s).ledger.record(SessionOpened(session=number, role=role, source="10.0.0.1"))
    return story


def test_a_connection_that_stays_passes() -> None:
    verdict = connections_are_kept(opened(1, 30).run, from_s=10, to_s=100, most=1)

    assert "1 market connections were opened between 10 s and 100 s" in success(verdict)


def test_a_connection_made_again_and_again_fails() -> None:
    verdict = connections_are_kept(opened(1, 10, 100).run, from_s=10, to_s=100, most=1)

    assert "2 market connections were opened between 10 s and 100 s, 1 are plenty" in failure(verdict)


@pytest.mark.parametrize("role", [Role.MARKET, Role.USER], ids=["too_late", "another"])
def test_no_market_connection_before_proves_nothing(role: Role) -> None:
    with pytest.raises(Inconclusive, match="no market connection was opened before 10 s"):
        connections_are_kept(opened(1 if role is Role.USER else 10, role=role).run, from_s=10, to_s=9, most=1)


# --- flickers -------------------------------------------------------------------------------------


def updated(story: MarketStory, *, stream: str = "btcusdt@depth@100ms", kind: str = "depth") -> MarketStory:
    """The venue tells of its book."""
    story.ledger.record(Published(session=1, stream=stream, kind=kind))
    return story


def test_levels_that_came_and_went_between_two_updates_are_counted() -> None:
    story = updated(MarketStory().at(5).bid(100, 1).bid(100, 0)).at(6).bid(100, 1).at(6.0001).bid(100, 0)

    assert "2 levels came and went" in success(levels_flickered(story.run, times=2))


def test_levels_of_another_symbol_neither_count_nor_hide_those_behind_them() -> None:
    story = MarketStory().at(5).bid(100, 1).bid(100, 0)
    other = [structs.replace(entry.fact, symbol="ETHUSDT") for entry in story.ledger.of(LevelChanged)]
    story = MarketStory().at(5)
    for fact in other:
        story.ledger.record(fact)
    with pytest.raises(Inconclusive, match="BTCUSDT: 0 levels flickered, 1 are needed"):
        levels_flickered(story.run, times=1)

    assert levels_flickered(story.bid(100, 1).bid(100, 0).run, times=1)


def test_a_level_that_goes_without_having_come_did_not_flicker() -> None:
    story = MarketStory().at(5).bid(90, 0).bid(100, 1).bid(100, 0)

    assert "1 levels" in success(levels_flickered(story.run, times=1))


def test_a_level_that_only_changes_did_not_come_anew() -> None:
    story = updated(MarketStory().at(5).bid(100, 1)).at(6).bid(100, 2).bid(100, 0)

    with pytest.raises(Inconclusive, match="0 levels flickered"):
        levels_flickered(story.run, times=1)


def test_levels_that_an_update_told_of_did_not_flicker() -> None:
    with pytest.raises(Inconclusive, match="0 levels flickered, 1 are needed"):
        levels_flickered(updated(MarketStory().at(5).bid(100, 1)).bid(100, 0).run, times=1)


@pytest.mark.parametrize("other", [{"stream": "ethusdt@depth@100ms"}, {"kind": "trade"}])
def test_a_message_about_something_else_is_no_update_of_the_book(other: dict[str, str]) -> None:
    assert levels_flickered(updated(MarketStory().at(5).bid(100, 1), **other).bid(100, 0).run, times=1)


# --- crossed --------------------------------------------------------------------------------------


def price_passed() -> MarketStory:
    """First 100 was asked; then somebody bids it."""
    story = MarketStory().at(0).bid(90, 1).ask(100, 1).at(1).reads(2, bids=((90, 1),), asks=((100, 1),))
    return story.at(5).ask(100, 0).ask(120, 1).bid(100, 1)


def test_books_with_bids_below_asks_pass() -> None:
    story = price_passed().reads(5, bids=((100, 1),), asks=((120, 1),))

    assert "2 books served, none of them crossed" in success(no_crossed_book_is_served(story.run))


def test_a_book_with_a_side_missing_is_not_crossed() -> None:
    assert no_crossed_book_is_served(price_passed().reads(5, bids=((100, 1),)).run)
    assert no_crossed_book_is_served(price_passed().reads(5, asks=((100, 1),)).run)


def test_a_book_with_a_side_missing_does_not_hide_the_crossed_one_behind_it() -> None:
    story = price_passed().reads(5, bids=((100, 1),)).at(6).reads(5, bids=((100, 1),), asks=((99, 1),))

    assert "asks 0.99" in failure(no_crossed_book_is_served(story.run))


@pytest.mark.parametrize("ask", [99, 100], ids=["crossed", "locked"])
def test_a_crossed_book_fails(ask: int) -> None:
    story = price_passed().at(6).reads(5, bids=((100, 1),), asks=((ask, 1),))

    verdict = no_crossed_book_is_served(story.run)

    assert "at 6.000 s a book was served in which somebody bids 1.00" in failure(verdict)


def test_a_price_that_never_moved_so_far_proves_nothing() -> None:
    story = MarketStory().bid(90, 1).ask(100, 1).at(1).reads(2, bids=((90, 1),), asks=((100, 1),))

    with pytest.raises(Inconclusive, match="no bid of the venue's ever reached an earlier ask"):
        no_crossed_book_is_served(story.at(2).bid(95, 1).run)


def test_the_ask_to_be_reached_is_that_of_the_first_served_book() -> None:
    before = MarketStory().bid(90, 1).ask(95, 1).ask(95, 0).ask(100, 1).at(1)
    before.reads(4, bids=((90, 1),), asks=((100, 1),))

    with pytest.raises(Inconclusive, match="no bid"):
        no_crossed_book_is_served(before.at(2).bid(96, 1).run)


def test_what_changed_in_the_moment_of_the_first_served_book_came_before_it() -> None:
    story = MarketStory().bid(90, 1).ask(100, 1).at(1).ask(100, 0).ask(110, 1)
    story.reads(4, bids=((90, 1),), asks=((110, 1),))

    with pytest.raises(Inconclusive, match="no bid"):
        no_crossed_book_is_served(story.at(2).bid(105, 1).run)


def test_a_venue_that_asks_nothing_or_bids_nothing_has_no_price_to_pass() -> None:
    nothing_asked = MarketStory().bid(90, 1).at(1).reads(1, bids=((90, 1),)).at(2).bid(100, 1)
    nothing_bid = MarketStory().ask(100, 1).at(1).reads(1, asks=((100, 1),)).at(2).ask(99, 1)

    for story in (nothing_asked, nothing_bid):
        with pytest.raises(Inconclusive, match="no bid"):
            no_crossed_book_is_served(story.run)


def test_no_book_at_all_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no book was ever served"):
        no_crossed_book_is_served(MarketStory().bid(90, 1).ask(100, 1).run)
