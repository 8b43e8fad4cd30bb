"""A counter that falls all the time is never driven above its top, and a refusal puts it there."""

import math
from random import Random

import pytest

from exchanges.config import Limits
from exchanges.decay import DecayAllowance, DecayingCounter
from exchanges.ratelimit import Cost, Grant, LimitKind, LimitRule, Priority

ALL = Limits(safety=1.0, cancel_reserve=0.2)
CALLS = LimitRule(LimitKind.WEIGHT, 40.0, 20, "calls")
"""20, less 0.5 a second."""
PUBLIC = LimitRule(LimitKind.WEIGHT, 10.0, 10, "public")
ENGINE = LimitRule(LimitKind.ORDERS, 125 / 2.34, 125, "engine")
CALL = Cost(1)


def allowance(limits: Limits = ALL) -> DecayAllowance:
    return DecayAllowance({"": CALLS, "public": PUBLIC}, ENGINE, limits)


def order(scope: str, cost: int = 1) -> Cost:
    return Cost(orders=cost, scope=scope)


def take(subject: DecayAllowance, cost: Cost, at_s: float) -> Grant:
    return subject.take(cost, at_s, 0.0)


def wait(subject: DecayAllowance, cost: Cost, at_s: float, priority: Priority = Priority.CANCEL) -> float:
    return subject.wait_s(cost, priority, at_s, 0.0)[0]


def penalise(
    subject: DecayAllowance, at_s: float, cost: Cost, after_s: float | None = None, *, banned: bool = False
) -> float:
    return subject.penalise(at_s, 0.0, after_s, banned=banned, cost=cost)


def test_the_documented_example_of_decay() -> None:
    counter = DecayingCounter(ENGINE, 1.0)
    counter.add(50, 0.0)

    assert counter.level(10.0) == pytest.approx(26.6)


def test_a_counter_does_not_fall_below_nothing() -> None:
    counter = DecayingCounter(CALLS, 1.0)
    counter.add(1, 0.0)

    assert counter.level(1000.0) == 0.0


def test_what_fits_need_not_wait_and_what_does_not_waits_for_the_decay() -> None:
    subject = allowance()
    take(subject, Cost(18), 0.0)

    assert wait(subject, Cost(2), 0.0) == 0.0
    assert wait(subject, Cost(4), 0.0) == pytest.approx(4.0, abs=0.1)
    assert wait(subject, Cost(4), 4.1) == 0.0


def test_what_never_fits_is_said_to_wait_for_ever() -> None:
    assert wait(allowance(), Cost(21), 0.0) == math.inf


@pytest.mark.parametrize("seed", range(5))
def test_the_venue_never_counts_more_than_the_top(seed: int) -> None:
    rng = Random(seed)
    subject = allowance(Limits(safety=0.95, cancel_reserve=0.1))
    level, at_s, highest = 0.0, 0.0, 0.0
    for _ in range(2000):
        amount = rng.choice((1, 1, 1, 4))
        before_s = at_s
        at_s += wait(subject, Cost(amount), at_s) if rng.random() < 0.9 else rng.random() * 30
        at_s += wait(subject, Cost(amount), at_s)
        take(subject, Cost(amount), at_s)
        level = max(0.0, level - (at_s - before_s) * 0.5) + amount
        highest = max(highest, level)

    assert 18.0 < highest <= 19.0


def test_each_scope_has_a_counter_of_its_own() -> None:
    subject = allowance()
    take(subject, Cost(20), 0.0)
    take(subject, order("BTC/USD", 125), 0.0)

    assert wait(subject, CALL, 0.0) > 0
    assert wait(subject, Cost(1, scope="public"), 0.0) == 0.0
    assert wait(subject, order("BTC/USD"), 0.0) > 0
    assert wait(subject, order("ETH/USD"), 0.0) == 0.0


def test_the_weight_of_an_order_is_counted_with_the_calls() -> None:
    subject = allowance()
    take(subject, Cost(20, scope="BTC/USD"), 0.0)

    assert wait(subject, CALL, 0.0) > 0


def test_only_cancels_and_lookups_may_use_all() -> None:
    subject = allowance()
    take(subject, Cost(16), 0.0)
    take(subject, order("BTC/USD", 100), 0.0)

    assert wait(subject, Cost(4), 0.0, Priority.RESOLVE) == 0.0
    assert wait(subject, CALL, 0.0, Priority.DATA) > 0
    assert wait(subject, order("BTC/USD", 8), 0.0, Priority.CANCEL) == 0.0
    assert wait(subject, order("BTC/USD"), 0.0, Priority.ORDER) > 0


def test_it_is_told_apart_whether_only_orders_have_to_wait() -> None:
    subject = allowance()
    take(subject, order("BTC/USD", 125), 0.0)

    assert subject.wait_s(order("BTC/USD"), Priority.CANCEL, 0.0, 0.0)[1]
    take(subject, Cost(20), 0.0)
    assert not subject.wait_s(CALL, Priority.CANCEL, 0.0, 0.0)[1]


def test_at_once_or_not_at_all() -> None:
    subject = allowance()

    assert subject.try_take(Cost(20), Priority.CANCEL, 0.0, 0.0) is not None
    assert subject.try_take(CALL, Priority.CANCEL, 0.0, 0.0) is None
    assert subject.try_take(CALL, Priority.CANCEL, 2.1, 0.0) is not None


def test_what_was_never_sent_is_given_back() -> None:
    subject = allowance()
    grant = take(subject, Cost(20, 125, "BTC/USD"), 0.0)

    subject.refund(grant, grant.cost)

    assert wait(subject, Cost(20), 0.0) == 0.0
    assert wait(subject, order("BTC/USD", 125), 0.0) == 0.0


def test_a_refusal_means_that_the_counter_is_at_its_top() -> None:
    subject = allowance()

    held_s = penalise(subject, 0.0, order("BTC/USD"))

    assert held_s == 5.0
    assert wait(subject, order("BTC/USD"), 0.0) == pytest.approx(5.0)
    assert wait(subject, order("BTC/USD", 20), 5.0) == pytest.approx((125 + 20 - 125) / 2.34 - 5.0, abs=0.1)


def test_a_refusal_holds_up_only_what_is_counted_by_the_same_counter() -> None:
    subject = allowance()
    penalise(subject, 0.0, order("BTC/USD"))
    penalise(subject, 0.0, CALL)

    assert wait(subject, order("ETH/USD"), 0.0) == 0.0
    assert wait(subject, Cost(1, scope="public"), 0.0) == 0.0
    assert subject.blocked_s(0.0) == 0.0


def test_refusals_one_after_the_other_hold_up_longer() -> None:
    subject = allowance()

    assert [penalise(subject, at_s, CALL) for at_s in (0.0, 6.0, 17.0)] == [5.0, 10.0, 20.0]


def test_answers_to_what_was_under_way_make_no_penalty_longer() -> None:
    subject = allowance()
    penalise(subject, 0.0, CALL)
    penalise(subject, 1.0, CALL)

    assert penalise(subject, 20.0, CALL) == 10.0


def test_an_answer_after_the_penalty_ends_the_series() -> None:
    subject = allowance()
    penalise(subject, 0.0, CALL)
    grant = take(subject, CALL, 6.0)
    subject.answered(grant, {}, 6.1, 0.0)

    assert penalise(subject, 20.0, CALL) == 5.0


def test_no_answer_and_one_within_the_penalty_end_no_series() -> None:
    subject = allowance()
    lost, early = take(subject, CALL, 0.0), take(subject, CALL, 0.0)
    penalise(subject, 0.0, CALL)
    subject.answered(early, {}, 1.0, 0.0)
    subject.answered(lost, None, 8.0, 0.0)

    assert penalise(subject, 20.0, CALL) == 10.0


def test_a_delay_that_the_venue_names_is_kept() -> None:
    subject = allowance()

    assert penalise(subject, 0.0, CALL, 33.0) == 33.0
    assert wait(subject, CALL, 0.0) == pytest.approx(33.0)


def test_a_delay_that_the_venue_names_holds_up_everything() -> None:
    subject = allowance()
    penalise(subject, 0.0, order("BTC/USD"), 20.0)

    assert wait(subject, order("ETH/USD"), 0.0) == pytest.approx(20.0)
    assert wait(subject, Cost(1, scope="public"), 0.0) == pytest.approx(20.0)
    assert subject.blocked_s(19.0) == pytest.approx(1.0)


def test_a_ban_holds_up_everything_and_longer_each_time() -> None:
    subject = allowance()

    assert penalise(subject, 0.0, CALL, banned=True) == 120.0
    assert wait(subject, order("ETH/USD"), 60.0) == pytest.approx(60.0)
    assert subject.blocked_s(60.0) == pytest.approx(60.0)
    assert penalise(subject, 130.0, CALL, banned=True) == 240.0
    assert penalise(subject, 1000.0, CALL, 900.0, banned=True) == 900.0


def test_an_answer_after_a_ban_ends_its_series() -> None:
    subject = allowance()
    penalise(subject, 0.0, CALL, banned=True)
    subject.answered(take(subject, CALL, 130.0), {}, 130.1, 0.0)

    assert penalise(subject, 200.0, CALL, banned=True) == 120.0


def test_what_costs_nothing_and_is_refused_holds_up_everything() -> None:
    subject = allowance()

    assert penalise(subject, 0.0, Cost()) == 5.0
    assert subject.blocked_s(1.0) == pytest.approx(4.0)


def test_limits_that_the_venue_tells_are_taken_over_where_the_counters_stand() -> None:
    subject = allowance()
    take(subject, order("BTC/USD", 125), 0.0)

    subject.adopt(
        [LimitRule(LimitKind.ORDERS, 48.0, 180, "engine"), LimitRule(LimitKind.WEIGHT, 20.0, 20, "calls")]
    )

    assert wait(subject, order("BTC/USD", 55), 0.0) == 0.0
    assert wait(subject, order("ETH/USD", 180), 0.0) == 0.0
    take(subject, Cost(20), 0.0)
    assert wait(subject, CALL, 0.0) == pytest.approx(1.0, abs=0.1)


def test_new_settings_apply_to_the_counters_there_are() -> None:
    subject = allowance()
    take(subject, Cost(10), 0.0)
    take(subject, order("BTC/USD", 60), 0.0)

    subject.reshare(Limits(safety=0.5, cancel_reserve=0.2))

    assert wait(subject, CALL, 0.0) > 0
    assert wait(subject, order("BTC/USD", 8), 0.0) > 0


def test_the_share_in_use_is_told_of_each_counter_and_of_the_fullest_market() -> None:
    subject = allowance()
    take(subject, Cost(5), 0.0)
    take(subject, order("BTC/USD", 25), 0.0)
    take(subject, order("ETH/USD", 50), 0.0)

    assert subject.used(0.0, 0.0) == pytest.approx(
        {"weight-calls": 0.25, "weight-public": 0.0, "orders-engine": 0.4}
    )


def test_what_the_venue_takes_beyond_the_top_is_counted_and_not_waited_for() -> None:
    subject = allowance()
    take(subject, order("BTC/USD", 100), 0.0)

    assert wait(subject, Cost(orders=200, scope="BTC/USD", beyond=True), 0.0) == 0.0
    take(subject, Cost(orders=200, scope="BTC/USD", beyond=True), 0.0)
    assert wait(subject, order("BTC/USD"), 0.0) == pytest.approx(176 / 2.34, abs=0.1)
