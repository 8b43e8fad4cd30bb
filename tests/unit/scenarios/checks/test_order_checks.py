from decimal import Decimal

import pytest
from msgspec.structs import replace

from fakes.operations import Operation
from scenarios.checks.orders import (
    absence_is_never_claimed,
    every_order_is_accepted,
    every_order_is_decided,
    last_word_is_true,
    nothing_is_placed_after_stop,
    orders_are_placed_as_meant,
    orders_exist_once,
    outcomes_are_never_denied,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, Intent, State
from tests.unit.scenarios.checks.order_story import PRICE, QUANTITY, Story, seen
from tests.unit.scenarios.checks.verdicts import failure, success

OPEN = seen("a", State.OPEN)


def test_an_order_accepted_once_passes() -> None:
    assert "1 orders, each exists once" in success(
        orders_exist_once(Story().submit("a", OPEN).accepted("a").run)
    )


def test_an_order_accepted_twice_fails() -> None:
    verdict = orders_exist_once(Story().submit("a", OPEN).accepted("a").accepted("a").run)

    assert not verdict
    assert verdict.reason == "order a became 2 orders"


def test_an_order_that_nobody_wanted_fails() -> None:
    assert "the venue accepted 1 orders that nobody asked for: ['again']" in failure(
        orders_exist_once(Story().submit("a", OPEN).accepted("a").accepted("again").run)
    )


def test_without_an_order_at_the_venue_there_is_nothing_to_count() -> None:
    with pytest.raises(Inconclusive, match="the venue accepted no order"):
        orders_exist_once(Story().submit("a", Claim.UNKNOWN).run)


def test_orders_that_came_to_be_pass() -> None:
    assert "each of 1 orders was accepted by hand" in success(
        every_order_is_accepted(Story().submit("a", OPEN).accepted("a").run)
    )


def test_an_order_that_never_came_to_be_fails() -> None:
    assert "order b never came to be at hand" in failure(
        every_order_is_accepted(Story().submit("a", OPEN).accepted("a").submit("b", OPEN).run)
    )


def test_without_a_submit_nothing_can_come_to_be() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted"):
        every_order_is_accepted(Story().accepted("a").run)


@pytest.mark.parametrize("end", [OPEN, Claim.UNKNOWN, seen("a", State.UNKNOWN), None])
def test_an_order_that_lives_may_be_told_as_placed_or_as_unknown(end: object) -> None:
    assert "1 outcomes told, none of them denied" in success(
        outcomes_are_never_denied(Story().accepted("a").submit("a", end).run)
    )


@pytest.mark.parametrize("end", [Claim.DID_NOT_HAPPEN, seen("a", State.REJECTED)])
def test_an_order_that_lives_must_not_be_denied(end: object) -> None:
    assert "at 0.0 s the user was told that order a was not placed" in failure(
        outcomes_are_never_denied(Story().accepted("a").submit("a", end).run)
    )


def test_an_order_that_never_was_must_not_be_told_as_placed() -> None:
    assert "at 0.0 s order a was told as placed, the venue never accepted it" in failure(
        outcomes_are_never_denied(Story().submit("a", OPEN).run)
    )


def test_without_a_submit_no_outcome_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no submit ever ended"):
        outcomes_are_never_denied(Story().run)


def test_the_last_word_counts_and_not_the_first() -> None:
    story = Story().accepted("a").submit("a", OPEN).filled("a").told("a", State.FILLED, "0.01")

    assert "the last word on each of 1 orders is true" in success(last_word_is_true(story.run))


def test_a_last_word_that_lags_behind_the_venue_fails() -> None:
    assert "order a is told as open with 0 filled, it is filled with 0.01000" in failure(
        last_word_is_true(Story().accepted("a").submit("a", OPEN).filled("a").run)
    )


def test_an_order_that_the_user_is_never_told_of_fails() -> None:
    assert "order a is open, its user was never told" in failure(
        last_word_is_true(Story().accepted("a").submit("a", Claim.UNKNOWN).run)
    )


def test_an_order_told_as_open_that_never_was_fails() -> None:
    assert "order a is told as open, it never was" in failure(
        last_word_is_true(Story().submit("a", OPEN).run)
    )


def test_without_an_order_at_the_venue_no_last_word_is_judged() -> None:
    with pytest.raises(Inconclusive, match="the venue accepted no order"):
        last_word_is_true(Story().submit("a", Claim.DID_NOT_HAPPEN).run)


def test_an_absent_order_is_decided_by_a_refused_question() -> None:
    story = Story().submit("a", Claim.UNKNOWN).at(5).begin("order", ("BTCUSDT", "a"))
    story.refused(Operation.QUERY).end("order", Claim.DID_NOT_HAPPEN)

    assert "of 1 orders it was told by 10 s whether they exist" in success(
        every_order_is_decided(story.run, by_s=10)
    )


@pytest.mark.parametrize("end", [Claim.DID_NOT_HAPPEN, seen("a", State.REJECTED)])
def test_an_absent_order_is_decided_by_its_submit(end: object) -> None:
    assert every_order_is_decided(Story().submit("a", end).run, by_s=10)


def test_an_order_of_which_only_doubt_is_told_fails() -> None:
    story = Story().submit("a", Claim.UNKNOWN).ask("a", seen("a", State.UNKNOWN))

    assert "at 10 s it is still not told whether order a exists" in failure(
        every_order_is_decided(story.run, by_s=10)
    )


def test_a_question_that_was_never_sent_decides_nothing() -> None:
    story = Story().submit("a", Claim.UNKNOWN).ask("a", Claim.DID_NOT_HAPPEN)

    assert not every_order_is_decided(story.run, by_s=10)


def test_a_decision_that_comes_too_late_fails() -> None:
    story = Story().submit("a", Claim.UNKNOWN).at(11).told("a", State.REJECTED)

    assert not every_order_is_decided(story.run, by_s=10)


def test_a_wrong_decision_fails() -> None:
    assert "by 10 s order a was told as not placed, the venue holds it" in failure(
        every_order_is_decided(Story().accepted("a").submit("a", Claim.DID_NOT_HAPPEN).run, by_s=10)
    )


def test_without_orders_there_is_nothing_to_decide() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted"):
        every_order_is_decided(Story().run, by_s=10)


def test_an_order_that_exists_must_not_be_told_as_absent() -> None:
    story = Story().accepted("a").begin("order", ("BTCUSDT", "a"))
    story.refused(Operation.QUERY).end("order", Claim.DID_NOT_HAPPEN)

    assert "at 0.0 s the user was told that order a does not exist, it does" in failure(
        absence_is_never_claimed(story.run)
    )


def test_doubt_about_an_order_that_exists_is_allowed() -> None:
    assert "1 questions about orders that exist" in success(
        absence_is_never_claimed(Story().accepted("a").ask("a", seen("a", State.UNKNOWN)).run)
    )


def test_without_a_question_no_absence_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order that exists was asked about"):
        absence_is_never_claimed(Story().accepted("a").run)


OFF_GRID = PRICE + Decimal("0.001")


def test_an_order_off_the_grid_that_is_refused_passes() -> None:
    story = Story().submit("a", OPEN).accepted("a").submit("b", Claim.DID_NOT_HAPPEN, price=OFF_GRID)

    assert "1 orders off the grid, none placed as something else" in success(
        orders_are_placed_as_meant(story.run)
    )


def test_an_order_off_the_grid_that_is_placed_on_it_fails() -> None:
    story = Story().submit("a", OPEN).accepted("a").submit("b", OPEN, price=OFF_GRID).accepted("b")

    assert "order b was for 0.01000 at 60000.001" in failure(orders_are_placed_as_meant(story.run))


def test_an_order_placed_with_another_quantity_fails() -> None:
    story = Story().submit("a", OPEN).accepted("a", quantity=QUANTITY * 2)

    assert not orders_are_placed_as_meant(story.run)


def test_without_an_order_off_the_grid_rounding_is_not_judged() -> None:
    with pytest.raises(Inconclusive, match="1 orders on the grid were accepted, 0 off it were tried"):
        orders_are_placed_as_meant(Story().submit("a", OPEN).accepted("a").run)


def stopped() -> Story:
    return Story().submit("a", OPEN).accepted("a").at(10).call("stop", (), "stopped").at(15)


def test_an_order_refused_after_stop_passes() -> None:
    assert "1 orders submitted after stop, none left" in success(
        nothing_is_placed_after_stop(stopped().submit("b", Claim.DID_NOT_HAPPEN).run)
    )


def test_an_order_that_leaves_after_stop_fails() -> None:
    assert "stop returned at 10.0 s, 1 orders left after it, the first (a)" in failure(
        nothing_is_placed_after_stop(stopped().received(Operation.PLACE).submit("b", OPEN).run)
    )


def test_a_stop_that_never_returns_fails() -> None:
    story = Story().submit("a", OPEN).accepted("a").at(10).call("stop", (), None)

    assert "stop had not returned after 60 s" in failure(nothing_is_placed_after_stop(story.run))


def test_without_an_order_after_stop_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted after the stop"):
        nothing_is_placed_after_stop(stopped().run)


def test_an_order_of_somebody_else_does_not_hide_those_behind_it() -> None:
    story = Story().accepted("a").submit("a", OPEN)
    stranger = replace(story.ledger.entries[0].fact, account="somebody", client_order_id="x")
    story = Story().submit("a", OPEN)
    story.ledger.record(stranger)

    assert "order a became 2 orders" in failure(orders_exist_once(story.accepted("a").accepted("a").run))
    assert "1 orders that nobody asked for: ['b']" in orders_exist_once(Story().accepted("b").run).reason


def test_every_outcome_and_every_last_word_is_judged() -> None:
    story = Story().submit("a", OPEN).accepted("a").submit("b", seen("b", State.OPEN)).accepted("b")

    assert outcomes_are_never_denied(story.run).reason.startswith("2 outcomes")
    assert "each of 2 orders" in last_word_is_true(story.run).reason


def test_an_order_that_never_was_or_became_two_does_not_hide_those_behind_it() -> None:
    story = (
        Story()
        .submit("a", Claim.DID_NOT_HAPPEN)
        .submit("b", seen("b", State.OPEN))
        .accepted("b")
        .accepted("b")
    )
    story.submit("c", seen("c", State.OPEN)).accepted("c").done("c", "CANCELED")

    assert "order c is told as" in last_word_is_true(story.run).reason


def test_an_id_that_became_two_orders_has_no_one_truth() -> None:
    story = Story().submit("a", OPEN).accepted("a").accepted("a").done("a", "CANCELED")

    assert last_word_is_true(story.run)


def test_news_of_another_order_decides_nothing() -> None:
    story = Story().accepted("a").submit("a", Claim.UNKNOWN).told("b", State.OPEN)

    assert not every_order_is_decided(story.run, by_s=10)


def test_news_of_the_order_decide_and_the_latest_in_time_counts() -> None:
    story = Story().accepted("a").submit("a", Claim.DID_NOT_HAPPEN).at(10).told("a", State.OPEN)

    assert every_order_is_decided(story.run, by_s=10)
    assert not every_order_is_decided(story.run, by_s=9)


def test_the_reason_says_what_was_told_and_what_is() -> None:
    denied = Story().accepted("a").submit("a", Claim.DID_NOT_HAPPEN)
    invented = Story().submit("a", OPEN)

    assert every_order_is_decided(denied.run, by_s=10).reason == (
        "by 10 s order a was told as not placed, the venue holds it"
    )
    assert every_order_is_decided(invented.run, by_s=10).reason == (
        "by 10 s order a was told as placed, the venue never accepted it"
    )


def test_absence_told_before_the_order_came_to_be_was_true() -> None:
    story = Story().at(1).begin("order", ("BTCUSDT", "a")).refused(Operation.QUERY)
    story.end("order", Claim.DID_NOT_HAPPEN).at(5).accepted("a").at(6).ask("a", OPEN)

    verdict = absence_is_never_claimed(story.run)

    assert verdict
    assert verdict.reason.startswith("1 questions")


def test_a_question_about_an_order_that_is_not_there_does_not_hide_the_next_one() -> None:
    story = Story().ask("b", OPEN).accepted("a").ask("a", OPEN).at(5).begin("order", ("BTCUSDT", "a"))
    story.refused(Operation.QUERY).end("order", Claim.DID_NOT_HAPPEN)

    assert not absence_is_never_claimed(story.run)


def test_absence_of_another_order_is_no_absence_of_this_one() -> None:
    story = Story().accepted("a").ask("a", OPEN).at(5).begin("order", ("BTCUSDT", "b"))
    story.refused(Operation.QUERY).end("order", Claim.DID_NOT_HAPPEN)

    assert absence_is_never_claimed(story.run)


def test_a_refusal_of_something_else_is_no_word_of_absence() -> None:
    story = Story().accepted("a").begin("order", ("BTCUSDT", "a")).refused(Operation.CANCEL)

    assert absence_is_never_claimed(story.end("order", Claim.DID_NOT_HAPPEN).run)


def test_several_orders_on_and_off_the_grid_are_counted() -> None:
    story = Story()
    for name in ("a", "b"):
        story.submit(name, OPEN).accepted(name)
    for name in ("c", "d"):
        story.submit(name, Claim.DID_NOT_HAPPEN, price=OFF_GRID)

    assert orders_are_placed_as_meant(story.run).reason.startswith("2 orders off the grid")


def test_an_order_on_the_grid_that_was_not_accepted_proves_nothing_of_rounding() -> None:
    story = Story().submit("a", Claim.DID_NOT_HAPPEN).submit("b", Claim.DID_NOT_HAPPEN, price=OFF_GRID)

    with pytest.raises(Inconclusive, match="0 orders on the grid were accepted, 1 off it were tried"):
        orders_are_placed_as_meant(story.run)


def test_without_a_stop_or_an_order_before_it_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order was accepted before a stop"):
        nothing_is_placed_after_stop(Story().submit("a", OPEN).accepted("a").run)
    with pytest.raises(Inconclusive, match="no order was accepted before a stop"):
        nothing_is_placed_after_stop(Story().call("stop", (), "stopped").at(5).submit("b", OPEN).run)


def test_other_requests_after_stop_and_orders_under_way_are_not_held_against_it() -> None:
    story = Story().submit("a", OPEN).accepted("a").at(10).call("stop", (), "stopped")
    story.at(11).received(Operation.PLACE).at(15).received(Operation.CANCEL)

    assert nothing_is_placed_after_stop(story.submit("b", Claim.DID_NOT_HAPPEN).run)


def test_an_order_that_reached_the_venue_before_the_stop_is_not_late() -> None:
    story = Story().at(9.5).submit("a", OPEN).received(Operation.PLACE).accepted("a")
    story.at(10).call("stop", (), "stopped").at(15).submit("b", Claim.DID_NOT_HAPPEN)

    assert nothing_is_placed_after_stop(story.run)


# --- moments, and what the reasons say ----------------------------------------------------------------


def test_the_reason_says_which_outcome_was_denied_or_invented() -> None:
    denied = Story().accepted("a").submit("a", Claim.DID_NOT_HAPPEN)

    assert "at 0.0 s the user was told that order a was not placed, it lives at the venue" in failure(
        outcomes_are_never_denied(denied.run)
    )
    assert "at 0.0 s order a was told as placed, the venue never accepted it" in failure(
        outcomes_are_never_denied(Story().submit("a", OPEN).run)
    )


def test_every_question_about_an_order_that_exists_is_judged() -> None:
    story = Story().accepted("a").ask("a", OPEN).ask("a", seen("a", State.UNKNOWN))

    assert "2 questions" in success(absence_is_never_claimed(story.run))


def test_the_reason_says_of_which_order_absence_was_claimed() -> None:
    story = Story().accepted("a").at(3).begin("order", ("BTCUSDT", "a"))
    story.refused(Operation.QUERY).end("order", Claim.DID_NOT_HAPPEN)

    assert "at 3.0 s the user was told that order a does not exist, it does" in failure(
        absence_is_never_claimed(story.run)
    )


def test_the_reason_says_what_was_meant_and_what_was_placed() -> None:
    story = Story().submit("a", OPEN).accepted("a", quantity=QUANTITY * 2)

    assert "order a was for 0.01000 at 60000.00, what was placed is 0.02000 at 60000.00" in failure(
        orders_are_placed_as_meant(story.run)
    )


def test_a_market_order_has_no_price_that_could_be_off() -> None:
    story = Story().accepted("m")
    only = story.ledger.entries[0]
    story.ledger.entries[0] = replace(only, fact=replace(only.fact, ticks=None))
    intent = Intent(symbol="BTCUSDT", side="BUY", quantity=QUANTITY, client_order_id="m")
    story.call("submit", (intent,), seen("m", State.FILLED))

    assert orders_are_placed_as_meant(story.submit("b", Claim.DID_NOT_HAPPEN, price=OFF_GRID).run)


def test_orders_of_others_were_not_placed_by_the_user() -> None:
    story = Story().submit("a", OPEN).accepted("a", quantity=QUANTITY * 2)
    only = story.ledger.entries[0]
    story.ledger.entries[0] = replace(only, fact=replace(only.fact, account="somebody"))
    story.accepted("a").submit("b", Claim.DID_NOT_HAPPEN, price=OFF_GRID)

    assert orders_are_placed_as_meant(story.run)


def test_an_order_of_the_moment_of_the_stop_was_not_accepted_before_it() -> None:
    story = Story().at(10).submit("a", OPEN).accepted("a").call("stop", (), "stopped")

    with pytest.raises(Inconclusive, match="no order was accepted before a stop"):
        nothing_is_placed_after_stop(story.submit("b", Claim.DID_NOT_HAPPEN).run)


def test_an_order_submitted_as_soon_as_stop_has_returned_is_one_after_it() -> None:
    story = Story().submit("a", OPEN).accepted("a").at(10).call("stop", (), "stopped")

    assert "1 orders submitted after stop, none left" in success(
        nothing_is_placed_after_stop(story.submit("b", Claim.DID_NOT_HAPPEN).run)
    )


def test_the_reason_says_which_order_left_after_stop() -> None:
    story = stopped().received(Operation.PLACE, "b").at(16).received(Operation.PLACE, "c")

    assert "stop returned at 10.0 s, 2 orders left after it, the first (b) at 15.0 s" in failure(
        nothing_is_placed_after_stop(story.run)
    )
