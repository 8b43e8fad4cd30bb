from decimal import Decimal

import pytest

from fakes.operations import Operation
from scenarios.checks.order_lifecycle import (
    cancels_come_to_an_end,
    executions_are_complete,
    namesakes_are_told_apart,
    nothing_alive_is_told_as_over,
    orders_are_told_as_refused,
    orders_arrive_digit_for_digit,
    prevented_orders_are_told_as_ended,
    stop_ends_in_time,
    submits_end_in_time,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, Intent, State
from tests.unit.scenarios.checks.order_story import PRICE, QUANTITY, SYMBOL, Story, seen
from tests.unit.scenarios.checks.verdicts import failure, success

OTHER = "ETHUSDT"


def namesakes() -> Story:
    """The order on the first symbol is filled, the one on the second is open."""
    story = Story().accepted("a", number=7).filled("a").accepted("a", symbol=OTHER, number=7)
    return story.submit("a", seen("a", State.FILLED, "0.01"))


def test_namesakes_told_each_as_what_it_is_pass() -> None:
    story = namesakes().submit("a", seen("a", State.OPEN, symbol=OTHER), symbol=OTHER)

    assert "2 orders, told apart by symbol" in success(namesakes_are_told_apart(story.run))


def test_a_namesake_told_as_the_other_one_is_fails() -> None:
    story = namesakes().submit("a", seen("a", State.FILLED, "0.01", symbol=OTHER), symbol=OTHER)

    assert "order a on ETHUSDT is told as filled with 0.01 filled" in failure(
        namesakes_are_told_apart(story.run)
    )


def test_a_namesake_of_which_nothing_was_told_fails() -> None:
    assert "of order a on ETHUSDT the user was never told" in failure(
        namesakes_are_told_apart(namesakes().submit("a", Claim.UNKNOWN, symbol=OTHER).run)
    )


def test_without_namesakes_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no two orders share name and number on two symbols"):
        namesakes_are_told_apart(Story().accepted("a").accepted("a", symbol=OTHER).run)


def an_open_order() -> Story:
    return Story().accepted("a").submit("a", seen("a", State.OPEN)).at(10)


def test_open_orders_told_as_open_or_in_doubt_pass() -> None:
    assert "1 open orders, none was told as over" in success(
        nothing_alive_is_told_as_over(an_open_order().told("a", State.UNKNOWN).run)
    )


@pytest.mark.parametrize("state", [State.CANCELED, State.FILLED, State.REJECTED])
def test_an_open_order_told_as_over_fails(state: State) -> None:
    assert not nothing_alive_is_told_as_over(an_open_order().told("a", state).run)


def test_what_was_said_before_the_order_arrived_is_not_held_against_it() -> None:
    story = Story().submit("a", Claim.UNKNOWN).told("a", State.REJECTED).at(5).accepted("a")

    assert nothing_alive_is_told_as_over(story.run)


def test_without_an_open_order_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order was open in the end"):
        nothing_alive_is_told_as_over(Story().accepted("a").filled("a").submit("a", None).run)


def cancelled_with_a_part() -> Story:
    story = (
        Story().accepted("u").accepted("a").at(10).traded("u", "0.01", 1).told("u", State.FILLED, "0.01", 1)
    )
    return story.at(20).traded("a", "0.004", 2).done("a", "CANCELED")


def test_an_execution_told_after_the_cancel_passes() -> None:
    story = cancelled_with_a_part().at(26).told("a", State.CANCELED, "0.004", 2)

    assert "2 executions, all told" in success(executions_are_complete(story.run, within_s=30.0, after_s=0.0))


def test_an_execution_told_too_late_fails() -> None:
    story = cancelled_with_a_part().at(60).told("a", State.CANCELED, "0.004", 2)

    assert "order a traded at 20.0 s (trade 2)" in failure(
        executions_are_complete(story.run, within_s=30.0, after_s=0.0)
    )


def test_an_execution_that_is_only_in_the_sum_fails_where_executions_are_told() -> None:
    story = cancelled_with_a_part().told("a", State.CANCELED, "0.004")

    assert not executions_are_complete(story.run, within_s=30.0, after_s=0.0)


def test_the_sum_is_enough_where_no_execution_is_told_by_itself() -> None:
    story = Story().accepted("a").traded("a", "0.004", 2).done("a", "CANCELED")

    assert executions_are_complete(story.told("a", State.CANCELED, "0.004").run, within_s=1.0, after_s=0.0)


def test_without_a_cancelled_order_that_traded_nothing_is_judged() -> None:
    story = Story().accepted("a").filled("a").told("a", State.FILLED, "0.01", 1)

    with pytest.raises(Inconclusive, match="no order traded that ended otherwise than filled"):
        executions_are_complete(story.run, within_s=30.0, after_s=0.0)


def cancelling_what_is_filled() -> Story:
    return Story().accepted("a").filled("a").at(10).begin("cancel", (SYMBOL, "a"))


def test_a_cancel_that_ends_with_the_truth_passes() -> None:
    story = cancelling_what_is_filled().received(Operation.CANCEL).end("cancel", seen("a", State.FILLED))

    assert "1 orders that were over, each cancel came to its end" in success(
        cancels_come_to_an_end(story.run, most=1, within_s=5.0)
    )


def test_a_cancel_repeated_too_often_fails() -> None:
    story = cancelling_what_is_filled().received(Operation.CANCEL).received(Operation.CANCEL)

    assert "order a was filled, and the venue was asked 2 times to cancel it" in failure(
        cancels_come_to_an_end(story.end("cancel", Claim.UNKNOWN).run, most=1, within_s=5.0)
    )


@pytest.mark.parametrize("end", [None, seen("a", State.FILLED)])
def test_a_cancel_that_takes_too_long_fails(end: object) -> None:
    story = cancelling_what_is_filled().at(60).end("cancel", end)

    assert "the cancel of a, which was filled, took 50.0 s" in failure(
        cancels_come_to_an_end(story.run, most=1, within_s=5.0)
    )


def test_without_a_cancel_of_what_is_over_nothing_is_judged() -> None:
    story = Story().accepted("a").cancel("a", seen("a", State.CANCELED))

    with pytest.raises(Inconclusive, match="no order that was over was cancelled"):
        cancels_come_to_an_end(story.run, most=1, within_s=5.0)


def a_prevented_order() -> Story:
    return Story().accepted("a").traded("a", "0.004").done("a", "EXPIRED_IN_MATCH")


@pytest.mark.parametrize("state", [State.EXPIRED, State.CANCELED])
def test_a_prevented_order_told_as_ended_passes(state: State) -> None:
    assert "1 orders that self-trade prevention ended were told as ended" in success(
        prevented_orders_are_told_as_ended(a_prevented_order().told("a", state, "0.004").run)
    )


@pytest.mark.parametrize(
    "told", [(State.PARTIALLY_FILLED, "0.004"), (State.EXPIRED, "0"), (State.FILLED, "0.01")]
)
def test_a_prevented_order_told_as_something_else_fails(told: tuple[State, str]) -> None:
    assert not prevented_orders_are_told_as_ended(a_prevented_order().told("a", *told).run)


def test_a_prevented_order_of_which_nothing_was_told_fails() -> None:
    assert "of order a, which self-trade prevention ended, the user was" in failure(
        prevented_orders_are_told_as_ended(a_prevented_order().run)
    )


def test_without_a_prevented_order_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="self-trade prevention ended no order"):
        prevented_orders_are_told_as_ended(Story().accepted("a").done("a", "EXPIRED").run)


def test_orders_accepted_as_meant_pass() -> None:
    story = Story().accepted("a").submit("a", seen("a", State.OPEN), Decimal("1E-2"))

    assert "1 orders arrived as they were meant" in success(orders_arrive_digit_for_digit(story.run))


def test_an_order_that_is_refused_or_changed_fails() -> None:
    changed = Story().accepted("a", Decimal("0.02")).submit("a", seen("a", State.OPEN))

    assert "order a was for 0.01000 at 60000.00" in failure(orders_arrive_digit_for_digit(changed.run))
    assert "order a was for 0.01000 at 60000.00, and never came to be" in failure(
        orders_arrive_digit_for_digit(Story().submit("a", Claim.DID_NOT_HAPPEN).run)
    )


def test_without_an_order_there_are_no_digits_to_judge() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted"):
        orders_arrive_digit_for_digit(Story().run)


def test_a_refusal_told_as_refusal_passes_and_as_doubt_fails() -> None:
    assert "1 orders refused and told so" in success(
        orders_are_told_as_refused(Story().submit("a", Claim.DID_NOT_HAPPEN).run, "a")
    )
    assert "order a was refused by the venue and told as unknown" in failure(
        orders_are_told_as_refused(Story().submit("a", Claim.UNKNOWN).run, "a")
    )


@pytest.mark.parametrize("story", [Story().accepted("a").submit("a", Claim.UNKNOWN), Story()])
def test_without_a_refusal_nothing_is_judged(story: Story) -> None:
    with pytest.raises(Inconclusive, match="order a was not submitted, or the venue accepted it"):
        orders_are_told_as_refused(story.run, "a")


def stopping() -> Story:
    """Stop is called while the only submit is under way; both calls are still open."""
    intent = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="a")
    return Story().at(10).begin("submit", (intent,)).at(11).begin("stop", ())


def test_a_stop_that_returns_in_time_passes() -> None:
    story = stopping().at(15).end("stop", "stopped").ended(1, "submit", Claim.UNKNOWN)

    assert "stop and 1 submits under way ended within 10 s" in success(
        stop_ends_in_time(story.run, within_s=10.0)
    )


@pytest.mark.parametrize(("stop_s", "submit_s"), [(60, 60), (12, 60)])
def test_a_stop_or_a_submit_that_takes_too_long_fails(stop_s: float, submit_s: float) -> None:
    story = stopping().at(stop_s).end("stop", "stopped").at(submit_s).ended(1, "submit", Claim.UNKNOWN)

    assert not stop_ends_in_time(story.run, within_s=10.0)


def test_without_a_submit_under_way_the_stop_is_not_judged() -> None:
    with pytest.raises(Inconclusive, match="no submit was under way when stop was called"):
        stop_ends_in_time(Story().call("stop", (), "stopped").run, within_s=10.0)
    with pytest.raises(Inconclusive, match="stop was not called, or never ended"):
        stop_ends_in_time(Story().run, within_s=10.0)


def submitted(end: object, after_s: float) -> Story:
    intent = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="a")
    return Story().at(10).begin("submit", (intent,)).at(10 + after_s).end("submit", end)


def test_a_submit_that_ends_in_time_passes_whatever_its_end() -> None:
    assert "1 submits, each ended within 60 s" in success(
        submits_end_in_time(submitted(Claim.UNKNOWN, 30).run, within_s=60.0)
    )


@pytest.mark.parametrize(("end", "after_s"), [(Claim.UNKNOWN, 90), (None, 30)])
def test_a_submit_that_takes_too_long_fails(end: object, after_s: float) -> None:
    assert not submits_end_in_time(submitted(end, after_s).run, within_s=60.0)


def test_without_a_submit_that_ended_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted, or the play ended before its submits"):
        submits_end_in_time(Story().run, within_s=60.0)
