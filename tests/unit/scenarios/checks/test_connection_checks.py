"""What the checks of connections say of runs made by hand."""

import pytest

from fakes.ledger import SessionClosed
from scenarios.checks.connection import (
    PAUSED,
    a_fault_struck,
    a_pause_costs_no_connection,
    attempts_are_spaced,
    books_are_back,
    gaps_grow,
    market_connections_are_few,
    no_door_is_shut,
    private_stream_is_replaced,
    sessions_do_not_pile_up,
    silent_stream_is_replaced,
    the_book_is_left_subscribed,
    the_venue_ends_no_session,
)
from scenarios.history import Noted
from scenarios.verdict import Inconclusive, Verdict
from tests.unit.scenarios.checks.connection_story import SYMBOL, Story
from tests.unit.scenarios.checks.verdicts import failure, success

# --- books come back ----------------------------------------------------------------------------------


def cut_at_40() -> Story:
    """A book that was served, and moved on after the cut."""
    return Story().at(1).opens(1).subscribes(1).moves().sends().serves().at(42).moves()


def back(story: Story) -> Verdict:
    return books_are_back(story.run, SYMBOL, after_s=40, within_s=30)


def test_a_book_that_is_sent_and_served_with_news_is_back() -> None:
    assert success(back(cut_at_40().at(50).sends(2).serves())) == "1 books back within 10.0 s"


def test_a_book_that_is_served_as_it_was_is_not_back() -> None:
    verdict = back(cut_at_40().at(50).sends(2).serves(sequence=1))

    assert not verdict
    assert "never came back" in verdict.reason


def test_a_snapshot_without_a_stream_is_not_back() -> None:
    assert not back(cut_at_40().at(50).serves())


def test_who_never_subscribed_is_back_with_the_news_that_he_asked_for() -> None:
    asked = Story().at(1).moves().serves().at(42).moves().at(50)

    assert success(back(asked.serves())) == "1 books back within 10.0 s"


def test_who_never_subscribed_and_serves_the_old_book_is_not_back() -> None:
    asked = Story().at(1).moves().serves().at(42).moves().at(50)

    assert "never came back" in failure(back(asked.serves(sequence=1)))


def test_what_was_sent_into_the_ending_connection_does_not_count() -> None:
    assert not back(cut_at_40().at(40.5).sends().at(50).serves())


@pytest.mark.parametrize(("sent_s", "counts"), [(41.0, False), (41.5, True)])
def test_what_is_sent_after_the_first_second_counts(sent_s: float, counts: bool) -> None:
    assert bool(back(cut_at_40().at(sent_s).sends().at(50).serves())) is counts


def test_a_book_may_be_back_at_the_last_moment() -> None:
    assert back(cut_at_40().at(70).sends(2).serves())


def test_a_state_of_the_moment_of_the_cut_is_no_news() -> None:
    story = Story().at(1).opens(1).subscribes(1).moves().at(40).moves().at(42).moves()

    assert "never came back" in failure(back(story.at(50).sends(2).serves(sequence=2)))


def test_a_market_that_first_moves_after_the_cut_has_news() -> None:
    assert back(Story().at(42).moves().at(50).sends(2).serves())


def there_and_back() -> Story:
    """The venue's book is at 50 s once more what it was before the cut."""
    story = Story().at(1).opens(1).subscribes(1).moves(lots=1).at(42).moves(lots=2).at(45).moves(lots=1)
    return story.at(50).sends(2)


def test_a_book_without_number_that_stopped_is_not_back_when_the_venue_returns_to_it() -> None:
    assert "never came back" in failure(back(there_and_back().shows(1).at(55).moves(lots=3).shows(1)))


def test_a_book_without_number_is_back_with_what_was_never_there_before() -> None:
    story = there_and_back().shows(1).at(55).moves(lots=3).shows(3)

    assert success(back(story)) == "1 books back within 15.0 s"


def test_a_book_without_number_that_the_venue_has_only_later_is_no_news() -> None:
    assert "never came back" in failure(back(there_and_back().shows(3).at(60).moves(lots=3)))


@pytest.mark.parametrize("moved_s", [52, 55])
def test_a_market_that_moves_in_the_first_half_can_be_judged(moved_s: float) -> None:
    assert back(Story().at(1).moves().at(moved_s).moves().at(60).sends().serves())


def test_a_market_that_moves_only_at_the_end_can_not() -> None:
    with pytest.raises(Inconclusive, match="did not move"):
        back(Story().at(1).moves().at(56).moves().at(60).sends().serves())


def test_a_book_that_is_back_too_late_fails_with_its_time() -> None:
    verdict = back(cut_at_40().at(75).sends(2).serves())

    assert not verdict
    assert "35.0 s after" in verdict.reason


def test_nothing_is_judged_while_the_market_stands_still() -> None:
    with pytest.raises(Inconclusive, match="did not move"):
        back(Story().at(1).moves().serves().at(50).sends().serves())


# --- silence and half-open ----------------------------------------------------------------------------


def test_a_silent_stream_that_is_subscribed_again_in_time_is_replaced() -> None:
    story = Story().at(1).opens(1).subscribes(1).at(30).strikes("Silence").at(60).opens(2).subscribes(2)

    in_time = silent_stream_is_replaced(story.run, symbol=SYMBOL, within_s=30)
    too_late = silent_stream_is_replaced(story.run, symbol=SYMBOL, within_s=20)

    assert success(in_time) == "replaced after 30.0 s of silence"
    assert failure(too_late).endswith("was replaced after 30.0 s, 20 s are allowed")


def test_a_silent_stream_that_nobody_replaces_fails() -> None:
    story = (
        Story().at(1).opens(1).subscribes(1).at(30).strikes("Silence").at(40).subscribes(1, "ethusdt@depth")
    )

    assert not silent_stream_is_replaced(story.run, symbol=SYMBOL, within_s=60)


def test_what_is_subscribed_as_the_silence_begins_is_neither_its_victim_nor_its_replacement() -> None:
    silence = Story().at(30).strikes("Silence").subscribes(2)
    with pytest.raises(Inconclusive, match="not subscribed when the silence began"):
        silent_stream_is_replaced(silence.run, symbol=SYMBOL, within_s=60)

    watched = Story().at(1).subscribes(1).at(30).strikes("Silence").subscribes(2)
    assert "never replaced" in failure(silent_stream_is_replaced(watched.run, symbol=SYMBOL, within_s=60))


def test_silence_is_not_judged_without_a_subscription_or_without_silence() -> None:
    with pytest.raises(Inconclusive, match="not subscribed"):
        silent_stream_is_replaced(Story().at(30).strikes("Silence").run, symbol=SYMBOL, within_s=60)
    with pytest.raises(Inconclusive, match="never struck"):
        silent_stream_is_replaced(Story().subscribes(1).run, symbol=SYMBOL, within_s=60)


def private() -> Story:
    return Story().at(1).opens(1, "user").subscribes(1, "user").at(30).strikes("HalfOpen")


def replaced(story: Story) -> Verdict:
    return private_stream_is_replaced(story.run, fault="HalfOpen", within_s=120)


def test_a_private_stream_counts_as_replaced_by_a_new_session_in_time() -> None:
    in_time = replaced(private().at(150).opens(2, "user").subscribes(2, "user"))
    too_late = replaced(private().at(180).opens(2, "user").subscribes(2, "user"))

    assert success(in_time) == "replaced after 120.0 s"
    assert "replaced 150.0 s after it had died" in failure(too_late)


def test_neither_the_dead_session_nor_a_market_one_replaces_it() -> None:
    assert not replaced(private().at(80).subscribes(1, "user").opens(2).subscribes(2))


def test_without_a_private_stream_there_is_nothing_to_replace() -> None:
    with pytest.raises(Inconclusive, match="no private stream"):
        replaced(Story().at(30).strikes("HalfOpen"))


def test_a_session_of_the_very_moment_neither_died_nor_replaces() -> None:
    with pytest.raises(Inconclusive, match="no private stream"):
        replaced(Story().at(30).strikes("HalfOpen").opens(1, "user").subscribes(1, "user"))

    assert "never replaced" in failure(replaced(private().opens(2, "user").at(40).subscribes(2, "user")))


# --- attempts -----------------------------------------------------------------------------------------


def knocks(*at_s: float) -> Story:
    story = Story()
    for each in at_s:
        story.at(each).refuses()
    return story


def test_attempts_are_counted_refused_or_not() -> None:
    run = knocks(1, 2, 3).at(10).opens(1).run
    few = attempts_are_spaced(run, from_s=1, to_s=10, fewer_than=5)
    many = attempts_are_spaced(run, from_s=1, to_s=10, fewer_than=4)

    assert success(few) == "4 attempts to connect in 9 s"
    assert failure(many) == "4 attempts to connect in 9 s, from 4 on are too many"


def test_only_attempts_at_market_streams_within_the_time_count() -> None:
    story = knocks(0.5, 2, 3).at(4).opens(1, "user").ends(7).strikes("Reset").at(11).opens(2)

    assert success(attempts_are_spaced(story.run, from_s=1, to_s=10, fewer_than=5)).startswith("2 attempts")


def test_one_attempt_says_nothing_of_spacing() -> None:
    with pytest.raises(Inconclusive, match="1 attempts"):
        attempts_are_spaced(knocks(1).run, from_s=0, to_s=10, fewer_than=5)


def test_who_knocks_too_often_finds_the_door_shut() -> None:
    story = knocks(1, 2).at(3).refuses("rate_limited")
    shut = no_door_is_shut(story.run, from_s=1, to_s=10)

    assert failure(shut) == "after 2 attempts the venue let nobody in at 3.0 s"


def test_a_venue_that_is_away_shuts_no_door() -> None:
    story = knocks(1, 2).at(3).refuses("rate_limited", "user").at(11).refuses("rate_limited")

    assert success(no_door_is_shut(story.run, from_s=1, to_s=10)).startswith("none of 2 attempts")


def test_who_never_knocks_proves_no_open_door() -> None:
    with pytest.raises(Inconclusive, match="no attempts"):
        no_door_is_shut(knocks(0.5).run, from_s=1, to_s=10)


def test_growing_pauses_grow_and_equal_ones_do_not() -> None:
    assert gaps_grow(knocks(0, 1, 3, 7, 15, 31, 63).run, from_s=0, to_s=300)
    assert not gaps_grow(knocks(*range(0, 60, 5)).run, from_s=0, to_s=300)


def test_pauses_that_were_long_from_the_start_need_not_grow() -> None:
    assert gaps_grow(knocks(0, 60, 120, 180).run, from_s=0, to_s=300)


def test_a_tenth_of_the_time_is_a_long_pause() -> None:
    long = gaps_grow(knocks(100, 130, 160).run, from_s=100, to_s=400)

    assert success(long) == "never less than 30 s between two attempts"
    with pytest.raises(Inconclusive, match="3 attempts"):
        gaps_grow(knocks(100, 128, 156).run, from_s=100, to_s=400)


def test_the_later_half_is_held_against_the_first_three() -> None:
    grown = gaps_grow(knocks(0, 1, 2, 3, 5, 8).run, from_s=0, to_s=300)
    not_grown = gaps_grow(knocks(0, 1, 2, 3, 5, 7).run, from_s=0, to_s=300)

    assert success(grown) == "1.00 s between the first attempts, 2.00 s between the later ones"
    assert failure(not_grown) == "1.00 s between the first attempts, 1.67 s between the later ones"


def test_too_few_attempts_say_nothing_of_growth() -> None:
    with pytest.raises(Inconclusive, match="3 attempts"):
        gaps_grow(knocks(0, 1, 2).run, from_s=0, to_s=300)


# --- how many connections -----------------------------------------------------------------------------


def test_sessions_that_follow_one_another_do_not_pile_up() -> None:
    story = Story().at(1).opens(1).at(30).ends(1).opens(2).at(60).ends(2).opens(3)

    assert sessions_do_not_pile_up(story.run, before_s=10, at_s=90, reconnects=2)


def test_sessions_beside_one_another_pile_up() -> None:
    story = Story().at(1).opens(1).at(30).ends(1).opens(2).at(60).opens(3)
    verdict = sessions_do_not_pile_up(story.run, before_s=10, at_s=90, reconnects=2)

    assert not verdict
    assert "2 market (were 1)" in verdict.reason


def test_a_role_that_had_no_session_before_piles_up_too() -> None:
    story = Story().at(1).opens(1).at(30).opens(2).at(60).opens(3, "user")
    verdict = sessions_do_not_pile_up(story.run, before_s=10, at_s=90, reconnects=2)

    assert failure(verdict) == "open sessions after 2 reconnects: 2 market (were 1), 1 user (were 0)"


def test_who_connects_at_the_first_moment_was_there_before_and_at_the_last_counts() -> None:
    story = Story().at(10).opens(1).at(30).ends(1).opens(2).at(90).ends(2).opens(3)
    verdict = sessions_do_not_pile_up(story.run, before_s=10, at_s=90, reconnects=2)

    assert success(verdict) == "1 sessions open after 2 reconnects, 1 before"


def test_fewer_reconnects_than_planned_are_no_premise() -> None:
    with pytest.raises(Inconclusive, match="1 new sessions"):
        sessions_do_not_pile_up(
            Story().at(1).opens(1).at(30).opens(2).run, before_s=10, at_s=90, reconnects=2
        )


# --- a user who pauses --------------------------------------------------------------------------------


def paused(*, messages: int = 5) -> Story:
    """A session to which messages went while the user paused from 20 s to 110 s."""
    story = Story().at(1).opens(1).at(30)
    for _ in range(messages):
        story.sends()
    return story.at(110).says(Noted(name=PAUSED, value=(20.0, 110.0)))


def outlasted(story: Story) -> Verdict:
    return a_pause_costs_no_connection(story.run, until_s=140)


def test_a_connection_that_stays_outlasts_the_pause() -> None:
    assert success(outlasted(paused())) == "the connection outlasted a pause of 90 s"


def test_an_end_after_the_play_is_no_matter() -> None:
    assert outlasted(paused().at(141).ends(1))


@pytest.mark.parametrize("ended_s", [20, 140])
def test_an_end_just_before_or_as_it_is_over_is_no_matter_either(ended_s: float) -> None:
    assert outlasted(paused().at(ended_s).ends(1))


def test_who_ended_the_connection_is_told() -> None:
    closed = SessionClosed(session=1, role="market", code=1000, by_venue=False)

    assert failure(outlasted(paused().at(115).happens(closed))).startswith("the connector ended")


def test_a_connection_that_ends_after_the_pause_was_its_price() -> None:
    verdict = outlasted(paused().at(115).ends(1))

    assert not verdict
    assert "the venue ended the connection at 115.0 s" in verdict.reason


def test_a_user_who_never_paused_says_nothing() -> None:
    with pytest.raises(Inconclusive, match="never paused"):
        outlasted(Story().at(1).opens(1))


def test_a_pause_in_silence_says_nothing() -> None:
    with pytest.raises(Inconclusive, match="2 messages"):
        outlasted(paused(messages=2))


def test_only_what_went_to_market_sessions_during_the_pause_was_sent_into_it() -> None:
    story = Story().at(1).opens(1).opens(2, "user").sends(1).at(20).sends(1)
    for _ in range(5):
        story.at(30).sends(2)
    story.at(110).sends(1).says(Noted(name=PAUSED, value=(20.0, 110.0)))

    with pytest.raises(Inconclusive, match="0 messages were sent during the pause"):
        outlasted(story)


# --- a premise ----------------------------------------------------------------------------------------


def test_a_fault_that_never_struck_leaves_nothing_to_judge() -> None:
    assert a_fault_struck(Story().at(5).strikes("HugeFrame").run, "HugeFrame")
    with pytest.raises(Inconclusive, match="the fault HugeFrame never struck"):
        a_fault_struck(Story().run, "HugeFrame")


# --- quiet sessions -----------------------------------------------------------------------------------


def test_sessions_that_the_venue_leaves_alone_are_kept() -> None:
    story = Story().at(5).opens(1).at(150).happens(_ends(1, by_venue=False)).at(250).happens(_ends(2))

    assert success(the_venue_ends_no_session(story.run, until_s=200)) == (
        "1 sessions, of which the venue ended none"
    )


def test_a_session_that_the_venue_ends_was_not_kept() -> None:
    story = Story().at(5).opens(1).at(35).happens(_ends(1)).at(70).happens(_ends(2))

    assert failure(the_venue_ends_no_session(story.run, until_s=200)) == (
        "at 35.0 s the venue ended session 1 with code 4004, and 1 more until 200 s"
    )


def test_of_a_session_opened_late_nothing_can_be_said() -> None:
    with pytest.raises(Inconclusive):
        the_venue_ends_no_session(Story().at(150).opens(1).run, until_s=200)


def _ends(session: int, *, by_venue: bool = True) -> SessionClosed:
    return SessionClosed(session=session, role="user", code=4004, by_venue=by_venue)


# --- subscriptions that last --------------------------------------------------------------------------


def left_alone(story: Story) -> Verdict:
    return the_book_is_left_subscribed(story.run, symbol=SYMBOL, from_s=20, to_s=200)


def test_a_subscription_made_once_is_left_alone() -> None:
    assert success(left_alone(Story().at(5).opens(1).subscribes(1).at(210).subscribes(1))) == (
        "BTCUSDT was subscribed once and left so"
    )


def test_a_subscription_made_again_and_again_is_not() -> None:
    again = Story().at(5).opens(1).subscribes(1).at(60).subscribes(1).at(120).subscribes(1)

    assert failure(left_alone(again)) == "BTCUSDT was subscribed anew at 60.0 s, and 1 times more"


def test_who_never_subscribed_left_nothing_alone() -> None:
    with pytest.raises(Inconclusive):
        left_alone(Story().at(30).opens(1).subscribes(1))


# --- few connections ----------------------------------------------------------------------------------


def opened_at(*times_s: float) -> Story:
    story = Story()
    for session, at_s in enumerate(times_s, 1):
        story = story.at(at_s).opens(session)
    return story


def test_few_market_connections_pass_and_those_after_the_time_do_not_count() -> None:
    told = success(market_connections_are_few(opened_at(1, 5, 70, 80).run, to_s=60, most=2))

    assert told == "2 market connections were opened in the first 60 s, 2 are plenty"


def test_many_market_connections_fail() -> None:
    told = failure(market_connections_are_few(opened_at(1, 5, 10).run, to_s=60, most=2))

    assert told == "3 market connections were opened in the first 60 s, 2 are plenty"


def test_who_never_opens_one_is_not_judged() -> None:
    with pytest.raises(Inconclusive, match="no market connection"):
        market_connections_are_few(Story().run, to_s=60, most=2)
