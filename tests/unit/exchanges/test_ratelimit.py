"""No more than the limit in any stretch, and the venue's count is the truth."""

import math
from random import Random

import pytest

from exchanges.config import Limits
from exchanges.ratelimit import Cost, LimitKind, LimitRule, Priority, VenueLimiter, WindowBudget
from tests.unit.exchanges.limits import (
    ALL,
    MINUTE,
    START,
    TEN_SECONDS,
    WEIGHT_1M,
    limiter,
    take,
    try_take,
    wait,
)


def test_what_fits_need_not_wait() -> None:
    assert wait(limiter(), 0.0, 100) == 0.0


def test_what_never_fits_is_said_to_wait_for_ever() -> None:
    assert wait(limiter(), 0.0, 101) == math.inf


def test_a_full_window_makes_wait_until_the_spending_has_left_it() -> None:
    subject = limiter()
    take(subject, 100, 30.0)

    assert wait(subject, 31.0) == pytest.approx(30.0 + 60.0 - 31.0 + 60.0 / 64)


@pytest.mark.parametrize("seed", range(5))
def test_no_stretch_of_the_length_of_the_window_ever_holds_more_than_the_cap(seed: int) -> None:
    rng = Random(seed)
    budget = WindowBudget(MINUTE, 0.5)
    released: list[tuple[float, int]] = []
    now_s = 0.0
    for _ in range(2000):
        amount = rng.randint(1, 20)
        wait_s = budget.wait_s(amount, 1.0, now_s, START + now_s)
        now_s += wait_s if rng.random() < 0.9 else wait_s + rng.random() * 20
        assert budget.wait_s(amount, 1.0, now_s, START + now_s) <= 1e-6
        budget.spend(amount, now_s, START + now_s)
        released.append((now_s, amount))

    assert (
        max(
            sum(amount for at_s, amount in released if start_s <= at_s < start_s + 60.0)
            for start_s, _ in released
        )
        <= 50
    )


def test_safety_keeps_a_part_unused() -> None:
    assert WindowBudget(MINUTE, 0.9).cap == 90


def test_new_orders_leave_the_reserve_to_cancels() -> None:
    subject = limiter()
    take(subject, 80, 0.0)

    assert wait(subject, 1.0, priority=Priority.ORDER) > 0
    assert wait(subject, 1.0, priority=Priority.CANCEL) == 0
    assert wait(subject, 1.0, priority=Priority.RESOLVE) == 0


def test_market_data_leaves_room_for_orders() -> None:
    subject = limiter()
    take(subject, 64, 0.0)

    assert wait(subject, 1.0, priority=Priority.DATA) > 0
    assert wait(subject, 1.0, priority=Priority.ORDER) == 0


def test_cancels_are_not_held_up_by_the_limit_on_orders() -> None:
    subject = limiter()
    for _ in range(10):
        take(subject, 1, 0.0, orders=1)

    assert subject.wait_s(Cost(1, 1), Priority.ORDER, 0.5, START + 0.5)[1] is True
    assert wait(subject, 0.5, priority=Priority.CANCEL) == 0


def test_the_venues_count_includes_what_others_have_used() -> None:
    subject = limiter()
    grant = take(subject, 1, 5.0)
    subject.answered(grant, {WEIGHT_1M: 100}, 5.1, START + 5.1)

    assert wait(subject, 6.0) == pytest.approx(60.0 - 6.0 + 0.1)
    assert wait(subject, 60.2) == 0


def test_what_is_still_under_way_is_added_to_the_venues_count() -> None:
    subject = limiter()
    first = take(subject, 1, 5.0)
    take(subject, 30, 5.0)

    subject.answered(first, {WEIGHT_1M: 70}, 5.1, START + 5.1)

    assert wait(subject, 5.2, 1) > 0


def test_what_the_venue_had_counted_while_it_was_under_way_is_not_counted_twice() -> None:
    """Answers to a burst come when the venue has counted all of it: each tells of the whole."""
    subject = limiter()
    burst = [take(subject, 8, 5.0) for _ in range(10)]

    for grant in burst:
        subject.answered(grant, {WEIGHT_1M: 80}, 5.1, START + 5.1)

    assert wait(subject, 5.2, 20) == 0
    assert wait(subject, 5.2, 21) > 0


def test_what_was_never_answered_may_have_been_counted() -> None:
    subject = limiter()
    early, lost, late = (take(subject, 30, 5.0) for _ in range(3))
    subject.answered(early, {WEIGHT_1M: 40}, 5.1, START + 5.1)
    subject.answered(lost, None, 5.2, START + 5.2)
    subject.answered(late, {WEIGHT_1M: 70}, 5.3, START + 5.3)

    assert wait(subject, 5.4, 0) == 0
    assert wait(subject, 5.4, 1) > 0


def test_an_answer_that_was_overtaken_does_not_lower_the_count() -> None:
    subject = limiter()
    first, second = take(subject, 1, 5.0), take(subject, 1, 5.0)
    subject.answered(second, {WEIGHT_1M: 90}, 5.1, START + 5.1)
    subject.answered(first, {WEIGHT_1M: 20}, 5.2, START + 5.2)

    assert wait(subject, 5.3, 20) > 0


def test_a_count_from_the_window_before_is_not_taken_for_the_new_one() -> None:
    subject = limiter()
    grant = take(subject, 1, 59.9)
    subject.answered(grant, {WEIGHT_1M: 100}, 60.1, START + 60.1)

    assert wait(subject, 60.2) == 0


def test_a_high_count_just_after_the_turn_of_the_window_is_not_believed() -> None:
    subject = limiter()
    grant = take(subject, 1, 60.05)
    subject.answered(grant, {WEIGHT_1M: 100}, 60.1, START + 60.1)

    assert wait(subject, 60.2) == 0


def test_a_refund_gives_the_budget_back() -> None:
    subject = limiter()
    grant = take(subject, 100, 5.0)
    assert wait(subject, 6.0, 40) > 0

    subject.refund(grant, Cost(40))

    assert wait(subject, 6.0, 40) == 0
    assert wait(subject, 6.0, 41) > 0


def test_limits_announced_by_the_venue_keep_what_was_counted() -> None:
    subject = limiter()
    take(subject, 60, 5.0)

    subject.adopt([LimitRule(LimitKind.WEIGHT, 60.0, 50, "1M")])

    assert wait(subject, 6.0, 1) > 0


def test_a_clock_of_the_venue_that_moves_a_little_back_is_not_a_new_window() -> None:
    budget = WindowBudget(MINUTE, 1.0)
    budget.spend(10, 60.0, START + 60.001)

    assert budget.used(60.1, START + 59.9) == 10
    assert budget.used(60.2, START + 60.1) == 10


def test_use_is_told_as_a_share_of_each_limit() -> None:
    subject = limiter()
    take(subject, 25, 1.0, orders=1)

    assert subject.used(2.0, START + 2.0) == {"weight-1M": 0.25, "orders-10S": 0.1}


def test_what_we_spend_comes_on_top_of_what_the_venue_counted() -> None:
    subject = limiter()
    subject.answered(take(subject, 1, 5.0), {WEIGHT_1M: 70}, 5.1, START + 5.1)
    take(subject, 29, 5.2)

    assert not try_take(subject, 2, 5.3)
    assert try_take(subject, 1, 5.3)


def test_taking_at_once_minds_our_own_count() -> None:
    subject = limiter()
    take(subject, 100, 59.0)

    # The venue's window is a new one; ours is any stretch of a minute.
    assert not try_take(subject, 1, 61.0)


def test_a_limit_that_the_venue_adds_is_kept_from_then_on() -> None:
    subject = limiter()
    subject.adopt([MINUTE, TEN_SECONDS, LimitRule(LimitKind.ORDERS, 60.0, 3, "1M")])
    for _ in range(3):
        take(subject, 1, 5.0, orders=1)

    assert not try_take(subject, 1, 5.1, orders=1)


def test_a_new_safety_takes_effect_at_once() -> None:
    subject = limiter()
    take(subject, 60, 5.0)

    subject.reshare(Limits(safety=0.5))

    assert not try_take(subject, 1, 5.1)


def test_orders_under_way_are_added_to_the_venues_count_until_they_are_answered() -> None:
    subject = limiter()
    orders_10s = (LimitKind.ORDERS, "10S")
    first, second = take(subject, 1, 5.0, orders=1), take(subject, 1, 5.0, orders=1)
    subject.answered(first, {orders_10s: 8}, 5.1, START + 5.1)
    assert wait(subject, 5.2, orders=2) > 0

    subject = limiter()
    first, second = take(subject, 1, 5.0, orders=1), take(subject, 1, 5.0, orders=1)
    subject.answered(first, {}, 5.1, START + 5.1)
    subject.answered(second, {orders_10s: 8}, 5.2, START + 5.2)
    assert wait(subject, 5.3, orders=2) == 0


def test_an_answer_settles_its_request_once() -> None:
    subject = limiter()
    first, second = take(subject, 1, 5.0), take(subject, 40, 5.0)
    for _ in range(5):
        subject.answered(first, {}, 5.1, START + 5.1)
    subject.answered(second, {WEIGHT_1M: 60}, 5.2, START + 5.2)

    assert try_take(subject, 40, 5.3)
    assert not try_take(subject, 1, 5.3)


def test_a_refund_does_not_come_back_when_its_piece_leaves_the_window() -> None:
    subject = limiter()
    grant = take(subject, 50, 0.0)
    subject.refund(grant, Cost(20))
    take(subject, 40, 30.0)

    # 50 - 20 + 40 are counted; when the first piece leaves, 40 remain, not 20 and not 60.
    assert subject.used(59.0, START + 59.0)["weight-1M"] == pytest.approx(0.7)
    assert subject.used(61.5, START + 59.0)["weight-1M"] == pytest.approx(0.7)
    assert wait(subject, 61.5, 60) == 0.0
    assert wait(subject, 61.5, 61) > 0.0


def test_orders_given_back_are_orders_and_weight_is_weight() -> None:
    subject = limiter()
    grant = take(subject, 10, 0.0, orders=4)

    subject.refund(grant, Cost(0, 4))

    assert subject.used(0.0, START) == {"weight-1M": 0.1, "orders-10S": 0.0}


def test_weight_and_orders_taken_at_once_are_counted_apart() -> None:
    subject = limiter()
    assert try_take(subject, 10, 0.0, orders=3)

    assert subject.used(0.0, START) == {"weight-1M": 0.1, "orders-10S": 0.3}


@pytest.mark.parametrize(
    ("weight_spent", "orders_spent", "only"),
    [(0, 0, False), (100, 0, False), (0, 10, True), (100, 10, False)],
)
def test_it_is_told_whether_only_the_limit_on_orders_is_in_the_way(
    weight_spent: int, orders_spent: int, only: bool
) -> None:
    subject = limiter()
    take(subject, weight_spent, 0.0, orders=orders_spent)

    assert subject.wait_s(Cost(1, 1), Priority.CANCEL, 1.0, START + 1.0)[1] is only


def test_the_shortest_of_waits_for_orders_is_one_too() -> None:
    subject = limiter()
    take(subject, 0, 0.0, orders=10)

    wait_s, only_orders = subject.wait_s(Cost(1, 1), Priority.CANCEL, 10.0, START + 10.0)

    assert 0.0 < wait_s < 1.0
    assert only_orders


def test_lookups_of_unknown_orders_may_use_all_and_no_more() -> None:
    assert wait(limiter(), 0.0, 100, priority=Priority.RESOLVE) == 0.0
    assert wait(limiter(), 0.0, 101, priority=Priority.RESOLVE) == math.inf


def test_a_late_header_of_a_short_window_is_doubted_for_a_quarter_of_it() -> None:
    for at_s, believed in ((0.2, False), (0.25, True)):
        subject = VenueLimiter([LimitRule(LimitKind.WEIGHT, 1.0, 100, "1S")], ALL)
        grant = take(subject, 1, at_s)
        subject.answered(grant, {(LimitKind.WEIGHT, "1S"): 90}, at_s, START + at_s)

        assert (subject.used(at_s, START + at_s)["weight-1S"] == 0.9) is believed


def test_weight_under_way_is_not_added_to_the_venues_count_of_orders() -> None:
    subject = limiter()
    take(subject, 5, 0.0)
    placed = take(subject, 1, 0.0, orders=1)

    subject.answered(placed, {(LimitKind.ORDERS, "10S"): 9}, 5.0, START + 5.0)

    assert wait(subject, 5.0, orders=1) == 0.0
    assert wait(subject, 5.0, orders=2) > 0.0


def test_weight_given_back_gives_no_orders_back() -> None:
    subject = limiter()
    placed = take(subject, 1, 0.0, orders=10)

    subject.refund(placed, Cost(1))

    assert wait(subject, 1.0, orders=1) > 0.0


def test_what_has_left_the_window_is_no_longer_in_use() -> None:
    subject = limiter()
    take(subject, 25, 1.0, orders=1)

    assert subject.used(90.0, START + 90.0) == {"weight-1M": 0.0, "orders-10S": 0.0}


def test_who_needs_a_part_waits_only_for_the_spending_that_makes_room_for_it() -> None:
    subject = limiter()
    take(subject, 60, 0.0)
    take(subject, 40, 30.0)

    assert 0.0 < wait(subject, 50.0, 50) < 20.0
    assert wait(subject, 61.5, 50) == 0.0
    assert wait(subject, 61.5, 70) == pytest.approx(30.0 + 60.0 - 61.5 + 60.0 / 64)


def test_a_part_of_a_limit_of_one_is_one() -> None:
    budget = WindowBudget(LimitRule(LimitKind.ORDERS, 10.0, 1, "10S"), 0.5)

    assert budget.spent(1, 1.0, 1.0, START + 1.0)
    assert not budget.spent(1, 1.0, 2.0, START + 2.0)


def test_what_the_venue_counted_holds_while_its_clock_moves_a_little_back_and_not_two_windows() -> None:
    budget = WindowBudget(MINUTE, 1.0)
    budget.spend(1, 90.0, START + 90.0)
    budget.observe(80, 0, START + 90.0, 90.1, START + 90.1)

    assert budget.used(90.2, START + 59.9) == 80
    assert budget.used(90.3, START - 0.1) == 1
