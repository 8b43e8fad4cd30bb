import pytest

from fakes.operations import Operation
from scenarios.checks.cancels import cancels_go_through, cancels_tell_the_truth
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import Story, seen
from tests.unit.scenarios.checks.verdicts import failure

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


@pytest.mark.parametrize(("refused_s", "excused"), [(9, False), (10, True), (11, True), (12, False)])
def test_only_a_refusal_of_this_cancel_excuses(refused_s: float, excused: bool) -> None:
    story = Story().accepted("a").at(10).begin("cancel", CANCEL).at(10.5).done("a", "CANCELED")
    story.at(11).end("cancel", Claim.DID_NOT_HAPPEN).at(refused_s).refused(Operation.CANCEL)

    assert bool(cancels_tell_the_truth(story.run)) is excused


@pytest.mark.parametrize("end", [Claim.UNKNOWN, seen("a", State.OPEN), None])
def test_doubt_about_a_cancel_is_allowed(end: object) -> None:
    assert cancels_tell_the_truth(cancelling().end("cancel", end).run)


def test_without_a_cancel_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no cancel of an order that exists ended"):
        cancels_tell_the_truth(Story().accepted("a").run)


def test_a_cancel_of_an_order_accepted_only_later_proves_nothing() -> None:
    story = Story().at(1).cancel("a", Claim.DID_NOT_HAPPEN).at(2).accepted("a")

    with pytest.raises(Inconclusive, match="no cancel of an order that exists ended"):
        cancels_tell_the_truth(story.run)


def test_a_cancel_of_an_order_that_is_not_there_does_not_hide_the_next_one() -> None:
    story = Story().cancel("b", Claim.DID_NOT_HAPPEN).accepted("a").at(10).begin("cancel", CANCEL).at(11)

    assert not cancels_tell_the_truth(story.done("a", "CANCELED").end("cancel", Claim.DID_NOT_HAPPEN).run)


def test_each_cancel_counts() -> None:
    story = cancelling().end("cancel", Claim.UNKNOWN).at(12).cancel("a", Claim.UNKNOWN)

    assert cancels_tell_the_truth(story.run).reason.startswith("2 cancels")


@pytest.mark.parametrize("operation", [Operation.PLACE, Operation.QUERY])
def test_a_refusal_of_something_else_does_not_excuse(operation: Operation) -> None:
    story = cancelling().done("a", "CANCELED").refused(operation).end("cancel", Claim.DID_NOT_HAPPEN)

    assert not cancels_tell_the_truth(story.run)


def test_a_cancel_of_an_order_cancelled_before_may_be_told_as_not_done() -> None:
    story = Story().accepted("a").done("a", "CANCELED").at(10).cancel("a", Claim.DID_NOT_HAPPEN)

    assert cancels_tell_the_truth(story.run)


def test_a_cancel_told_as_not_done_of_an_order_that_lives_or_filled_passes() -> None:
    assert cancels_tell_the_truth(cancelling().end("cancel", Claim.DID_NOT_HAPPEN).run)
    assert cancels_tell_the_truth(cancelling().filled("a").end("cancel", Claim.DID_NOT_HAPPEN).run)


def test_what_the_venue_does_after_the_cancel_ended_is_not_held_against_it() -> None:
    story = cancelling().end("cancel", Claim.DID_NOT_HAPPEN).at(20).done("a", "CANCELED")

    assert cancels_tell_the_truth(story.run)


def test_the_reason_names_the_order_the_time_and_the_lie() -> None:
    story = cancelling().done("a", "CANCELED").end("cancel", Claim.DID_NOT_HAPPEN)

    assert cancels_tell_the_truth(story.run).reason == (
        "at 11.0 s the cancel of a was told as not done, it was done"
    )


# --- through --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("done_s", "through"), [(20.0, True), (20.1, False)])
def test_a_cancel_goes_through_if_the_order_has_ended_by_then(done_s: float, through: bool) -> None:
    story = Story().accepted("a").at(10).begin("cancel", CANCEL).at(done_s).done("a", "CANCELED")

    assert bool(cancels_go_through(story.run, within_s=10.0)) is through


def test_a_cancel_that_was_never_sent_did_not_go_through() -> None:
    story = Story().accepted("a").at(10).begin("cancel", CANCEL).end("cancel", Claim.DID_NOT_HAPPEN).at(40)

    assert "the cancel of a was asked for at 10.0 s, and 10 s later the order was still open" in failure(
        cancels_go_through(story.run, within_s=10.0)
    )


def test_an_order_that_was_over_or_never_was_needs_no_cancel() -> None:
    over = Story().accepted("a").filled("a").at(10).begin("cancel", CANCEL)

    for story in (over, Story().at(10).begin("cancel", CANCEL)):
        with pytest.raises(Inconclusive, match="no open order was to be cancelled"):
            cancels_go_through(story.run, within_s=10.0)


def test_each_cancel_is_to_go_through() -> None:
    story = Story().accepted("a").accepted("b").at(10).begin("cancel", CANCEL).done("a", "CANCELED")
    story.begin("cancel", ("BTCUSDT", "b"))

    assert "the cancel of b" in failure(cancels_go_through(story.run, within_s=10.0))
