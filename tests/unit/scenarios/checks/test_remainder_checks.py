"""What the check of orders that ended with a part filled says of runs made by hand."""

import pytest

from scenarios.checks.orders import (
    remainder_is_told_as_ended,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import Story, seen
from tests.unit.scenarios.checks.verdicts import failure, success

OPEN = seen("a", State.OPEN)


def expired() -> Story:
    return Story().accepted("a").traded("a", "0.004").done("a", "EXPIRED")


@pytest.mark.parametrize("state", [State.EXPIRED, State.CANCELED])
def test_a_remainder_told_as_ended_with_its_part_passes(state: State) -> None:
    assert "1 orders that ended with a part filled were told as that" in success(
        remainder_is_told_as_ended(expired().submit("a", seen("a", state, "0.004")).run)
    )


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
    with pytest.raises(Inconclusive, match="no order ended with a part filled"):
        remainder_is_told_as_ended(Story().submit("a", OPEN).accepted("a").run)


def test_only_an_order_that_expired_with_a_part_has_a_remainder() -> None:
    whole = Story().submit("a", OPEN).accepted("a").done("a", "EXPIRED")
    cancelled = Story().submit("a", OPEN).accepted("a").traded("a", "0.004").done("a", "CANCELED")

    for story in (whole, cancelled):
        with pytest.raises(Inconclusive, match="no order ended with a part filled"):
            remainder_is_told_as_ended(story.run)


@pytest.mark.parametrize("reason", ["unfilled_ioc", "no_liquidity"])
def test_a_remainder_that_the_venue_calls_canceled_is_one_too(reason: str) -> None:
    story = Story().submit("a", seen("a", State.FILLED, "0.004")).accepted("a").traded("a", "0.004")
    story.done("a", "CANCELED", reason=reason)

    assert "was told as filled with 0.004 filled" in failure(remainder_is_told_as_ended(story.run))


def test_an_order_without_a_remainder_does_not_hide_those_behind_it() -> None:
    story = Story().accepted("b").submit("b", OPEN).accepted("a").traded("a", "0.004").done("a", "EXPIRED")

    assert "the last word on order a is open with 0 filled" in failure(
        remainder_is_told_as_ended(story.submit("a", seen("a", State.OPEN)).run)
    )


def test_a_remainder_called_filled_on_the_way_fails_though_the_last_word_is_right() -> None:
    story = expired().submit("a", seen("a", State.FILLED, "0.004")).told("a", State.EXPIRED, "0.004")

    assert "told as filled" in remainder_is_told_as_ended(story.run).reason


def test_each_remainder_is_judged() -> None:
    story = expired().submit("a", seen("a", State.EXPIRED, "0.004"))
    story.accepted("b").traded("b", "0.004", 2).done("b", "EXPIRED").submit(
        "b", seen("b", State.EXPIRED, "0.004")
    )

    assert remainder_is_told_as_ended(story.run).reason.startswith("2 orders")


def test_the_reason_says_what_was_told_of_a_remainder() -> None:
    open_still = expired().submit("a", seen("a", State.PARTIALLY_FILLED, "0.004"))
    never = expired().submit("a", Claim.UNKNOWN)

    assert "the last word on order a is partially_filled with 0.004 filled, it ended with 0.00400" in failure(
        remainder_is_told_as_ended(open_still.run)
    )
    assert "of order a the user was never told" in failure(remainder_is_told_as_ended(never.run))
