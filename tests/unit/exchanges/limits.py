"""Limits of a minute and of ten seconds, and a limiter whose clock and the venue's go together."""

from exchanges.config import Limits
from exchanges.ratelimit import Cost, Grant, LimitKind, LimitRule, Priority, VenueLimiter

MINUTE = LimitRule(LimitKind.WEIGHT, 60.0, 100, "1M")
TEN_SECONDS = LimitRule(LimitKind.ORDERS, 10.0, 10, "10S")
ALL = Limits(safety=1.0, cancel_reserve=0.2)
WEIGHT_1M = (LimitKind.WEIGHT, "1M")
START = 1_800_000_000.0
"""A full minute of the venue's clock."""


def limiter(limits: Limits = ALL) -> VenueLimiter:
    return VenueLimiter([MINUTE, TEN_SECONDS], limits)


def take(subject: VenueLimiter, weight: int, at_s: float, *, orders: int = 0) -> Grant:
    return subject.take(Cost(weight, orders), at_s, START + at_s)


def wait(
    subject: VenueLimiter,
    at_s: float,
    weight: int = 1,
    *,
    orders: int = 0,
    priority: Priority = Priority.CANCEL,
) -> float:
    return subject.wait_s(Cost(weight, orders), priority, at_s, START + at_s)[0]


def try_take(subject: VenueLimiter, weight: int, at_s: float, *, orders: int = 0) -> bool:
    grant = subject.try_take(Cost(weight, orders), Priority.CANCEL, at_s, START + at_s)
    return grant is not None
