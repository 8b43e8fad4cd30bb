import pytest

from fakes.operations import Operation
from scenarios.checks.cancels import cancels_tell_the_truth
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import Story, seen

CANCEL = ("BTCUSDT", "a")


def cancelling() -> Story:
    return Story().accepted("a").at(10).begin("cancel", CANCEL).at(11)


def test_a_cancel_that_worked_and_is_told_so_passes() -> None:
    story = cancelling().done("a", "CANCELED").end("cancel", seen("a", State.CANCELED))

    assert cancels_tell_the_truth(story.run)


def test_a_cancel_told_as_done_while_the_order_lives_fails() -> None:
    assert not cancels_tell_the_truth(cancelling().end("cancel", seen("a", State.CANCELED)).run)


def test_a_cancel_told_as_done_of_an_order_that_filled_fails() -> None:
    assert not cancels_tell_the_truth(cancelling().filled("a").end("cancel", seen("a", State.CANCELED)).run)


def test_a_cancel_told_as_not_done_that_worked_fails() -> None:
    story = cancelling().done("a", "CANCELED").end("cancel", Claim.DID_NOT_HAPPEN)

    assert not cancels_tell_the_truth(story.run)


def test_a_refusal_of_the_venue_may_be_passed_on() -> None:
    story = cancelling().done("a", "CANCELED").refused(Operation.CANCEL).end("cancel", Claim.DID_NOT_HAPPEN)

    assert cancels_tell_the_truth(story.run)


@pytest.mark.parametrize("end", [Claim.UNKNOWN, seen("a", State.OPEN), None])
def test_doubt_about_a_cancel_is_allowed(end: object) -> None:
    assert cancels_tell_the_truth(cancelling().end("cancel", end).run)


def test_without_a_cancel_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive):
        cancels_tell_the_truth(Story().accepted("a").run)
