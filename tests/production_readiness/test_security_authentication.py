"""Keys, signatures and clocks: the venue believes the connector, and its secrets stay with it."""

import pytest

from fakes.faults.clock_skew import ClockSkew
from fakes.faults.clock_step import ClockStep
from fakes.faults.rejected_key import RejectedKey
from fakes.faults.schedule import during
from fakes.instruments import Instrument
from fakes.market.scripts import SILENT
from fakes.venue import BTCUSDT
from scenarios.checks.authentication import (
    every_call_succeeds,
    every_order_is_accepted,
    one_of_two_orders_is_accepted_after,
    refused_key_is_not_tried_on,
    refused_key_is_told,
    revoked_key_shows_in_health,
)
from scenarios.stage import Stage
from scenarios.workloads.requests import (
    ask_for_the_unknown_and_order_on,
    order_and_cancel_each,
    order_and_look_at_health,
    order_every,
)

BEYOND_ASCII = Instrument(symbol="币安人生USDT", base="币安人生", quote="USDT")
"""Binance lists symbols in Chinese since 2025; everything else that a Spot order can say is plain ASCII."""
MARKETS = (BTCUSDT, BEYOND_ASCII)
HOURS_S = 3600.0
PER_MINUTE = 0.1 / 60.0
"""100 ms a minute."""


@pytest.mark.item("AU-010")
@pytest.mark.parametrize("market", MARKETS, ids=["plain", "beyond_ascii"])
def test_every_signed_request_verifies_over_its_raw_bytes(stage: Stage, market: Instrument) -> None:
    run = stage.play(order_and_cancel_each([market], count=3), instruments=MARKETS, market=SILENT)

    assert every_call_succeeds(run)


@pytest.mark.item("AU-020")
def test_ed25519_keys_sign_what_the_venue_verifies(stage: Stage) -> None:
    run = stage.play(order_and_cancel_each([BTCUSDT], count=6), ed25519=True, market=SILENT)

    assert every_call_succeeds(run)


@pytest.mark.item("AU-030")
@pytest.mark.parametrize("from_s", [0.0, 20.0], ids=["from_the_start", "midway"])
def test_a_rejected_key_is_told_as_such_and_not_tried_in_a_loop(stage: Stage, from_s: float) -> None:
    workload = ask_for_the_unknown_and_order_on(30.0, 60.0, 90.0, until_s=140.0)
    run = stage.play(workload, during(from_s, 300.0, RejectedKey()), must_open=False, market=SILENT)

    assert refused_key_is_told(run, from_s, 140.0)
    assert refused_key_is_not_tried_on(run, from_s, 140.0, most=30)


@pytest.mark.item("AU-040")
def test_a_key_revoked_midway_is_seen_in_health(stage: Stage) -> None:
    workload = order_and_look_at_health(5.0, 40.0, 80.0, 120.0, 230.0, 260.0, every_s=5.0, until_s=340.0)
    run = stage.play(workload, during(20.0, 200.0, RejectedKey()), market=SILENT)

    assert revoked_key_shows_in_health(run, 20.0, 200.0, within_s=120.0)


@pytest.mark.item("CL-010")
@pytest.mark.parametrize("skew_s", [5.0, -5.0], ids=["fast", "slow"])
def test_orders_are_accepted_though_the_clock_is_5_s_off(stage: Stage, skew_s: float) -> None:
    run = stage.play(order_every(10.0, until_s=30.0), client_skew_s=skew_s, market=SILENT)

    assert every_order_is_accepted(run)


@pytest.mark.item("CL-020")
@pytest.mark.parametrize(
    ("step_s", "skew_s"), [(5.5, 0.8), (-3.0, -3.0)], ids=["the_venue_forward", "the_venue_back"]
)
def test_after_the_clock_steps_one_of_two_orders_succeeds(stage: Stage, step_s: float, skew_s: float) -> None:
    # The client's own clock is good enough before and after: what is tried is the offset learned before.
    run = stage.play(
        order_every(20.0, until_s=70.0),
        during(30.0, 31.0, ClockStep(step_s)),
        client_skew_s=skew_s,
        market=SILENT,
    )

    assert one_of_two_orders_is_accepted_after(run, 30.0)


@pytest.mark.item("CL-030")
@pytest.mark.parametrize("drift", [PER_MINUTE, -PER_MINUTE], ids=["the_venue_gains", "the_venue_loses"])
def test_a_clock_that_drifts_for_two_hours_loses_no_order(stage: Stage, drift: float) -> None:
    run = stage.play(
        order_every(300.0, until_s=2 * HOURS_S),
        during(1.0, 3 * HOURS_S, ClockSkew(drift=drift)),
        market=SILENT,
    )

    assert every_order_is_accepted(run)
