"""What the checks of streams that are recovering say of runs made by hand."""

from decimal import Decimal

import pytest

from fakes.ledger import RequestAnswered, RequestReceived
from fakes.operations import Outcome
from scenarios.checks.connection import private_stream_is_replaced
from scenarios.checks.stream_recovery import (
    book_never_goes_back,
    connections_are_left_alone,
    demand_strike_on_a_lost_book,
    demand_strikes,
    nothing_is_asked_until,
    updates_could_wait,
)
from scenarios.history import BookSampled
from scenarios.verdict import Inconclusive, Verdict
from subjects.seen import BookSeen
from tests.unit.scenarios.checks.connection_story import SYMBOL, Story
from tests.unit.scenarios.checks.verdicts import failure, success

# --- the second strike --------------------------------------------------------------------------------


def cut_at_20() -> Story:
    return Story().at(1).opens(1).subscribes(1).moves().serves().at(20).strikes("Reset")


def demand(story: Story) -> None:
    demand_strike_on_a_lost_book(story.run, "Reset", "HtmlPage")


def test_a_strike_while_the_book_is_away_is_what_is_demanded() -> None:
    demand(cut_at_20().at(22).strikes("HtmlPage").at(25).moves().serves())


def test_a_strike_after_the_book_is_back_struck_no_recovery() -> None:
    with pytest.raises(Inconclusive, match="did not strike between"):
        demand(cut_at_20().at(25).moves().serves().at(30).strikes("HtmlPage"))


def test_a_book_that_is_served_as_it_was_is_not_back() -> None:
    demand(cut_at_20().at(25).serves().at(30).strikes("HtmlPage").at(31).moves().serves())


def test_a_book_that_never_came_back_was_not_spared() -> None:
    demand(cut_at_20())


def test_without_a_first_strike_there_is_no_second() -> None:
    with pytest.raises(Inconclusive, match="Reset never struck"):
        demand(Story().at(1).moves().serves().at(20).strikes("HtmlPage"))


def test_a_fault_that_struck_too_seldom_is_no_premise() -> None:
    demand_strikes(cut_at_20().at(30).strikes("Reset").run, "Reset", times=2)
    with pytest.raises(Inconclusive, match="Reset struck 1 times, not 2"):
        demand_strikes(cut_at_20().run, "Reset", times=2)


# --- keeping still ------------------------------------------------------------------------------------


RATE_LIMITED = RequestAnswered(request_id=1, operation="depth", status=429, outcome=Outcome.RATE_LIMITED)


def refused_at_20() -> Story:
    return Story().at(20).happens(RATE_LIMITED)


def asks(story: Story) -> Story:
    asked = RequestReceived(
        request_id=2, operation="depth", transport="rest", method="GET", path="/depth", source="client"
    )
    return story.happens(asked)


def still(story: Story) -> Verdict:
    return nothing_is_asked_until(story.run, outcome=Outcome.RATE_LIMITED, wait_s=25.0)


def test_whoever_waits_for_as_long_as_he_was_told_passes() -> None:
    assert "nothing was asked in the 25 s after the refusal (rate_limited) at 20.0 s" in success(
        still(asks(refused_at_20().at(46)))
    )


def test_what_was_already_on_its_way_does_not_count() -> None:
    assert still(asks(refused_at_20().at(20.5)))


def test_a_request_before_that_fails_with_its_time() -> None:
    assert "first depth at 30.0 s" in still(asks(refused_at_20().at(30))).reason


def test_a_storm_of_connections_before_that_fails() -> None:
    story = refused_at_20()
    for second in range(22, 34):
        story.at(second).refuses()

    assert "12 connections were tried" in still(story).reason


def test_without_a_refusal_there_is_nothing_to_wait_for() -> None:
    with pytest.raises(Inconclusive, match="nothing was answered with rate_limited"):
        still(asks(Story().at(20)))


# --- connections without a reason ---------------------------------------------------------------------


def connected(*times_s: float) -> Verdict:
    story = Story()
    for number, at_s in enumerate(times_s):
        story.at(at_s).opens(number)
    return connections_are_left_alone(story.run, cut_s=20.0, from_s=30.0, to_s=100.0, most=2)


def test_a_connection_that_is_made_again_once_or_twice_is_left_alone() -> None:
    assert "2 connections were made between 30 s and 100 s" in success(connected(1, 21, 22, 60, 99, 101, 102))


def test_connections_made_more_often_fail() -> None:
    assert "3 connections were made between 30 s and 100 s" in connected(1, 21, 31, 60, 90).reason


def test_without_a_new_connection_nothing_was_cut() -> None:
    with pytest.raises(Inconclusive, match="no connection was made again"):
        connected(1)


# --- never back ---------------------------------------------------------------------------------------


def test_a_book_that_only_moves_on_never_goes_back() -> None:
    assert "no book was older than one before it, up to sequence 2" in success(
        book_never_goes_back(Story().at(1).moves().serves().at(2).serves().at(3).moves().serves().run)
    )


def test_a_book_that_is_served_older_than_before_fails() -> None:
    story = Story().at(1).moves().moves().serves().at(3).serves(sequence=1)

    assert "served sequence 1, after 2 had been served at 1.000 s" in book_never_goes_back(story.run).reason


def test_a_book_that_never_moved_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="never moved"):
        book_never_goes_back(Story().at(1).moves().serves().at(2).serves().run)


# --- the second death of a private stream -------------------------------------------------------------


def half_open_twice() -> Story:
    story = Story().at(1).opens(1, "user").subscribes(1, "user").at(20).strikes("HalfOpen")
    return story.at(40).opens(2, "user").subscribes(2, "user").at(41).strikes("HalfOpen")


def again(story: Story) -> Verdict:
    return private_stream_is_replaced(story.run, fault="HalfOpen", strike=2, within_s=120.0)


def test_a_private_stream_that_is_replaced_again_passes() -> None:
    assert "replaced after 29.0 s" in success(
        again(half_open_twice().at(70).opens(3, "user").subscribes(3, "user"))
    )


def test_a_private_stream_that_was_replaced_once_only_fails() -> None:
    assert "dead since 41.0 s" in again(half_open_twice()).reason


def test_a_fault_that_struck_once_only_is_no_second_death() -> None:
    story = Story().at(1).opens(1, "user").subscribes(1, "user").at(20).strikes("HalfOpen")
    with pytest.raises(Inconclusive, match="struck 1 times"):
        again(story)


# --- edges of time ------------------------------------------------------------------------------------


def test_a_fault_must_have_struck_once_at_least() -> None:
    demand_strikes(cut_at_20().run, "Reset")
    with pytest.raises(Inconclusive, match="HtmlPage struck 0 times, not 1"):
        demand_strikes(cut_at_20().run, "HtmlPage")


def test_what_was_on_its_way_at_the_first_strike_is_no_return() -> None:
    story = cut_at_20().at(20.5).moves().serves().at(22).strikes("HtmlPage").at(25).moves().serves()

    demand(story)


def test_what_moved_within_a_second_of_the_first_strike_is_no_news_later() -> None:
    demand(cut_at_20().at(21).moves().at(22).serves().at(23).strikes("HtmlPage").at(25).moves().serves())


def test_the_first_book_that_ever_was_is_a_return() -> None:
    story = Story().at(20).strikes("Reset").at(22).moves().serves().at(25).strikes("HtmlPage")

    with pytest.raises(Inconclusive, match="did not strike between"):
        demand(story)


def test_a_refused_connection_tells_to_wait_as_an_answer_does_if_it_is_of_that_kind() -> None:
    refused = asks(Story().at(20).refuses().at(30))
    earlier = asks(Story().at(2).refuses().at(20).happens(RATE_LIMITED).at(30))

    assert "25 s after the refusal (failed) at 20.0 s" in failure(
        nothing_is_asked_until(refused.run, outcome=Outcome.FAILED, wait_s=25.0)
    )
    assert "25 s after the refusal (rate_limited) at 20.0 s" in failure(still(earlier))


def test_the_first_second_and_the_end_of_the_wait_are_free() -> None:
    assert "nothing was asked in the 25 s after the refusal (rate_limited) at 20.0 s" in success(
        still(asks(asks(refused_at_20().at(21)).at(45)))
    )
    assert not still(asks(refused_at_20().at(21.5)))
    assert not still(asks(refused_at_20().at(44.5)))


def test_ten_connections_may_be_tried_and_those_at_either_end_do_not_count() -> None:
    story = refused_at_20().at(21).refuses()
    for second in range(22, 32):
        story.at(second).refuses()

    assert still(story.at(45).refuses())
    assert "11 connections were tried in the 25 s after the refusal (rate_limited)" in failure(
        still(story.at(40).refuses())
    )


def test_connections_at_either_end_of_the_time_count() -> None:
    assert "2 connections were made" in success(connected(20, 30, 100))
    assert "3 connections were made between 30 s and 100 s, at most 2 had a reason" in failure(
        connected(20, 30, 60, 100)
    )
    assert connected(20)


def test_a_refused_connection_was_tried_all_the_same() -> None:
    story = Story().at(25).opens(1)
    for second in (40, 50, 60):
        story.at(second).refuses()

    assert not connections_are_left_alone(story.run, cut_s=20.0, from_s=30.0, to_s=100.0, most=2)


def test_the_reason_says_when_the_newer_book_was_first_served() -> None:
    story = Story().at(1).moves().moves().serves().at(2).serves().at(3).serves(sequence=1)

    assert "at 3.000 s it served sequence 1, after 2 had been served at 1.000 s" in failure(
        book_never_goes_back(story.run)
    )


def test_the_sentence_says_how_far_the_book_went() -> None:
    story = Story().at(1).moves().serves().at(3).moves().serves()

    assert "up to sequence 2" in success(book_never_goes_back(story.run))


def test_a_book_without_a_place_is_one_that_the_venue_never_had() -> None:
    story = Story().at(1).moves().serves().at(2)
    levels = ((Decimal(7), Decimal(7)),)
    story.says(BookSampled(symbol=SYMBOL, book=BookSeen(symbol=SYMBOL, bids=levels, asks=levels)))

    assert "at 2.000 s it served a book that the venue never had" in failure(book_never_goes_back(story.run))


# --- what could wait ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened_s", "ended_s", "waits"),
    [(1, None, True), (1, 22, False), (1, 23, True), (25, None, True), (26, None, False)],
)
def test_updates_wait_only_on_a_session_of_that_time(
    opened_s: float, ended_s: float | None, waits: bool
) -> None:
    story = Story().at(opened_s).opens(1).subscribes(1)
    if ended_s is not None:
        story.at(ended_s).ends(1)

    assert updates_could_wait(story.run, from_s=23, to_s=25) is waits


def test_a_session_for_another_symbol_lets_nothing_wait() -> None:
    story = Story().at(1).opens(1).subscribes(1, "ethusdt@depth")

    assert not updates_could_wait(story.run, from_s=23, to_s=25)
