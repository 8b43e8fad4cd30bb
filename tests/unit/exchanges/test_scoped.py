"""A window for each kind of request is never overfull, and a full one holds up nobody else."""

import math
from random import Random

import pytest

from exchanges.config import Limits
from exchanges.ratelimit import Cost, Grant, LimitKind, LimitRule, Priority
from exchanges.scoped import ScopedAllowance

ALL = Limits(safety=1.0, cancel_reserve=0.2)
PLACE = LimitRule(LimitKind.ORDERS, 2.0, 6, "place")
READ = LimitRule(LimitKind.WEIGHT, 2.0, 10, "read")
ADDRESS = LimitRule(LimitKind.WEIGHT, 5.0, 8, "address")
READING = Cost(1, scope="read")
START = 1_800_000_000.0


def allowance(limits: Limits = ALL, together: LimitRule | None = None) -> ScopedAllowance:
    return ScopedAllowance((PLACE, READ), limits, together=together)


def order(market: str, count: int = 1) -> Cost:
    return Cost(orders=count, scope=f"place {market}")


def take(subject: ScopedAllowance, cost: Cost, at_s: float, times: int = 1) -> Grant:
    for _ in range(times):
        grant = subject.take(cost, at_s, START + at_s)
    return grant


def wait(subject: ScopedAllowance, cost: Cost, at_s: float, priority: Priority = Priority.CANCEL) -> float:
    return subject.wait_s(cost, priority, at_s, START + at_s)[0]


def penalise(
    subject: ScopedAllowance, at_s: float, cost: Cost, after_s: float | None = None, *, banned: bool = False
) -> float:
    return subject.penalise(at_s, START + at_s, after_s, banned=banned, cost=cost)


def answered(subject: ScopedAllowance, grant: Grant, at_s: float, **used: int) -> None:
    told = {(LimitKind.WEIGHT, name): count for name, count in used.items()}
    subject.answered(grant, told, at_s, START + at_s)


def test_a_full_window_is_waited_for_and_holds_up_no_other() -> None:
    subject = allowance()
    take(subject, order("A"), 0.0, times=6)

    assert 2.0 <= wait(subject, order("A"), 0.0) < 2.3
    assert subject.try_take(order("A"), Priority.ORDER, 0.0, START) is None
    assert wait(subject, order("B"), 0.0) == 0.0
    assert wait(subject, READING, 0.0) == 0.0
    assert wait(subject, order("A"), 2.3) == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_no_stretch_of_a_window_has_more_than_its_limit(seed: int) -> None:
    rng = Random(seed)
    subject = allowance(Limits(safety=0.95))
    released: dict[str, list[float]] = {"A": [], "B": []}
    at_s = 0.0
    for _ in range(1500):
        market = rng.choice("AB")
        at_s += wait(subject, order(market), at_s) if rng.random() < 0.9 else rng.random() * 3
        if subject.try_take(order(market), Priority.ORDER, at_s, START + at_s) is not None:
            released[market].append(at_s)
    for times in released.values():
        assert len(times) > 500
        for first, later in zip(times, times[6:], strict=False):
            assert later - first >= 2.0


def test_a_batch_counts_each_of_its_orders_and_may_be_too_large_for_ever() -> None:
    subject = allowance()

    assert wait(subject, order("A", 7), 0.0) == math.inf
    take(subject, order("A", 5), 0.0)
    assert wait(subject, order("A", 1), 0.0) == 0.0
    assert wait(subject, order("A", 2), 0.0) > 0.0


def test_data_leaves_something_for_lookups_and_orders_leave_nothing() -> None:
    subject = allowance()
    take(subject, READING, 0.0, times=8)
    take(subject, order("A"), 0.0, times=5)

    assert wait(subject, READING, 0.0, Priority.DATA) > 0.0
    assert wait(subject, READING, 0.0, Priority.RESOLVE) == 0.0
    assert wait(subject, order("A"), 0.0, Priority.ORDER) == 0.0


def test_what_every_request_is_counted_by_is_a_window_too() -> None:
    subject = allowance(together=ADDRESS)
    take(subject, READING, 0.0, times=4)
    take(subject, order("A"), 0.0, times=4)

    assert 5.0 <= wait(subject, order("B"), 0.0) < 5.3


def test_what_no_rule_counts_goes_at_once() -> None:
    assert wait(allowance(), Cost(), 0.0) == 0.0


def test_a_refusal_holds_its_window_until_it_has_passed_and_longer_each_time() -> None:
    subject = allowance()

    waits = []
    at_s = 0.0
    for _ in range(3):
        waits.append(penalise(subject, at_s, order("A")))
        assert wait(subject, order("A"), at_s) == pytest.approx(waits[-1])
        assert wait(subject, order("B"), at_s) == 0.0
        at_s += waits[-1]

    assert waits == pytest.approx([2.1, 4.1, 8.1])


def test_refusals_of_what_was_under_way_belong_to_one_penalty() -> None:
    subject = allowance()

    assert penalise(subject, 0.0, order("A")) == pytest.approx(2.1)
    assert penalise(subject, 0.1, order("A")) == pytest.approx(4.1)
    assert penalise(subject, 10.0, order("A")) == pytest.approx(4.1)


def test_an_answer_ends_the_series() -> None:
    subject = allowance()
    penalise(subject, 0.0, order("A"))
    answered(subject, take(subject, order("A"), 3.0), 3.0)

    assert penalise(subject, 4.0, order("A")) == pytest.approx(2.1)


def test_a_delay_that_the_venue_names_is_kept() -> None:
    subject = allowance()

    assert penalise(subject, 0.0, order("A"), 7.0) == 7.0
    assert wait(subject, order("A"), 0.0) == 7.0
    assert subject.blocked_s(0.0) == 0.0


def test_a_ban_and_a_refused_connection_hold_up_everything() -> None:
    for cost, after_s, banned, pause_s in ((order("A"), None, True, 120.0), (Cost(), 9.0, False, 9.0)):
        subject = allowance()

        assert penalise(subject, 0.0, cost, after_s, banned=banned) == pause_s
        assert subject.blocked_s(1.0) == wait(subject, READING, 1.0) == pause_s - 1.0


def test_a_count_that_the_venue_tells_includes_what_others_used() -> None:
    subject = allowance()
    answered(subject, take(subject, READING, 0.6), 0.7, read=10)

    assert wait(subject, READING, 0.7) > 0.0
    assert wait(subject, order("A"), 0.7) == 0.0


def test_what_was_never_sent_is_given_back() -> None:
    subject = allowance(together=ADDRESS)
    grant = take(subject, order("A", 6), 0.0)
    subject.refund(grant, grant.cost)
    answered(subject, grant, 0.0)

    assert wait(subject, order("A", 6), 0.0) == 0.0


def test_new_limits_are_taken_over_and_counts_stay() -> None:
    subject = allowance()
    take(subject, order("A"), 0.0, times=6)
    subject.adopt(
        [LimitRule(LimitKind.ORDERS, 2.0, 8, "place"), LimitRule(LimitKind.WEIGHT, 1.0, 1, "other")]
    )

    assert wait(subject, order("A", 2), 0.0) == 0.0
    assert wait(subject, order("A", 3), 0.0) > 0.0

    subject.reshare(Limits(safety=0.5))
    assert wait(subject, order("A"), 0.0) > 0.0


def test_use_is_told_by_rule_and_of_the_fullest() -> None:
    subject = allowance(together=ADDRESS)
    take(subject, order("A"), 0.0, times=3)
    take(subject, order("B"), 0.0)

    assert subject.used(0.0, START) == {"orders-place": 0.5, "weight-read": 0.0, "weight-address": 0.5}
