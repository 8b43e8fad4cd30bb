from collections.abc import Sequence

import pytest

from fakes.operations import Operation
from scenarios.checks.restarts import (
    cancel_all_tells_the_truth,
    names_are_legal_and_new,
    orders_of_others_are_left_alone,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, OrderSeen, State
from tests.unit.scenarios.checks.order_story import SYMBOL, Story, seen


def beside_others() -> Story:
    story = Story().accepted("theirs").accepted("ours").submit("ours", seen("ours", State.OPEN))
    return story.call("start_again", (), "started")


def test_orders_of_others_that_live_on_pass() -> None:
    assert orders_of_others_are_left_alone(beside_others().done("ours", "CANCELED").run)


def test_a_cancelled_order_of_others_fails() -> None:
    assert not orders_of_others_are_left_alone(beside_others().done("theirs", "CANCELED").run)


@pytest.mark.parametrize(
    "story", [Story().accepted("theirs"), Story().call("start_again", (), "started"), Story()]
)
def test_without_others_or_a_restart_nothing_is_judged(story: Story) -> None:
    with pytest.raises(Inconclusive):
        orders_of_others_are_left_alone(story.run)


def named(first: str, second: str, told: str | None = None) -> Story:
    """Two orders that the connector named, one before and one after a restart."""
    story = Story().accepted(first).submit("", seen(first, State.OPEN)).at(10)
    story.call("start_again", (), "started").at(20)
    return story.accepted(second).submit("", seen(told or second, State.OPEN))


def test_names_that_are_legal_and_differ_pass() -> None:
    assert names_are_legal_and_new(named("x-1", "x-2").run, least=2)


@pytest.mark.parametrize("story", [named("x-1", "x-1"), named("x-1", "x.2"), named("x-1", "x-2", told="y")])
def test_a_name_used_again_or_illegal_or_told_wrongly_fails(story: Story) -> None:
    assert not names_are_legal_and_new(story.run, least=2)


def test_an_order_that_is_refused_for_its_name_fails() -> None:
    story = named("x-1", "x-2").submit("", Claim.DID_NOT_HAPPEN)

    assert not names_are_legal_and_new(story.run, least=2)


def test_without_enough_orders_no_name_is_judged() -> None:
    with pytest.raises(Inconclusive):
        names_are_legal_and_new(named("x-1", "x-2").run, least=3)
    with pytest.raises(Inconclusive):
        names_are_legal_and_new(Story().accepted("a").submit("", seen("a", State.OPEN)).run, least=1)


def three_open() -> Story:
    """Two on the symbol, one elsewhere; the user asks to cancel all of the symbol."""
    story = Story()
    for name, symbol in (("a", SYMBOL), ("b", SYMBOL), ("c", "ETHUSDT")):
        story.accepted(name, symbol=symbol).submit(name, seen(name, State.OPEN, symbol=symbol), symbol=symbol)
    return story.at(10).begin("cancel_all", (SYMBOL,)).at(11)


def cancelled(*names: str) -> Sequence[OrderSeen]:
    return [seen(name, State.CANCELED) for name in names]


def test_a_cancel_all_that_ends_all_and_tells_so_passes() -> None:
    story = three_open().done("a", "CANCELED").done("b", "CANCELED")

    assert cancel_all_tells_the_truth(story.end("cancel_all", cancelled("a", "b")).run)


def test_doubt_about_a_cancel_all_is_allowed() -> None:
    assert cancel_all_tells_the_truth(three_open().done("a", "CANCELED").end("cancel_all", Claim.UNKNOWN).run)


def test_a_cancel_all_that_leaves_one_open_fails() -> None:
    story = three_open().done("a", "CANCELED").end("cancel_all", cancelled("a"))

    assert not cancel_all_tells_the_truth(story.run)


def test_a_cancel_all_that_reaches_another_symbol_fails() -> None:
    story = three_open().done("a", "CANCELED").done("b", "CANCELED").done("c", "CANCELED", symbol="ETHUSDT")

    assert not cancel_all_tells_the_truth(story.end("cancel_all", cancelled("a", "b")).run)


def test_a_filled_order_told_as_cancelled_fails() -> None:
    story = three_open().filled("a").done("b", "CANCELED")

    assert not cancel_all_tells_the_truth(story.end("cancel_all", cancelled("a", "b")).run)


def test_a_cancel_all_told_as_not_done_that_was_fails() -> None:
    story = three_open().done("a", "CANCELED").end("cancel_all", Claim.DID_NOT_HAPPEN)

    assert not cancel_all_tells_the_truth(story.run)


def test_a_refused_cancel_all_may_be_told_as_not_done() -> None:
    story = three_open().done("a", "CANCELED").refused(Operation.CANCEL)

    assert cancel_all_tells_the_truth(story.end("cancel_all", Claim.DID_NOT_HAPPEN).run)


def test_a_cancel_all_that_never_ends_fails() -> None:
    assert not cancel_all_tells_the_truth(three_open().end("cancel_all", None).run)


def test_without_orders_on_two_symbols_no_cancel_all_is_judged() -> None:
    with pytest.raises(Inconclusive):
        cancel_all_tells_the_truth(Story().accepted("a").call("cancel_all", (SYMBOL,), []).run)
    with pytest.raises(Inconclusive):
        cancel_all_tells_the_truth(Story().run)
