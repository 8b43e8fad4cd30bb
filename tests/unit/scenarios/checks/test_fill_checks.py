import pytest

from scenarios.checks.fills import fills_are_told, fills_count_once, orders_never_go_backwards
from scenarios.verdict import Inconclusive
from subjects.seen import State
from tests.unit.scenarios.checks.order_story import Story, seen


def placed() -> Story:
    return Story().submit("a", seen("a", State.OPEN)).accepted("a").at(10)


def test_a_fill_told_in_time_passes() -> None:
    story = placed().filled("a").at(12).told("a", State.FILLED, "0.01", trade_id=1)

    assert fills_are_told(story.run, within_s=5)


def test_an_order_told_with_the_fill_in_it_tells_the_fill() -> None:
    assert fills_are_told(placed().filled("a").ask("a", seen("a", State.FILLED, "0.01")).run, within_s=5)


def test_a_fill_that_is_never_told_fails() -> None:
    assert not fills_are_told(placed().filled("a").run, within_s=5)


def test_a_part_told_does_not_tell_the_rest() -> None:
    story = (
        placed().traded("a", "0.004", 1).traded("a", "0.006", 2).told("a", State.PARTIALLY_FILLED, "0.004")
    )

    assert "trade 2" in fills_are_told(story.run, within_s=5).reason


def test_a_fill_told_too_late_fails() -> None:
    story = placed().filled("a").at(16).told("a", State.FILLED, "0.01", trade_id=1)

    assert not fills_are_told(story.run, within_s=5)


def test_a_fill_in_an_outage_is_due_after_it() -> None:
    story = placed().filled("a").at(64).told("a", State.FILLED, "0.01", trade_id=1)

    assert fills_are_told(story.run, within_s=5, after_s=60)


def test_without_a_trade_no_fill_is_due() -> None:
    with pytest.raises(Inconclusive):
        fills_are_told(placed().run, within_s=5)


def test_a_fill_told_once_passes() -> None:
    assert fills_count_once(placed().filled("a").told("a", State.FILLED, "0.01", trade_id=1).run)


def test_a_fill_told_twice_fails() -> None:
    story = placed().filled("a").told("a", State.FILLED, "0.01", trade_id=1)
    story.told("a", State.FILLED, "0.01", trade_id=1)

    assert not fills_count_once(story.run)


def test_a_sum_above_what_was_filled_fails() -> None:
    assert not fills_count_once(placed().traded("a", "0.004").told("a", State.FILLED, "0.008").run)


def test_without_a_fill_told_none_is_counted() -> None:
    with pytest.raises(Inconclusive):
        fills_count_once(placed().filled("a").run)


def test_an_order_that_moves_forward_passes() -> None:
    story = placed().told("a", State.OPEN).told("a", State.PARTIALLY_FILLED, "0.004")

    assert orders_never_go_backwards(story.told("a", State.FILLED, "0.01").run)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ((State.PARTIALLY_FILLED, "0.004"), (State.OPEN, "0")),
        ((State.PARTIALLY_FILLED, "0.004"), (State.PARTIALLY_FILLED, "0.002")),
        ((State.CANCELED, "0.004"), (State.PARTIALLY_FILLED, "0.004")),
    ],
)
def test_an_order_that_moves_backwards_fails(first: tuple[State, str], then: tuple[State, str]) -> None:
    assert not orders_never_go_backwards(placed().told("a", *first).told("a", *then).run)


def test_an_order_that_does_not_move_is_not_judged() -> None:
    with pytest.raises(Inconclusive):
        orders_never_go_backwards(placed().told("a", State.OPEN).told("a", State.OPEN).run)
