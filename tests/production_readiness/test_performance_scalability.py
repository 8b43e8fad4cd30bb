"""Speed, over real sockets: bounds are generous, because the machine is shared."""

import pytest

from fakes.market.scripts import SILENT
from scenarios.checks.latency import orders_answer_within
from scenarios.checks.trades import no_trade_is_lost_in_silence, surge_was_fast
from scenarios.stage import Stage
from scenarios.workloads.market import surge
from scenarios.workloads.performance import SYMBOLS, submit_in_rounds


@pytest.mark.item("PE-010")
def test_signed_orders_are_answered_within_a_second(stage: Stage) -> None:
    run = stage.play(
        submit_in_rounds(rounds=20, at_once=10, until_s=15.0),
        loopback=True,
        market=SILENT,
        instruments=SYMBOLS,
        symbols=SYMBOLS,
        limits=stage.venue_class.unlimited,
    )

    assert orders_answer_within(run, orders=200, p95_s=1.0)


@pytest.mark.item("PE-020")
def test_a_surge_of_trades_reaches_a_user_who_pauses(stage: Stage) -> None:
    run = stage.play(
        surge(trades_per_s=5_000, lasts_s=2.0, pause_s=1.0, patience_s=20.0), loopback=True, market=SILENT
    )

    assert surge_was_fast(run, trades_per_s=500)
    assert no_trade_is_lost_in_silence(run, until_s=run.virtual_s)
