"""Several connectors in one program: what happens at one venue is nothing to those at the others."""

import pytest

from fakes.faults.half_open import HalfOpen
from fakes.faults.maintenance import Maintenance
from fakes.faults.schedule import Planned, during
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.faults.swallowed_connects import SwallowedConnects
from scenarios.checks.book import book_is_fresh_by
from scenarios.checks.latency import orders_answer_within
from scenarios.checks.orders import (
    every_order_is_accepted,
    last_word_is_true,
    orders_exist_once,
    outcomes_are_never_denied,
)
from scenarios.stage import Stage
from scenarios.workloads.together import (
    name_orders_alike,
    stop_here_and_trade_there,
    trade_there_while_asking_here,
)

AFTER_S = (41.0, 42.0, 44.0, 46.0, 50.0, 70.0)
OUTAGES: dict[str, tuple[Planned, ...]] = {
    "unreachable": (during(40.0, 90.0, HalfOpen()), during(40.0, 90.0, SwallowedConnects())),
    "failing": (during(40.0, 90.0, ServerErrorBefore()),),
    "maintenance": (during(40.0, 90.0, Maintenance()),),
}


@pytest.mark.item("FA-030")
@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES.keys())
def test_a_venue_that_is_down_holds_up_no_other(stage: Stage, outage: tuple[Planned, ...]) -> None:
    trade = trade_there_while_asking_here(*AFTER_S, ask_s=40.5, questions=100, until_s=80.0)
    _, there = stage.play_together(trade, *outage)

    assert orders_answer_within(there, orders=2 * len(AFTER_S), p95_s=1.0)
    assert book_is_fresh_by(there, from_s=30.0, to_s=80.0, lag_s=5.0)
    assert last_word_is_true(there)


@pytest.mark.item("FA-040")
def test_one_name_at_two_venues_is_two_orders(stage: Stage) -> None:
    runs = stage.play_together(name_orders_alike(at_s=20.0, cancel_s=30.0, until_s=40.0))

    for run in runs:
        assert every_order_is_accepted(run)
        assert orders_exist_once(run)
        assert outcomes_are_never_denied(run)
        assert last_word_is_true(run)


@pytest.mark.item("FA-050")
def test_a_connector_that_is_stopped_leaves_the_others_at_work(stage: Stage) -> None:
    trade = stop_here_and_trade_there(20.0, *AFTER_S, stop_s=40.0, until_s=80.0)
    _, there = stage.play_together(trade)

    assert orders_answer_within(there, orders=2 * (1 + len(AFTER_S)), p95_s=1.0)
    assert book_is_fresh_by(there, from_s=30.0, to_s=80.0, lag_s=5.0)
    assert last_word_is_true(there)
