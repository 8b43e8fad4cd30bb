import pytest

from scenarios.checks.fills import fills_are_told, fills_count_once, orders_never_go_backwards
from scenarios.verdict import Inconclusive
from subjects.seen import Intent, State
from tests.unit.scenarios.checks.order_story import PRICE, QUANTITY, SYMBOL, Story, seen


def seen_intent(name: str) -> Intent:
    return Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id=name)


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


def test_a_fill_of_the_first_moment_is_due_from_then_on() -> None:
    story = Story().submit("a", seen("a", State.OPEN)).accepted("a").filled("a")

    assert not fills_are_told(story.at(5.5).told("a", State.FILLED, "0.01", trade_id=1).run, within_s=5)


def test_a_fill_in_an_outage_is_due_after_it() -> None:
    story = placed().filled("a").at(64).told("a", State.FILLED, "0.01", trade_id=1)

    assert fills_are_told(story.run, within_s=5, after_s=60)


def test_without_a_trade_no_fill_is_due() -> None:
    with pytest.raises(Inconclusive, match="no order of the subject traded"):
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
    with pytest.raises(Inconclusive, match="no fill was told"):
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
    with pytest.raises(Inconclusive, match="the stream told of no order that moved"):
        orders_never_go_backwards(placed().told("a", State.OPEN).told("a", State.OPEN).run)


def test_two_executions_each_told_by_itself_are_two_fills_told() -> None:
    story = placed().traded("a", "0.004", 1).at(11).told("a", State.PARTIALLY_FILLED, "0.004", trade_id=1)
    story.at(20).traded("a", "0.006", 2).at(21).told("a", State.FILLED, "0.006", trade_id=2)

    verdict = fills_are_told(story.run, within_s=5)

    assert verdict
    assert verdict.reason.startswith("2 fills")


def test_another_execution_does_not_tell_the_one_that_is_due() -> None:
    story = placed().traded("a", "0.004", 1).traded("a", "0.004", 2)
    story.told("a", State.PARTIALLY_FILLED, "0.004", trade_id=1)

    assert "trade 2" in fills_are_told(story.run, within_s=5).reason


def test_executions_told_add_up_for_the_next_fill() -> None:
    """An account of 0.006 includes the second execution only if both together are no more than that."""
    story = placed().traded("a", "0.004", 1).told("a", State.PARTIALLY_FILLED, "0.004", trade_id=1)
    story.traded("a", "0.004", 2).ask("a", seen("a", State.PARTIALLY_FILLED, "0.006"))

    assert "trade 2" in fills_are_told(story.run, within_s=5).reason


def test_a_fill_told_in_the_very_last_instant_is_in_time() -> None:
    story = placed().filled("a").at(15).told("a", State.FILLED, "0.01", trade_id=1)

    assert fills_are_told(story.run, within_s=5)


def test_the_reason_says_when_a_fill_was_told_or_that_it_never_was() -> None:
    late = placed().filled("a").at(16).told("a", State.FILLED, "0.01", trade_id=1)

    assert "told only at 16.0 s; due by 15.0 s" in fills_are_told(late.run, within_s=5).reason
    assert "never told" in fills_are_told(placed().filled("a").run, within_s=5).reason


def test_an_order_without_any_word_is_not_counted_as_filled() -> None:
    story = placed().accepted("b").begin("submit", (seen_intent("b"),))
    story.filled("a").told("a", State.FILLED, "0.01", trade_id=1)

    assert fills_count_once(story.run)


def test_two_orders_with_fills_told_are_judged_both() -> None:
    story = placed().submit("b", seen("b", State.OPEN)).accepted("b")
    story.traded("a", "0.01", 1).traded("b", "0.01", 2)
    story.told("a", State.FILLED, "0.01", trade_id=1).told("b", State.FILLED, "0.01", trade_id=2)
    assert fills_count_once(story.run)

    assert (
        "order b was told as filled 0.02"
        in fills_count_once(story.told("b", State.FILLED, "0.02").run).reason
    )


def test_a_fill_told_of_one_order_counts_though_the_other_has_none() -> None:
    story = placed().submit("b", seen("b", State.OPEN)).accepted("b").filled("a")

    assert fills_count_once(story.told("a", State.FILLED, "0.01", trade_id=1).run)


def test_what_is_not_news_of_an_order_does_not_end_the_judgement() -> None:
    story = placed().told("a", State.UNKNOWN).told("a", State.PARTIALLY_FILLED, "0.004")
    story.told("a", State.UNKNOWN).told("a", State.OPEN)

    verdict = orders_never_go_backwards(story.run)

    assert not verdict
    assert verdict.reason == (
        "at 10.0 s order a went from partially_filled with 0.004 filled back to open with 0"
    )


def test_an_order_that_falls_back_to_open_with_its_fills_goes_backwards() -> None:
    story = placed().told("a", State.PARTIALLY_FILLED, "0.004").told("a", State.OPEN, "0.004")

    assert not orders_never_go_backwards(story.run)


def test_more_filled_at_the_same_stage_and_an_end_without_more_are_forward() -> None:
    story = placed().told("a", State.PARTIALLY_FILLED, "0.004").told("a", State.PARTIALLY_FILLED, "0.006")

    verdict = orders_never_go_backwards(story.told("a", State.CANCELED, "0.006").run)

    assert verdict
    assert verdict.reason.startswith("2 moves")
