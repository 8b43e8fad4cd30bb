"""What the checks of configuration say of runs made by hand."""

import pytest
from msgspec.structs import replace

from fakes.instruments import Side
from fakes.ledger import (
    Fact,
    LevelChanged,
    RequestReceived,
    SessionClosed,
    SessionOpened,
    SessionRefused,
)
from scenarios.checks.settings import (
    opening_is_refused,
    requests_are_held_back,
    requests_are_not_held_back,
    trading_is_off,
)
from scenarios.history import BookSampled, Noted, Opened, Raised
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict
from subjects.seen import BookSeen, Claim
from tests.unit.scenarios.checks.request_story import SYMBOL, Story
from tests.unit.scenarios.checks.verdicts import failure, success

ASKED = RequestReceived(
    request_id=1, operation="query", transport="rest", method="GET", path="/o", source="c", weight=4
)


def test_a_file_is_refused_with_an_error_of_the_connector_before_anything_is_dialled() -> None:
    refused = Story().raises(0.0, "open", "ConfigurationError")

    assert "it was refused: no" in success(opening_is_refused(refused.run, "it"))
    assert "it leaked lib.KeyError: no" in failure(
        opening_is_refused(Story().raises(0.0, "open", "KeyError", typed=False).run, "it")
    )
    assert "the connector opened with it" in failure(
        opening_is_refused(Story().event(0.0, Opened()).run, "it")
    )
    assert "at 0.1 s the venue was dialled before it was refused" in failure(
        opening_is_refused(refused.fact(0.1, ASKED).run, "it")
    )


def test_who_neither_opened_nor_refused_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the subject neither opened nor refused to"):
        opening_is_refused(Story().run, "it")


def held_back(run: Run) -> bool:
    return bool(requests_are_held_back(run, from_s=10.0, to_s=60.0, most_weight=40))


def not_held_back(run: Run) -> bool:
    return bool(requests_are_not_held_back(run, from_s=10.0, to_s=60.0, least_weight=40))


def changed(*, sent: int, asked: int = 20) -> Story:
    story = Story().event(5.0, Noted(name="configuration", value="thrifty"))
    for number in range(asked):
        story.calls_for(11.0 + number)
    for _ in range(sent):
        story.fact(15.0, ASKED)
    return story


def test_after_a_change_only_what_it_allows_is_sent() -> None:
    assert held_back(changed(sent=10).run)
    assert not held_back(changed(sent=11).run)
    restarted = changed(sent=10).fact(
        20.0, SessionClosed(session=1, role="market", code=1000, by_venue=False)
    )
    assert not held_back(restarted.run)


def test_held_back_is_only_who_wanted_more_after_a_change() -> None:
    with pytest.raises(Inconclusive, match="only 10 questions were asked"):
        held_back(changed(sent=5, asked=10).run)
    with pytest.raises(Inconclusive, match="the configuration was never changed"):
        held_back(Story().run)


def test_a_change_that_was_refused_holds_nothing_back() -> None:
    assert not_held_back(changed(sent=10).run)
    assert not not_held_back(changed(sent=9).run)
    with pytest.raises(Inconclusive, match="the configuration was never changed"):
        not_held_back(Story().fact(15.0, ASKED).run)


def off(*, claim: Claim = Claim.DID_NOT_HAPPEN, served: int | None = 2) -> Story:
    story = Story().calls_for(11.0, "submit", ends=None)
    story.event(
        11.0,
        Raised(call=1, verb="submit", kind="NotSent", error="e", claim=claim, typed=True, text="off"),
    )
    story.fact(12.0, LevelChanged(symbol=SYMBOL, sequence=2, side=Side.BUY, ticks=1, lots=1))
    book = BookSeen(symbol=SYMBOL, bids=(), asks=(), sequence=served)
    return story.event(13.0, BookSampled(symbol=SYMBOL, book=book))


def test_with_trading_off_orders_are_refused_and_the_book_goes_on() -> None:
    assert "1 orders refused with trading off, the book went on" in success(
        trading_is_off(off().run, off_s=10.0, on_s=40.0)
    )
    assert "the order of 11.0 s is told as unknown, it never left" in failure(
        trading_is_off(off(claim=Claim.UNKNOWN).run, off_s=10.0, on_s=40.0)
    )
    assert "the book was not served beyond 2 while trading was off" in failure(
        trading_is_off(off(served=1).run, off_s=10.0, on_s=40.0)
    )
    left = off().fact(14.0, replace(ASKED, operation="place"))
    assert "1 orders left with trading off, first at 14.0 s" in failure(
        trading_is_off(left.run, off_s=10.0, on_s=40.0)
    )


def test_a_flag_that_nobody_tried_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted while trading was off"):
        trading_is_off(Story().run, off_s=10.0, on_s=40.0)


# --- edges of time, and what the reasons say ----------------------------------------------------------


def test_the_reason_says_what_became_of_the_file() -> None:
    refused = Story().raises(0.0, "open", "KeyError", typed=False)
    dialled = Story().raises(0.0, "open", "ConfigurationError").fact(0.1, ASKED)

    assert "it leaked lib.KeyError: no" in failure(opening_is_refused(refused.run, "it"))
    assert "at 0.1 s the venue was dialled before it was refused" in failure(
        opening_is_refused(dialled.run, "it")
    )


@pytest.mark.parametrize(
    "knock",
    [
        SessionOpened(session=1, role="market", source="c"),
        SessionRefused(role="market", source="c", status=503),
    ],
)
def test_a_connection_or_an_attempt_at_one_is_dialling_too(knock: Fact) -> None:
    story = Story().raises(0.0, "open", "ConfigurationError").fact(0.1, knock)

    assert "the venue was dialled" in failure(opening_is_refused(story.run, "it"))


def asked_at(*times_s: float, changed_s: float = 5.0, sent: int = 10) -> Verdict:
    story = Story().event(changed_s, Noted(name="configuration", value="thrifty"))
    for at_s in times_s:
        story.calls_for(at_s)
    for _ in range(sent):
        story.fact(15.0, ASKED)
    return requests_are_held_back(story.run, from_s=10.0, to_s=60.0, most_weight=40)


def test_questions_at_either_end_of_the_time_count() -> None:
    inside = [float(at_s) for at_s in range(20, 29)]

    assert "40 of weight reached the venue in 50 s, 40 were configured" in success(
        asked_at(10.0, *inside, 60.0)
    )
    assert "44 of weight" in failure(asked_at(10.0, *inside, 60.0, sent=11))
    with pytest.raises(Inconclusive, match="only 10 questions were asked"):
        asked_at(9.0, 10.0, *inside, 61.0)


def test_a_change_must_come_before_the_time_and_be_one_of_the_configuration() -> None:
    with pytest.raises(Inconclusive, match="the configuration was never changed"):
        asked_at(*[20.0] * 11, changed_s=10.0)
    story = Story().event(5.0, Noted(name="something else", value=1)).fact(15.0, ASKED)
    with pytest.raises(Inconclusive, match="the configuration was never changed"):
        not_held_back(story.run)


def test_only_a_connection_that_the_connector_closed_meanwhile_is_a_restart() -> None:
    by_venue = SessionClosed(session=1, role="market", code=1001, by_venue=True)
    by_itself = SessionClosed(session=1, role="market", code=1000, by_venue=False)

    assert held_back(changed(sent=10).fact(20.0, by_venue).run)
    assert held_back(changed(sent=10).fact(60.0, by_itself).run)
    restarted = changed(sent=10).fact(59.0, by_itself)
    assert "closed a connection at 59.0 s" in failure(
        requests_are_held_back(restarted.run, from_s=10.0, to_s=60.0, most_weight=40)
    )


def test_the_reason_says_how_much_reached_the_venue_under_a_refused_setting() -> None:
    def said(sent: int) -> Verdict:
        run = changed(sent=sent).run
        return requests_are_not_held_back(run, from_s=10.0, to_s=60.0, least_weight=40)

    assert "40 of weight reached the venue in 50 s" in success(said(10))
    assert "36 of weight reached the venue in 50 s: a refused setting is in force" in failure(said(9))


def test_who_asked_for_less_than_that_got_all_of_it() -> None:
    assert not_held_back(changed(sent=3, asked=3).run)
    assert not not_held_back(changed(sent=2, asked=3).run)


def test_a_refused_setting_of_which_nothing_was_asked_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no questions were asked"):
        not_held_back(changed(sent=10, asked=0).run)


def test_an_order_of_the_moment_at_which_trading_goes_off_was_tried_with_trading_off() -> None:
    assert trading_is_off(off().run, off_s=11.0, on_s=40.0)


def test_an_order_of_the_moment_at_which_trading_is_on_again_was_not() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted while trading was off"):
        trading_is_off(off().run, off_s=5.0, on_s=11.0)


def moved_again(at_s: float, served_s: float | None = None) -> Verdict:
    """Trading is off until 40 s; the book moves once more and, if so, is served as it is then."""
    story = off().fact(at_s, LevelChanged(symbol=SYMBOL, sequence=3, side=Side.BUY, ticks=1, lots=2))
    if served_s is not None:
        book = BookSeen(symbol=SYMBOL, bids=(), asks=(), sequence=3)
        story.event(served_s, BookSampled(symbol=SYMBOL, book=book))
    return trading_is_off(story.run, off_s=10.0, on_s=40.0)


def test_what_moves_in_the_last_ten_seconds_need_not_be_served_any_more() -> None:
    assert moved_again(30.5)
    assert "the book was not served beyond 3" in failure(moved_again(29.5))


def test_a_book_served_at_the_last_moment_was_served_with_trading_off() -> None:
    assert "1 orders refused with trading off, the book went on" in success(moved_again(29.5, 40.0))
    assert not moved_again(29.5, 40.5)


def test_a_book_without_a_place_was_not_served_beyond_anything() -> None:
    story = off(served=None)
    first = story.ledger.entries[0]
    story.ledger.entries[0] = replace(first, fact=replace(first.fact, sequence=1))

    assert not trading_is_off(story.run, off_s=10.0, on_s=40.0)


def test_a_book_that_did_not_move_proves_nothing_of_a_flag() -> None:
    story = off()
    story.ledger.entries.clear()

    with pytest.raises(Inconclusive, match="the venue's book did not move"):
        trading_is_off(story.run, off_s=10.0, on_s=40.0)


def test_the_reason_says_what_was_told_of_an_order_that_never_left() -> None:
    left = off().fact(14.0, replace(ASKED, operation="place"))

    assert "the order of 11.0 s is told as unknown, it never left" in failure(
        trading_is_off(off(claim=Claim.UNKNOWN).run, off_s=10.0, on_s=40.0)
    )
    assert "1 orders left with trading off, first at 14.0 s" in failure(
        trading_is_off(left.run, off_s=10.0, on_s=40.0)
    )
