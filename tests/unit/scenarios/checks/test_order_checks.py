from decimal import Decimal

import pytest

from fakes.operations import Operation
from scenarios.checks.orders import (
    absence_is_never_claimed,
    every_order_is_decided,
    last_word_is_true,
    nothing_is_placed_after_stop,
    orders_are_placed_as_meant,
    orders_exist_once,
    outcomes_are_never_denied,
    remainder_is_told_as_ended,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import PRICE, QUANTITY, Story, seen

OPEN = seen("a", State.OPEN)


def test_an_order_accepted_once_passes() -> None:
    assert orders_exist_once(Story().submit("a", OPEN).accepted("a").run)


def test_an_order_accepted_twice_fails() -> None:
    verdict = orders_exist_once(Story().submit("a", OPEN).accepted("a").accepted("a").run)

    assert not verdict
    assert verdict.reason == "order a became 2 orders"


def test_an_order_that_nobody_wanted_fails() -> None:
    assert not orders_exist_once(Story().submit("a", OPEN).accepted("a").accepted("again").run)


def test_without_an_order_at_the_venue_there_is_nothing_to_count() -> None:
    with pytest.raises(Inconclusive):
        orders_exist_once(Story().submit("a", Claim.UNKNOWN).run)


@pytest.mark.parametrize("end", [OPEN, Claim.UNKNOWN, seen("a", State.UNKNOWN), None])
def test_an_order_that_lives_may_be_told_as_placed_or_as_unknown(end: object) -> None:
    assert outcomes_are_never_denied(Story().accepted("a").submit("a", end).run)


@pytest.mark.parametrize("end", [Claim.DID_NOT_HAPPEN, seen("a", State.REJECTED)])
def test_an_order_that_lives_must_not_be_denied(end: object) -> None:
    assert not outcomes_are_never_denied(Story().accepted("a").submit("a", end).run)


def test_an_order_that_never_was_must_not_be_told_as_placed() -> None:
    assert not outcomes_are_never_denied(Story().submit("a", OPEN).run)


def test_without_a_submit_no_outcome_is_judged() -> None:
    with pytest.raises(Inconclusive):
        outcomes_are_never_denied(Story().run)


def test_the_last_word_counts_and_not_the_first() -> None:
    story = Story().accepted("a").submit("a", OPEN).filled("a").told("a", State.FILLED, "0.01")

    assert last_word_is_true(story.run)


def test_a_last_word_that_lags_behind_the_venue_fails() -> None:
    assert not last_word_is_true(Story().accepted("a").submit("a", OPEN).filled("a").run)


def test_an_order_that_the_user_is_never_told_of_fails() -> None:
    assert not last_word_is_true(Story().accepted("a").submit("a", Claim.UNKNOWN).run)


def test_an_order_told_as_open_that_never_was_fails() -> None:
    assert not last_word_is_true(Story().submit("a", OPEN).run)


def test_without_an_order_at_the_venue_no_last_word_is_judged() -> None:
    with pytest.raises(Inconclusive):
        last_word_is_true(Story().submit("a", Claim.DID_NOT_HAPPEN).run)


def test_an_absent_order_is_decided_by_a_refused_question() -> None:
    story = Story().submit("a", Claim.UNKNOWN).at(5).begin("order", ("BTCUSDT", "a"))
    story.refused(Operation.QUERY).end("order", Claim.DID_NOT_HAPPEN)

    assert every_order_is_decided(story.run, by_s=10)


@pytest.mark.parametrize("end", [Claim.DID_NOT_HAPPEN, seen("a", State.REJECTED)])
def test_an_absent_order_is_decided_by_its_submit(end: object) -> None:
    assert every_order_is_decided(Story().submit("a", end).run, by_s=10)


def test_an_order_of_which_only_doubt_is_told_fails() -> None:
    story = Story().submit("a", Claim.UNKNOWN).ask("a", seen("a", State.UNKNOWN))

    assert not every_order_is_decided(story.run, by_s=10)


def test_a_question_that_was_never_sent_decides_nothing() -> None:
    story = Story().submit("a", Claim.UNKNOWN).ask("a", Claim.DID_NOT_HAPPEN)

    assert not every_order_is_decided(story.run, by_s=10)


def test_a_decision_that_comes_too_late_fails() -> None:
    story = Story().submit("a", Claim.UNKNOWN).at(11).told("a", State.REJECTED)

    assert not every_order_is_decided(story.run, by_s=10)


def test_a_wrong_decision_fails() -> None:
    assert not every_order_is_decided(Story().accepted("a").submit("a", Claim.DID_NOT_HAPPEN).run, by_s=10)


def test_without_orders_there_is_nothing_to_decide() -> None:
    with pytest.raises(Inconclusive):
        every_order_is_decided(Story().run, by_s=10)


def test_an_order_that_exists_must_not_be_told_as_absent() -> None:
    story = Story().accepted("a").begin("order", ("BTCUSDT", "a"))
    story.refused(Operation.QUERY).end("order", Claim.DID_NOT_HAPPEN)

    assert not absence_is_never_claimed(story.run)


def test_doubt_about_an_order_that_exists_is_allowed() -> None:
    assert absence_is_never_claimed(Story().accepted("a").ask("a", seen("a", State.UNKNOWN)).run)


def test_without_a_question_no_absence_is_judged() -> None:
    with pytest.raises(Inconclusive):
        absence_is_never_claimed(Story().accepted("a").run)


OFF_GRID = PRICE + Decimal("0.001")


def test_an_order_off_the_grid_that_is_refused_passes() -> None:
    story = Story().submit("a", OPEN).accepted("a").submit("b", Claim.DID_NOT_HAPPEN, price=OFF_GRID)

    assert orders_are_placed_as_meant(story.run)


def test_an_order_off_the_grid_that_is_placed_on_it_fails() -> None:
    story = Story().submit("a", OPEN).accepted("a").submit("b", OPEN, price=OFF_GRID).accepted("b")

    assert not orders_are_placed_as_meant(story.run)


def test_an_order_placed_with_another_quantity_fails() -> None:
    story = Story().submit("a", OPEN).accepted("a", quantity=QUANTITY * 2)

    assert not orders_are_placed_as_meant(story.run)


def test_without_an_order_off_the_grid_rounding_is_not_judged() -> None:
    with pytest.raises(Inconclusive):
        orders_are_placed_as_meant(Story().submit("a", OPEN).accepted("a").run)


def stopped() -> Story:
    return Story().submit("a", OPEN).accepted("a").at(10).call("stop", (), "stopped").at(15)


def test_an_order_refused_after_stop_passes() -> None:
    assert nothing_is_placed_after_stop(stopped().submit("b", Claim.DID_NOT_HAPPEN).run)


def test_an_order_that_leaves_after_stop_fails() -> None:
    assert not nothing_is_placed_after_stop(stopped().received(Operation.PLACE).submit("b", OPEN).run)


def test_a_stop_that_never_returns_fails() -> None:
    story = Story().submit("a", OPEN).accepted("a").at(10).call("stop", (), None)

    assert not nothing_is_placed_after_stop(story.run)


def test_without_an_order_after_stop_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive):
        nothing_is_placed_after_stop(stopped().run)


def expired() -> Story:
    return Story().accepted("a").traded("a", "0.004").done("a", "EXPIRED")


@pytest.mark.parametrize("state", [State.EXPIRED, State.CANCELED])
def test_a_remainder_told_as_ended_with_its_part_passes(state: State) -> None:
    assert remainder_is_told_as_ended(expired().submit("a", seen("a", state, "0.004")).run)


@pytest.mark.parametrize(
    ("state", "filled"),
    [
        (State.FILLED, "0.004"),
        (State.EXPIRED, "0"),
        (State.EXPIRED, "0.01"),
        (State.PARTIALLY_FILLED, "0.004"),
    ],
)
def test_a_remainder_told_as_something_else_fails(state: State, filled: str) -> None:
    assert not remainder_is_told_as_ended(expired().submit("a", seen("a", state, filled)).run)


def test_without_a_remainder_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive):
        remainder_is_told_as_ended(Story().submit("a", OPEN).accepted("a").run)
