"""Numbers of requests, for venues that want them to grow."""

import pytest

from fakes.ledger import RequestAnswered
from fakes.operations import Outcome
from scenarios.checks.authentication import numbers_are_in_order, refused_number_is_left_behind
from scenarios.verdict import Inconclusive
from tests.unit.scenarios.checks.request_story import Story
from tests.unit.scenarios.checks.verdicts import failure, success

TOO_LOW = "too low"


def refused(story: Story, *times_s: float, code: str = TOO_LOW) -> Story:
    for at_s in times_s:
        answer = RequestAnswered(
            request_id=1, operation="query", status=200, code=code, outcome=Outcome.REFUSED
        )
        story.fact(at_s, answer)
    return story


def at_once() -> Story:
    return Story().calls_for(5.0).calls_for(10.0).calls_for(10.0)


def test_calls_made_at_once_and_no_number_refused_pass() -> None:
    assert "3 calls" in success(numbers_are_in_order(at_once().run, TOO_LOW))


def test_a_number_that_was_overtaken_fails() -> None:
    told = failure(numbers_are_in_order(refused(at_once(), 10.5, 11.0).run, TOO_LOW))

    assert told.startswith("2 requests were refused with too low, first at 10.50 s")


def test_what_is_refused_for_another_reason_was_not_out_of_order() -> None:
    assert numbers_are_in_order(refused(at_once(), 10.5, code="no funds").run, TOO_LOW)


def test_one_call_after_the_other_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no two calls were made at once"):
        numbers_are_in_order(Story().calls_for(5.0).calls_for(10.0).run, TOO_LOW)


def test_a_few_refusals_are_enough_to_find_out() -> None:
    told = refused_number_is_left_behind(refused(Story(), 10.0, 11.0).run, TOO_LOW, most=2)

    assert "2 requests were refused" in success(told)


def test_who_insists_is_refused_more_often() -> None:
    told = refused_number_is_left_behind(refused(Story(), 10.0, 11.0, 12.0).run, TOO_LOW, most=2)

    assert "3 requests were refused with too low, 2 are enough" in failure(told)


def test_a_number_that_was_never_refused_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="nothing was refused with too low"):
        refused_number_is_left_behind(refused(Story(), 10.0, code="no funds").run, TOO_LOW, most=2)
