import pytest

from fakes.operations import Operation
from scenarios.checks.order_lifecycle import (
    cancels_come_to_an_end,
    executions_are_complete,
    namesakes_are_told_apart,
    nothing_alive_is_told_as_over,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import SYMBOL, Story, seen

OTHER = "ETHUSDT"


def namesakes() -> Story:
    """The order on the first symbol is filled, the one on the second is open."""
    story = Story().accepted("a", number=7).filled("a").accepted("a", symbol=OTHER, number=7)
    return story.submit("a", seen("a", State.FILLED, "0.01"))


def test_namesakes_told_each_as_what_it_is_pass() -> None:
    story = namesakes().submit("a", seen("a", State.OPEN, symbol=OTHER), symbol=OTHER)

    assert namesakes_are_told_apart(story.run)


def test_a_namesake_told_as_the_other_one_is_fails() -> None:
    story = namesakes().submit("a", seen("a", State.FILLED, "0.01", symbol=OTHER), symbol=OTHER)

    assert not namesakes_are_told_apart(story.run)


def test_a_namesake_of_which_nothing_was_told_fails() -> None:
    assert not namesakes_are_told_apart(namesakes().submit("a", Claim.UNKNOWN, symbol=OTHER).run)


def test_without_namesakes_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive):
        namesakes_are_told_apart(Story().accepted("a").accepted("a", symbol=OTHER).run)


def an_open_order() -> Story:
    return Story().accepted("a").submit("a", seen("a", State.OPEN)).at(10)


def test_open_orders_told_as_open_or_in_doubt_pass() -> None:
    assert nothing_alive_is_told_as_over(an_open_order().told("a", State.UNKNOWN).run)


@pytest.mark.parametrize("state", [State.CANCELED, State.FILLED, State.REJECTED])
def test_an_open_order_told_as_over_fails(state: State) -> None:
    assert not nothing_alive_is_told_as_over(an_open_order().told("a", state).run)


def test_what_was_said_before_the_order_arrived_is_not_held_against_it() -> None:
    story = Story().submit("a", Claim.UNKNOWN).told("a", State.REJECTED).at(5).accepted("a")

    assert nothing_alive_is_told_as_over(story.run)


def test_without_an_open_order_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive):
        nothing_alive_is_told_as_over(Story().accepted("a").filled("a").submit("a", None).run)


def cancelled_with_a_part() -> Story:
    story = (
        Story().accepted("u").accepted("a").at(10).traded("u", "0.01", 1).told("u", State.FILLED, "0.01", 1)
    )
    return story.at(20).traded("a", "0.004", 2).done("a", "CANCELED")


def test_an_execution_told_after_the_cancel_passes() -> None:
    story = cancelled_with_a_part().at(26).told("a", State.CANCELED, "0.004", 2)

    assert executions_are_complete(story.run, within_s=30.0, after_s=0.0)


def test_an_execution_told_too_late_fails() -> None:
    story = cancelled_with_a_part().at(60).told("a", State.CANCELED, "0.004", 2)

    assert not executions_are_complete(story.run, within_s=30.0, after_s=0.0)


def test_an_execution_that_is_only_in_the_sum_fails_where_executions_are_told() -> None:
    story = cancelled_with_a_part().told("a", State.CANCELED, "0.004")

    assert not executions_are_complete(story.run, within_s=30.0, after_s=0.0)


def test_the_sum_is_enough_where_no_execution_is_told_by_itself() -> None:
    story = Story().accepted("a").traded("a", "0.004", 2).done("a", "CANCELED")

    assert executions_are_complete(story.told("a", State.CANCELED, "0.004").run, within_s=1.0, after_s=0.0)


def test_without_a_cancelled_order_that_traded_nothing_is_judged() -> None:
    story = Story().accepted("a").filled("a").told("a", State.FILLED, "0.01", 1)

    with pytest.raises(Inconclusive):
        executions_are_complete(story.run, within_s=30.0, after_s=0.0)


def cancelling_what_is_filled() -> Story:
    return Story().accepted("a").filled("a").at(10).begin("cancel", (SYMBOL, "a"))


def test_a_cancel_that_ends_with_the_truth_passes() -> None:
    story = cancelling_what_is_filled().received(Operation.CANCEL).end("cancel", seen("a", State.FILLED))

    assert cancels_come_to_an_end(story.run, most=1, within_s=5.0)


def test_a_cancel_repeated_too_often_fails() -> None:
    story = cancelling_what_is_filled().received(Operation.CANCEL).received(Operation.CANCEL)

    assert not cancels_come_to_an_end(story.end("cancel", Claim.UNKNOWN).run, most=1, within_s=5.0)


@pytest.mark.parametrize("end", [None, seen("a", State.FILLED)])
def test_a_cancel_that_takes_too_long_fails(end: object) -> None:
    story = cancelling_what_is_filled().at(60).end("cancel", end)

    assert not cancels_come_to_an_end(story.run, most=1, within_s=5.0)


def test_without_a_cancel_of_what_is_over_nothing_is_judged() -> None:
    story = Story().accepted("a").cancel("a", seen("a", State.CANCELED))

    with pytest.raises(Inconclusive):
        cancels_come_to_an_end(story.run, most=1, within_s=5.0)
