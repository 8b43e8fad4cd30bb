"""What the checks of signatures, clocks and refused keys say of runs made by hand."""

import pytest

from fakes.operations import Outcome
from scenarios.checks.authentication import (
    every_call_succeeds,
    every_order_is_accepted,
    one_of_two_orders_is_accepted_after,
    refused_key_is_not_tried_on,
    refused_key_is_told,
    revoked_key_shows_in_health,
)
from scenarios.history import NeverAnswered
from scenarios.verdict import Inconclusive, Verdict
from tests.unit.scenarios.checks.request_story import Story
from tests.unit.scenarios.checks.verdicts import failure, success


def test_calls_that_return_and_orders_that_exist_succeed() -> None:
    story = Story().calls_for(5.0, "submit", "a").accepts(5.0, "a").calls_for(6.0, "open_orders")

    assert every_call_succeeds(story.run)


def test_an_order_that_was_refused_is_told_with_its_error() -> None:
    verdict = every_call_succeeds(Story().calls_for(5.0, "submit", "a", ends="AuthenticationFailed").run)

    assert not verdict
    assert "AuthenticationFailed" in verdict.reason


def test_a_query_that_failed_fails_though_the_order_exists() -> None:
    story = Story().calls_for(5.0, "submit", "a").accepts(5.0, "a").calls_for(6.0, "open_orders", ends="Bad")

    assert (
        failure(every_call_succeeds(story.run)) == "1 of 2 calls failed, first open_orders at 6.0 s: Bad: no"
    )


@pytest.mark.parametrize(("gave_up", "told"), [(True, "no answer in 60 s"), (False, "it is still under way")])
def test_an_order_without_an_answer_tells_how_it_stands(gave_up: bool, told: str) -> None:
    story = Story().calls_for(4.0, "order").calls_for(5.0, "submit", "a", ends=None)
    if gave_up:
        story.event(65.0, NeverAnswered(call=2, verb="submit", patience_s=60.0))

    assert failure(every_order_is_accepted(story.run)).endswith(f"at 5.0 s: {told}")


def test_an_order_told_as_done_that_never_was_fails() -> None:
    assert "told as done" in every_order_is_accepted(Story().calls_for(5.0, "submit", "a").run).reason


def test_without_orders_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order was asked for"):
        every_call_succeeds(Story().calls_for(5.0).run)


def stepped(*accepted: str) -> Verdict:
    """Orders before and twice after a step at 30 s."""
    story = Story()
    for at_s, name in ((20.0, "before"), (40.0, "next"), (60.0, "following"), (80.0, "third")):
        story.calls_for(at_s, "submit", name, ends="ClockSkewed")
        if name in accepted:
            story.accepts(at_s, name)
    return one_of_two_orders_is_accepted_after(story.run, 30.0)


@pytest.mark.parametrize(("survivor", "number"), [("next", 1), ("following", 2)])
def test_one_of_two_orders_after_the_step_is_enough(survivor: str, number: int) -> None:
    assert success(stepped("before", survivor)) == f"order {number} after 30 s was accepted"


def test_the_third_order_comes_too_late() -> None:
    told = failure(stepped("before", "third"))

    assert told == "both orders after 30 s were lost, the second: ClockSkewed: no"


def test_an_order_asked_for_at_the_step_was_asked_for_before_it() -> None:
    story = Story().calls_for(30.0, "submit", "at").accepts(30.0, "at")
    for at_s, name in ((40.0, "next"), (60.0, "following")):
        story.calls_for(at_s, "submit", name, ends="ClockSkewed")

    assert not one_of_two_orders_is_accepted_after(story.run, 30.0)


def test_a_connector_that_never_placed_an_order_proves_nothing_about_the_step() -> None:
    with pytest.raises(Inconclusive, match="before 30 s"):
        stepped("next")


def test_a_single_order_after_the_step_proves_nothing_about_it() -> None:
    story = Story().calls_for(20.0, "submit", "a").accepts(20.0, "a").calls_for(40.0, "submit", "b")

    with pytest.raises(Inconclusive, match="only 1 orders were asked for after 30 s"):
        one_of_two_orders_is_accepted_after(story.run, 30.0)


def refused(kind: str, *, typed: bool = True) -> Verdict:
    story = Story().calls_for(5.0, "order", ends="OrderNotFound").calls_for(30.0, "submit", ends=None)
    story.request(30.0, Outcome.UNAUTHORISED).raises(30.0, "submit", kind, typed=typed)
    return refused_key_is_told(story.run, 20.0, 140.0)


def test_an_error_of_its_own_tells_of_the_key() -> None:
    assert refused("PermissionDenied")


def test_an_error_that_also_stands_for_something_else_does_not() -> None:
    assert "stands for a refused key and for a refused order" in refused("OrderNotFound").reason


def test_an_error_that_leaked_from_inside_does_not() -> None:
    assert "leaked lib.JSONDecodeError" in refused("JSONDecodeError", typed=False).reason


def test_a_user_who_hears_nothing_was_not_told() -> None:
    verdict = refused_key_is_told(
        Story().request(30.0, Outcome.UNAUTHORISED).calls_for(31.0).run, 20.0, 140.0
    )

    assert "the user was told of no error" in failure(verdict)


def test_what_was_raised_as_the_key_was_revoked_stood_for_something_else() -> None:
    story = (
        Story()
        .calls_for(20.0, "balances", ends="Denied")
        .request(30.0, Outcome.UNAUTHORISED)
        .calls_for(30.0, ends="Denied")
    )

    assert failure(refused_key_is_told(story.run, 20.0, 140.0)).endswith("for a refused balances")


def test_a_key_that_was_never_refused_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="never refused"):
        refused_key_is_told(Story().request(30.0, Outcome.DONE).run, 20.0, 140.0)


@pytest.mark.parametrize(("attempts", "fine"), [(11, True), (12, False)])
def test_a_refused_key_may_be_tried_once_a_call_and_a_few_times_more(attempts: int, fine: bool) -> None:
    story = Story().calls_for(30.0)
    for number in range(attempts):
        story.request(30.0 + number, Outcome.UNAUTHORISED)

    verdict = refused_key_is_not_tried_on(story.run, 20.0, 140.0, most=10)

    assert bool(verdict) is fine
    assert f"was tried {attempts} times" in verdict.reason
    assert fine or "in 120 s, for 1 calls of the user" in verdict.reason


def test_who_is_locked_out_tried_the_refused_key_too_often() -> None:
    story = Story().calls_for(30.0).request(30.0, Outcome.UNAUTHORISED).request(31.5, Outcome.BANNED)

    assert "locked its user out, at 31.5 s" in failure(
        refused_key_is_not_tried_on(story.run, 20.0, 140.0, most=10)
    )


def health(*healthy_at: int, until_s: int = 350) -> Verdict:
    """Samples every 20 s; the key is revoked at 20 s and good again from 200 s on."""
    story = Story()
    for at_s in range(10, until_s, 20):
        story.feels(float(at_s), healthy=at_s in healthy_at)
        if at_s == 50:
            story.request(50.0, Outcome.UNAUTHORISED)
    return revoked_key_shows_in_health(story.run, 20.0, 200.0, within_s=120.0)


def test_health_that_turns_bad_and_good_again_shows_the_key() -> None:
    assert health(10, 30, 50, 330)


def test_health_that_stays_good_hides_the_key() -> None:
    assert "health is good at 150 s" in health(*range(10, 350, 20)).reason


def test_health_that_forgets_the_key_while_it_is_revoked_hides_it_too() -> None:
    assert not health(10, 190, 330)


def test_health_that_never_recovers_fails() -> None:
    assert "still bad" in health(10).reason


def test_health_that_had_no_time_to_recover_is_not_judged_by_it() -> None:
    assert health(10, until_s=300)


def test_health_as_the_key_is_revoked_is_not_health_before() -> None:
    story = Story().feels(20.0, healthy=True).request(50.0, Outcome.UNAUTHORISED)

    with pytest.raises(Inconclusive, match="never good before"):
        revoked_key_shows_in_health(story.run, 20.0, 200.0, within_s=120.0)


def test_health_that_was_never_good_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="never good"):
        health(330)
