"""What the checks of signatures, clocks and refused keys say of runs made by hand."""

import pytest

from scenarios.checks.authentication import (
    every_call_succeeds,
    every_order_is_accepted,
    one_of_two_orders_is_accepted_after,
    refused_key_is_not_tried_on,
    refused_key_is_told,
    revoked_key_shows_in_health,
)
from scenarios.verdict import Inconclusive, Verdict
from tests.unit.scenarios.checks.request_story import Story


def test_calls_that_return_and_orders_that_exist_succeed() -> None:
    story = Story().calls_for(5.0, "submit", "a").accepts(5.0, "a").calls_for(6.0, "open_orders")

    assert every_call_succeeds(story.run)


def test_an_order_that_was_refused_is_told_with_its_error() -> None:
    verdict = every_call_succeeds(Story().calls_for(5.0, "submit", "a", ends="AuthenticationFailed").run)

    assert not verdict
    assert "AuthenticationFailed" in verdict.reason


def test_a_query_that_failed_fails_though_the_order_exists() -> None:
    story = Story().calls_for(5.0, "submit", "a").accepts(5.0, "a").calls_for(6.0, "open_orders", ends="Bad")

    assert not every_call_succeeds(story.run)


def test_an_order_told_as_done_that_never_was_fails() -> None:
    assert "told as done" in every_order_is_accepted(Story().calls_for(5.0, "submit", "a").run).reason


def test_without_orders_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive):
        every_call_succeeds(Story().calls_for(5.0).run)


def stepped(*accepted: str) -> Verdict:
    """Orders before and twice after a step at 30 s."""
    story = Story()
    for at_s, name in ((20.0, "before"), (40.0, "next"), (60.0, "following"), (80.0, "third")):
        story.calls_for(at_s, "submit", name, ends="ClockSkewed")
        if name in accepted:
            story.accepts(at_s, name)
    return one_of_two_orders_is_accepted_after(story.run, 30.0)


@pytest.mark.parametrize("survivor", ["next", "following"])
def test_one_of_two_orders_after_the_step_is_enough(survivor: str) -> None:
    assert stepped("before", survivor)


def test_the_third_order_comes_too_late() -> None:
    assert not stepped("before", "third")


def test_a_connector_that_never_placed_an_order_proves_nothing_about_the_step() -> None:
    with pytest.raises(Inconclusive, match="before 30 s"):
        stepped("next")


def refused(kind: str, *, typed: bool = True) -> Verdict:
    story = Story().calls_for(5.0, "order", ends="OrderNotFound").calls_for(30.0, "submit", ends=None)
    story.request(30.0, 401).raises(30.0, "submit", kind, typed=typed)
    return refused_key_is_told(story.run, 20.0, 140.0)


def test_an_error_of_its_own_tells_of_the_key() -> None:
    assert refused("PermissionDenied")


def test_an_error_that_also_stands_for_something_else_does_not() -> None:
    assert "stands for a refused key and for a refused order" in refused("OrderNotFound").reason


def test_an_error_that_leaked_from_inside_does_not() -> None:
    assert "leaked lib.JSONDecodeError" in refused("JSONDecodeError", typed=False).reason


def test_a_user_who_hears_nothing_was_not_told() -> None:
    assert not refused_key_is_told(Story().request(30.0, 401).calls_for(31.0).run, 20.0, 140.0)


def test_a_key_that_was_never_refused_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="never refused"):
        refused_key_is_told(Story().request(30.0, 200).run, 20.0, 140.0)


@pytest.mark.parametrize(("attempts", "fine"), [(11, True), (12, False)])
def test_a_refused_key_may_be_tried_once_a_call_and_a_few_times_more(attempts: int, fine: bool) -> None:
    story = Story().calls_for(30.0)
    for number in range(attempts):
        story.request(30.0 + number, 401)

    assert bool(refused_key_is_not_tried_on(story.run, 20.0, 140.0, most=10)) is fine


def health(*healthy_at: int) -> Verdict:
    """Samples every 20 s; the key is revoked at 20 s and good again from 200 s on."""
    story = Story()
    for at_s in range(10, 350, 20):
        story.feels(float(at_s), healthy=at_s in healthy_at)
        if at_s == 50:
            story.request(50.0, 401)
    return revoked_key_shows_in_health(story.run, 20.0, 200.0, within_s=120.0)


def test_health_that_turns_bad_and_good_again_shows_the_key() -> None:
    assert health(10, 30, 50, 330)


def test_health_that_stays_good_hides_the_key() -> None:
    assert "health is good at 150 s" in health(*range(10, 350, 20)).reason


def test_health_that_forgets_the_key_while_it_is_revoked_hides_it_too() -> None:
    assert not health(10, 190, 330)


def test_health_that_never_recovers_fails() -> None:
    assert "still bad" in health(10).reason


def test_health_that_was_never_good_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="never good"):
        health(330)
