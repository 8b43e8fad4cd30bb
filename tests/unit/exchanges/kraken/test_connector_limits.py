"""What the tiers allow and what requests cost, as documented."""

from dataclasses import replace

import pytest

from exchanges.config import Limits
from exchanges.ratelimit import Cost, LimitKind, LimitRule, Priority
from exchanges.venues.kraken.limits import (
    INTERMEDIATE,
    PRO,
    STARTER,
    Tier,
    allowance,
    cancelling,
    cancelling_together,
    placing,
    tier_of,
)


@pytest.mark.parametrize(
    ("age_s", "cost"),
    [
        (0.0, 8),
        (4.99, 8),
        (5.0, 6),
        (9.99, 6),
        (10.0, 5),
        (14.99, 5),
        (15.0, 4),
        (36.0, 4),
        (45.0, 2),
        (89.0, 2),
        (90.0, 1),
        (299.0, 1),
        (300.0, 0),
    ],
)
def test_cancelling_a_young_order_is_dear(age_s: float, cost: int) -> None:
    assert cancelling("BTC/USD", age_s) == Cost(orders=cost, scope="BTC/USD")


def test_placing_costs_one_of_the_engine_of_its_market_and_no_call() -> None:
    assert placing("BTC/USD") == Cost(weight=0, orders=1, scope="BTC/USD")


@pytest.mark.parametrize(
    ("told", "tier"),
    [(60, STARTER), (1, STARTER), (125, INTERMEDIATE), (179, INTERMEDIATE), (180, PRO), (500, PRO)],
)
def test_the_stream_tells_the_tier_and_the_top_of_this_account(told: int, tier: Tier) -> None:
    assert tier_of(told) == replace(tier, engine=told)


def test_a_tier_is_two_rules() -> None:
    calls, engine = INTERMEDIATE.rules()

    assert calls == LimitRule(LimitKind.WEIGHT, 40.0, 20, "calls")
    assert (engine.kind, engine.limit, engine.name) == (LimitKind.ORDERS, 125, "engine")
    assert engine.limit / engine.interval_s == pytest.approx(2.34)


def test_before_the_tier_is_known_the_lowest_applies() -> None:
    subject = allowance(Limits(safety=1.0, cancel_reserve=0.2))
    subject.take(Cost(15), 0.0, 0.0)
    subject.take(Cost(orders=60, scope="BTC/USD"), 0.0, 0.0)

    assert subject.wait_s(Cost(1), Priority.CANCEL, 0.0, 0.0)[0] == pytest.approx(1 / 0.33, abs=0.1)
    assert subject.wait_s(placing("BTC/USD"), Priority.CANCEL, 0.0, 0.0)[0] == pytest.approx(1.0, abs=0.1)


def test_cancelling_together_costs_as_much_as_one_by_one_and_waits_for_no_room() -> None:
    assert cancelling_together("BTC/USD", [0.0, 7.0, 400.0]) == Cost(
        orders=8 + 6 + 0, scope="BTC/USD", beyond=True
    )
