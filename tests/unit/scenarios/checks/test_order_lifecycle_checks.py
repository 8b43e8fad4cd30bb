from decimal import Decimal

import pytest
from msgspec import structs

from fakes.operations import Operation
from scenarios.checks.order_lifecycle import (
    cancels_come_to_an_end,
    executions_are_complete,
    namesakes_are_told_apart,
    nothing_alive_is_told_as_over,
    orders_are_told_as_refused,
    orders_arrive_digit_for_digit,
    prevented_orders_are_told_as_ended,
    rejections_are_told,
)
from scenarios.verdict import Inconclusive, Verdict
from subjects.seen import Claim, Intent, State
from tests.unit.scenarios.checks.order_story import QUANTITY, SYMBOL, Story, seen
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


def test_a_prevented_order_that_the_venue_calls_canceled_is_one_too() -> None:
    story = Story().accepted("a").traded("a", "0.004").done("a", "CANCELED", reason="self_trade")

    assert "order a is told as open" in failure(
        prevented_orders_are_told_as_ended(story.told("a", State.OPEN, "0.004").run)
    )


def a_rejection() -> Story:
    """Taken, and rejected at 10 s."""
    return Story().at(10.0).accepted("a").done("a", "REJECTED")


def test_a_rejection_told_by_the_call_or_by_the_stream_is_right() -> None:
    by_call = a_rejection().at(11.0).submit("a", Claim.DID_NOT_HAPPEN)
    by_stream = a_rejection().submit("a", Claim.UNKNOWN).at(12.0).told("a", State.REJECTED)

    for story in (by_call, by_stream):
        assert "1 orders that were taken and rejected" in success(
            rejections_are_told(story.run, within_s=5.0)
        )


def test_an_order_that_was_rejected_and_told_as_open_fails() -> None:
    story = a_rejection().submit("a", seen("a", State.OPEN)).at(11.0).told("a", State.REJECTED)

    assert "was told as there at 10.0 s" in failure(rejections_are_told(story.run, within_s=5.0))


def test_a_rejection_told_late_or_never_fails() -> None:
    late = a_rejection().submit("a", Claim.UNKNOWN).at(16.0).told("a", State.REJECTED)

    assert "only at 16.0 s told as that" in failure(rejections_are_told(late.run, within_s=5.0))
    assert "never told as that" in failure(rejections_are_told(a_rejection().run, within_s=5.0))


def test_without_a_rejection_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="rejected no order that it had taken"):
        rejections_are_told(Story().accepted("a").done("a", "EXPIRED").run, within_s=5.0)


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


# --- which order, which moment, how many --------------------------------------------------------------


def test_the_reason_says_which_namesake_was_told_as_what() -> None:
    wrong = namesakes().submit("a", seen("a", State.FILLED, "0.01", symbol=OTHER), symbol=OTHER)
    silent = namesakes().submit("a", Claim.UNKNOWN, symbol=OTHER)

    assert "order a on ETHUSDT is told as filled with 0.01 filled, it is open with 0" in failure(
        namesakes_are_told_apart(wrong.run)
    )
    assert "of order a on ETHUSDT the user was never told" in failure(namesakes_are_told_apart(silent.run))


def test_a_namesake_told_in_the_right_state_with_another_sum_fails() -> None:
    story = namesakes().submit("a", seen("a", State.OPEN, "0.004", symbol=OTHER), symbol=OTHER)

    assert not namesakes_are_told_apart(story.run)


def test_orders_of_others_are_no_namesakes() -> None:
    story = Story().accepted("a", number=7).accepted("a", symbol=OTHER, number=7)
    entries = story.ledger.entries
    entries[1] = structs.replace(entries[1], fact=structs.replace(entries[1].fact, account="somebody"))

    with pytest.raises(Inconclusive, match="no two orders"):
        namesakes_are_told_apart(story.submit("a", seen("a", State.OPEN)).run)


def test_an_open_order_is_not_over_because_its_namesake_is() -> None:
    story = namesakes().submit("a", seen("a", State.OPEN, symbol=OTHER), symbol=OTHER)

    assert "1 open orders" in success(nothing_alive_is_told_as_over(story.run))


def test_an_open_order_was_not_there_yet_because_its_namesake_was() -> None:
    story = Story().accepted("a").submit("a", seen("a", State.OPEN))
    story.at(5).submit("a", seen("a", State.REJECTED, symbol=OTHER), symbol=OTHER)

    assert nothing_alive_is_told_as_over(story.at(10).accepted("a", symbol=OTHER).run)


def test_an_order_that_is_over_does_not_hide_the_open_ones_behind_it() -> None:
    story = Story().accepted("b").done("b", "CANCELED").submit("b", seen("b", State.CANCELED))
    story.accepted("a").submit("a", seen("a", State.OPEN)).at(10).told("a", State.CANCELED)

    assert "at 10.0 s order a on BTCUSDT was told as canceled, it is open" in failure(
        nothing_alive_is_told_as_over(story.run)
    )


def test_every_open_order_is_looked_at() -> None:
    story = an_open_order().accepted("b").submit("b", seen("b", State.OPEN))

    assert "2 open orders, none was told as over" in success(nothing_alive_is_told_as_over(story.run))


def complete(story: Story, after_s: float = 0.0) -> Verdict:
    return executions_are_complete(story.run, within_s=30.0, after_s=after_s)


def test_an_execution_told_at_the_last_moment_is_told_in_time() -> None:
    assert "2 executions, all told" in success(
        complete(cancelled_with_a_part().at(50).told("a", State.CANCELED, "0.004", 2))
    )


def test_the_time_to_tell_an_execution_runs_from_the_later_of_the_two() -> None:
    def told_at(at_s: float) -> Story:
        return cancelled_with_a_part().at(at_s).told("a", State.CANCELED, "0.004", 2)

    assert complete(told_at(70), after_s=40.0)
    assert "order a traded at 20.0 s (trade 2), and by 70.0 s the execution was not told" in failure(
        complete(told_at(71), after_s=40.0)
    )


def test_an_execution_told_again_later_was_told_in_time() -> None:
    story = cancelled_with_a_part().at(30).told("a", State.CANCELED, "0.004", 2)

    assert complete(story.at(90).told("a", State.CANCELED, "0.004", 2))


def test_a_part_of_an_order_that_expired_is_an_execution_like_another() -> None:
    story = Story().accepted("a").traded("a", "0.004", 2).done("a", "EXPIRED")

    assert complete(story.told("a", State.EXPIRED, "0.004", 2))


def summed_up(*filled: str) -> Story:
    """Two executions of one order, of which only sums are told."""
    story = Story().accepted("a").traded("a", "0.004", 1).traded("a", "0.003", 2).done("a", "CANCELED")
    for each in filled:
        story.told("a", State.CANCELED, each)
    return story


def test_the_sum_must_reach_all_executions_of_the_order() -> None:
    assert complete(summed_up("0.004", "0.007"))
    assert "(trade 2)" in failure(complete(summed_up("0.004")))
    assert "(trade 1)" in failure(complete(summed_up()))


def test_the_sum_of_another_order_says_nothing_of_this_one() -> None:
    assert not complete(summed_up().told("b", State.FILLED, "0.01"))


def ending(story: Story) -> Verdict:
    return cancels_come_to_an_end(story.run, most=1, within_s=5.0)


def test_a_cancel_that_takes_all_the_time_allowed_is_in_time() -> None:
    story = cancelling_what_is_filled().at(15).end("cancel", seen("a", State.FILLED))

    assert "1 orders that were over, each cancel came to its end" in success(ending(story))


def test_a_cancel_that_never_ends_fails_however_soon_it_was_given_up() -> None:
    story = cancelling_what_is_filled().at(12).end("cancel", None)

    assert "the cancel of a, which was filled, took 2.0 s" in failure(ending(story))


def test_requests_to_cancel_count_from_the_call_to_its_end() -> None:
    before = Story().accepted("a").filled("a").at(9).received(Operation.CANCEL)
    before.at(10).begin("cancel", (SYMBOL, "a")).received(Operation.CANCEL).received(Operation.QUERY)
    before.at(12).end("cancel", seen("a", State.FILLED)).at(13).received(Operation.CANCEL)
    both_ends = cancelling_what_is_filled().received(Operation.CANCEL).at(12).received(Operation.CANCEL)

    assert ending(before)
    assert "order a was filled, and the venue was asked 2 times to cancel it" in failure(
        ending(both_ends.end("cancel", seen("a", State.FILLED)))
    )


def test_a_cancel_of_an_order_that_lives_or_never_was_does_not_hide_those_behind_it() -> None:
    for first in ("living", "unknown"):
        story = Story().accepted("living").accepted("a").filled("a").at(5)
        story.cancel(first, seen(first, State.OPEN)).at(10).begin("cancel", (SYMBOL, "a"))
        assert not ending(story.at(60).end("cancel", Claim.UNKNOWN))


def test_an_order_is_over_or_not_at_the_moment_of_the_call_on_its_own_symbol() -> None:
    later = Story().accepted("a").at(10).begin("cancel", (SYMBOL, "a")).at(11).done("a", "CANCELED")
    namesake = Story().accepted("a").accepted("a", symbol=OTHER).done("a", "CANCELED", symbol=OTHER)

    for story in (later, namesake.at(10).begin("cancel", (SYMBOL, "a"))):
        with pytest.raises(Inconclusive, match="no order that was over was cancelled"):
            ending(story.end("cancel", seen("a", State.CANCELED)))


def test_each_cancel_of_what_is_over_is_judged() -> None:
    story = Story().accepted("a").filled("a").accepted("b").filled("b").at(10)
    story.cancel("a", seen("a", State.FILLED)).cancel("b", seen("b", State.FILLED))

    assert "2 orders that were over" in success(ending(story))


def test_the_reason_says_as_what_a_prevented_order_was_told() -> None:
    wrong = a_prevented_order().told("a", State.EXPIRED, "0")

    assert "of order a, which self-trade prevention ended, the user was never told" in failure(
        prevented_orders_are_told_as_ended(a_prevented_order().run)
    )
    assert "order a is told as expired with 0 filled, self-trade prevention ended it with 0.004" in failure(
        prevented_orders_are_told_as_ended(wrong.run)
    )


def test_every_prevented_order_of_the_subject_is_judged_and_none_of_others() -> None:
    story = a_prevented_order().told("a", State.EXPIRED, "0.004")
    story.accepted("b").done("b", "EXPIRED_IN_MATCH").told("b", State.OPEN)
    others = a_prevented_order()
    last = others.ledger.entries[-1]
    others.ledger.entries[-1] = structs.replace(last, fact=structs.replace(last.fact, account="somebody"))

    assert "order b" in failure(prevented_orders_are_told_as_ended(story.run))
    with pytest.raises(Inconclusive, match="ended no order"):
        prevented_orders_are_told_as_ended(others.run)


def test_the_reason_says_what_was_meant_and_what_was_placed() -> None:
    changed = Story().accepted("a", Decimal("0.02")).submit("a", seen("a", State.OPEN))
    absent = Story().submit("a", Claim.DID_NOT_HAPPEN)

    assert "order a was for 0.01000 at 60000.00, what was placed is 0.02000 at 60000.00" in failure(
        orders_arrive_digit_for_digit(changed.run)
    )
    assert "order a was for 0.01000 at 60000.00, and never came to be" in failure(
        orders_arrive_digit_for_digit(absent.run)
    )


def test_a_market_order_has_no_price_that_could_differ() -> None:
    story = Story().accepted("a")
    only = story.ledger.entries[0]
    story.ledger.entries[0] = structs.replace(only, fact=structs.replace(only.fact, ticks=None))
    intent = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, client_order_id="a")
    story.call("submit", (intent,), seen("a", State.FILLED))

    assert "1 orders arrived" in success(orders_arrive_digit_for_digit(story.run))


def test_the_bound_that_a_venue_puts_on_a_market_order_is_no_price_of_the_users() -> None:
    story = Story().accepted("a")
    only = story.ledger.entries[0]
    intent = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, client_order_id="a")
    story.call("submit", (intent,), seen("a", State.FILLED))

    assert "what was placed is" in failure(orders_arrive_digit_for_digit(story.run))
    story.ledger.entries[0] = structs.replace(only, fact=structs.replace(only.fact, kind="MARKET"))
    assert "1 orders arrived" in success(orders_arrive_digit_for_digit(story.run))


def test_the_reason_says_as_what_a_refusal_was_told() -> None:
    both = Story().submit("a", Claim.DID_NOT_HAPPEN).submit("b", Claim.UNKNOWN)

    assert "1 orders refused and told so" in success(orders_are_told_as_refused(both.run, "a"))
    assert "order b was refused by the venue and told as unknown" in failure(
        orders_are_told_as_refused(both.run, "a", "b")
    )
