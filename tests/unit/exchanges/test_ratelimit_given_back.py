"""What was counted and is given back: of the right limit, from the right moment, and no more than that."""

from exchanges.config import Limits
from exchanges.ratelimit import Cost, Grant, LimitKind, LimitRule, Priority, VenueLimiter, WindowBudget

MINUTE = LimitRule(LimitKind.WEIGHT, 60.0, 100, "1M")
TEN_SECONDS = LimitRule(LimitKind.ORDERS, 10.0, 10, "10S")
START = 1_800_000_000.0
"""A full minute of the venue's clock."""


def limiter(*rules: LimitRule) -> VenueLimiter:
    return VenueLimiter(rules, Limits(safety=1.0, cancel_reserve=0.2))


def take(subject: VenueLimiter, weight: int, at_s: float, *, orders: int = 0) -> Grant:
    return subject.take(Cost(weight, orders), at_s, START + at_s)


def used(budget: WindowBudget, at_s: float) -> int:
    return budget.used(at_s, START + at_s)


def spent(*spending: tuple[int, float]) -> WindowBudget:
    """So much at such times."""
    budget = WindowBudget(MINUTE, 1.0)
    for amount, at_s in spending:
        budget.spend(amount, at_s, START + at_s)
    return budget


def test_who_is_not_let_go_for_orders_has_spent_no_weight() -> None:
    subject = limiter(MINUTE, TEN_SECONDS)
    take(subject, 1, 1.0, orders=10)

    assert subject.try_take(Cost(20, 1), Priority.CANCEL, 2.0, START + 2.0) is None
    assert subject.used(2.0, START + 2.0) == {"weight-1M": 0.01, "orders-10S": 1.0}


def test_who_is_not_let_go_for_weight_has_spent_no_orders() -> None:
    subject = limiter(TEN_SECONDS, MINUTE)
    take(subject, 100, 1.0, orders=3)

    assert subject.try_take(Cost(5, 1), Priority.CANCEL, 1.1, START + 1.1) is None
    assert subject.used(1.1, START + 1.1) == {"orders-10S": 0.3, "weight-1M": 1.0}


def test_what_is_given_back_is_taken_from_the_moment_at_which_it_was_spent() -> None:
    budget = spent((60, 0.0), (40, 30.0))
    budget.refund(10, 0.0)

    assert used(budget, 31.0) == 90
    assert used(budget, 61.5) == 40


def test_only_as_much_is_given_back_as_is_said_and_as_was_spent() -> None:
    part, more = spent((60, 30.0)), spent((60, 30.0))
    part.refund(10, 30.0)
    more.refund(99, 30.0)
    more.spend(10, 64.0, START + 64.0)

    assert used(part, 65.0) == 50
    assert used(more, 121.0) == 10


def test_what_has_left_the_window_cannot_be_given_back_any_more() -> None:
    budget = spent((10, 0.0), (5, 100.0))
    budget.refund(3, 0.0)

    assert used(budget, 101.0) == 5


def test_what_the_venue_said_before_a_refund_includes_what_it_gives_back() -> None:
    budget = spent((1, 30.0))
    budget.observe(80, 0, START + 30.0, 31.0, START + 31.0)
    budget.refund(30, 30.0)

    budget.observe(40, 0, START + 30.0, 32.0, START + 32.0)
    assert used(budget, 32.0) == 50
    budget.observe(55, 0, START + 32.0, 33.0, START + 33.0)
    assert used(budget, 33.0) == 55


def test_of_a_request_without_an_answer_weight_may_yet_be_counted_as_weight_and_orders_as_orders() -> None:
    subject = limiter(MINUTE, TEN_SECONDS)
    answered = take(subject, 1, 3.0, orders=8)
    silent = take(subject, 50, 3.0, orders=1)

    subject.answered(silent, None, 4.0, START + 4.0)
    subject.answered(answered, {(LimitKind.ORDERS, "10S"): 8}, 5.0, START + 5.0)

    assert subject.used(5.0, START + 5.0)["orders-10S"] == 0.9
