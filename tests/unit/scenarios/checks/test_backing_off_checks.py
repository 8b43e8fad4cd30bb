"""What the checks of obeyed refusals say of runs made by hand."""

import pytest

from fakes.operations import Operation, Outcome
from scenarios.checks.backing_off import (
    answers_again_after,
    nothing_is_sent_before,
    nothing_is_sent_during_the_ban,
    only_that_method_rests,
    order_is_accepted,
    refusals_without_a_delay_are_backed_off,
)
from scenarios.history import Called
from scenarios.verdict import Inconclusive, Verdict
from tests.unit.scenarios.checks.request_story import Story
from tests.unit.scenarios.checks.verdicts import failure, success


def throttled() -> Story:
    """A refusal at 10 s that asks for 20 s; the user calls at 15 s."""
    return Story().request(5.0).request(10.0, Outcome.RATE_LIMITED).calls_for(15.0, ends="ThrottledLocally")


def test_silence_until_retry_after_has_passed_is_right() -> None:
    told = success(nothing_is_sent_before(throttled().request(30.0).run, 20.0))

    assert told == "nothing was sent after the refusal at 10.0 s (20 s), though 1 calls were made"


def test_what_was_on_its_way_when_the_429_was_written_is_nobodys_fault() -> None:
    assert nothing_is_sent_before(
        Story().request(10.0, Outcome.RATE_LIMITED).request(11.0).calls_for(15.0).run, 20.0
    )


def test_a_request_before_retry_after_has_passed_is_named_with_its_time() -> None:
    verdict = nothing_is_sent_before(throttled().request(29.9).run, 20.0)

    assert not verdict
    assert "first query at 29.9 s" in verdict.reason


def test_a_call_that_waits_counts_as_wanting_something() -> None:
    for called_s in (10.2, 11.0):
        assert nothing_is_sent_before(
            Story().request(10.0, Outcome.RATE_LIMITED).calls_for(called_s, ends=None).run, 20.0
        )


@pytest.mark.parametrize("ended_s", [5.0, 11.0])
def test_a_call_that_was_over_by_then_wants_nothing_any_more(ended_s: float) -> None:
    story = (
        Story()
        .calls_for(5.0, ends=None)
        .request(10.0, Outcome.RATE_LIMITED)
        .raises(ended_s, "order", "Throttled")
    )

    with pytest.raises(Inconclusive, match="wanted nothing after the refusal"):
        nothing_is_sent_before(story.run, 20.0)


def test_without_a_429_nothing_is_proven() -> None:
    with pytest.raises(Inconclusive, match="nothing was answered with rate_limited"):
        nothing_is_sent_before(Story().request(5.0).calls_for(15.0).run, 20.0)


def test_a_user_who_wants_nothing_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="wanted nothing"):
        nothing_is_sent_before(Story().request(10.0, Outcome.RATE_LIMITED).run, 20.0)


def banned() -> Story:
    return Story().request(10.0, Outcome.BANNED).calls_for(15.0, ends="Banned")


def test_silence_to_the_end_of_the_ban_is_right() -> None:
    told = success(nothing_is_sent_during_the_ban(banned().lifts_ban(130.0).request(131.0).run))

    assert told == "nothing was sent after the ban told at 10.0 s, though 1 calls were made"


def test_a_ban_that_is_never_lifted_lasts() -> None:
    assert nothing_is_sent_during_the_ban(banned().run)
    assert not nothing_is_sent_during_the_ban(banned().request(600.0, Outcome.BANNED).run)


def test_connections_on_their_way_when_the_ban_was_told_are_nobodys_fault() -> None:
    story = Story().request(10.0, Outcome.BANNED)
    for number in range(6):
        story.refuses_connection(10.1 + number / 10)

    assert nothing_is_sent_during_the_ban(story.calls_for(15.0).lifts_ban(130.0).run)


def test_a_ban_told_to_a_connection_counts_as_told() -> None:
    story = Story().refuses_connection(10.0).calls_for(15.0).request(20.0, Outcome.BANNED).lifts_ban(130.0)

    assert not nothing_is_sent_during_the_ban(story.run)


def test_one_request_during_the_ban_is_too_many() -> None:
    assert not nothing_is_sent_during_the_ban(banned().request(60.0, Outcome.BANNED).lifts_ban(130.0).run)


@pytest.mark.parametrize(("attempts", "fine"), [(5, True), (6, False)])
def test_few_connections_may_be_tried_during_a_ban(attempts: int, fine: bool) -> None:
    story = banned()
    for number in range(attempts):
        story.refuses_connection(20.0 + number)

    assert bool(nothing_is_sent_during_the_ban(story.lifts_ban(130.0).run)) is fine


def backed_off(requests: int, calls: int) -> Verdict:
    story = Story()
    for number in range(max(requests, calls)):
        if number < calls:
            story.calls_for(10.5 + number)
        if number < requests:
            story.request(10.5 + number, Outcome.RATE_LIMITED)
    return refusals_without_a_delay_are_backed_off(story.run, from_s=10.0, to_s=70.0, most=12)


def test_few_requests_for_many_calls_are_backed_off() -> None:
    assert backed_off(requests=12, calls=50)


def test_a_request_for_each_call_is_not_backed_off() -> None:
    assert "50 requests in the 60 s" in backed_off(requests=50, calls=50).reason


def test_a_user_who_hardly_asks_proves_no_backing_off() -> None:
    with pytest.raises(Inconclusive, match="only 24 times"):
        backed_off(requests=1, calls=24)
    assert backed_off(requests=1, calls=25)


@pytest.mark.parametrize(("called_s", "enough"), [(55.0, True), (56.0, False)])
def test_a_user_who_is_kept_waiting_for_a_quarter_of_the_time_need_not_ask_often(
    called_s: float, enough: bool
) -> None:
    story = Story().request(11.0, Outcome.RATE_LIMITED).calls_for(called_s, ends=None)

    def verdict() -> Verdict:
        return refusals_without_a_delay_are_backed_off(story.run, from_s=10.0, to_s=70.0, most=12)

    if enough:
        assert success(verdict()) == "1 requests while each was refused, for 1 calls"
    else:
        with pytest.raises(Inconclusive, match="only 1 times"):
            verdict()


def test_refusals_that_never_came_prove_no_backing_off() -> None:
    with pytest.raises(Inconclusive, match="nothing was answered with rate_limited"):
        backed_off(requests=0, calls=50)


def test_an_order_that_the_venue_holds_is_accepted() -> None:
    story = Story().event(4.0, Called(call=9, verb="balances", arguments=()))
    story.calls_for(5.0, "submit", "after").accepts(5.1, "after")

    assert order_is_accepted(story.run, "after")


def test_an_order_that_never_arrived_is_not() -> None:
    assert not order_is_accepted(Story().calls_for(5.0, "submit", "after").run, "after")


def test_an_order_that_nobody_asked_for_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="nobody"):
        order_is_accepted(Story().calls_for(5.0, "submit", "before").run, "after")


def test_a_call_that_returns_late_in_the_run_shows_life() -> None:
    for called_s in (65.0, 70.0):
        assert answers_again_after(Story().calls_for(called_s).run, 65.0)


def test_calls_that_only_fail_show_none() -> None:
    assert not answers_again_after(Story().calls_for(10.0).calls_for(70.0, ends="Timeout").run, 65.0)


def test_without_a_late_call_life_cannot_be_judged() -> None:
    with pytest.raises(Inconclusive, match="no call"):
        answers_again_after(Story().calls_for(10.0).run, 65.0)


def one_method_full() -> Story:
    """Placing is refused at 10 s, for 20 s; the user wants to place and to ask meanwhile."""
    story = Story().request(10.0, Outcome.RATE_LIMITED, Operation.PLACE)
    return story.calls_for(15.0, "submit").calls_for(16.0, "order")


def test_the_refused_method_rests_and_others_do_not() -> None:
    run = one_method_full().request(16.0).request(30.0, operation=Operation.PLACE).run

    told = success(only_that_method_rests(run, Operation.PLACE, 20.0))
    assert told == "1 requests of other kinds were sent while place rested"


def test_the_refused_method_before_its_time_is_named() -> None:
    run = one_method_full().request(16.0).request(29.9, operation=Operation.PLACE).run

    assert "1 requests of the refused kind" in failure(only_that_method_rests(run, Operation.PLACE, 20.0))


def test_who_stops_everything_stops_too_much() -> None:
    verdict = only_that_method_rests(one_method_full().run, Operation.PLACE, 20.0)

    assert "nothing at all was sent for 20 s" in failure(verdict)


@pytest.mark.parametrize("verb", ["submit", "order"])
def test_wanting_one_kind_of_thing_only_proves_nothing(verb: str) -> None:
    story = Story().request(10.0, Outcome.RATE_LIMITED, Operation.PLACE).calls_for(15.0, verb)

    with pytest.raises(Inconclusive, match="only one kind of thing"):
        only_that_method_rests(story.run, Operation.PLACE, 20.0)
