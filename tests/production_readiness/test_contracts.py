"""Contracts: what is held is known, funding is no trade, and nothing is left open by who is gone."""

import pytest

from fakes.faults import Partition, Planned, RefusedUpgrade, Reset, during
from fakes.market.scripts import SILENT
from fakes.operations import Role
from scenarios.checks.balances import balances_are_the_venues
from scenarios.checks.fills import fills_are_told
from scenarios.checks.positions import (
    funding_is_no_trade,
    guard_holds,
    position_never_turns,
    positions_are_the_venues,
    subscription_is_kept,
)
from scenarios.stage import Stage
from scenarios.workloads.positions import be_guarded, fill_now_and_then, hold, reduce_by_too_much

OUTAGE = (
    during(20.0, 20.1, Reset(role=Role.USER)),
    during(20.0, 40.0, RefusedUpgrade(role=Role.USER)),
)


@pytest.mark.item("PO-010")
@pytest.mark.parametrize("outage", [(), OUTAGE], ids=["quiet", "outage"])
def test_positions_equal_the_venues(stage: Stage, outage: tuple[Planned, ...]) -> None:
    held = hold(more_s=30.0, close_s=70.0, fund_s=90.0, until_s=100.0)
    run = stage.play(held, *outage, market=SILENT)

    assert positions_are_the_venues(run, after_s=60.0)


@pytest.mark.item("PO-020")
def test_funding_is_in_the_balances_and_is_no_trade(stage: Stage) -> None:
    run = stage.play(hold(more_s=30.0, close_s=50.0, fund_s=70.0, until_s=85.0), market=SILENT)

    assert funding_is_no_trade(run)
    assert balances_are_the_venues(run)


@pytest.mark.item("PO-030")
def test_the_key_of_the_private_stream_is_kept_alive(stage: Stage) -> None:
    run = stage.play(fill_now_and_then(every_s=1_200.0, until_s=11_000.0), market=SILENT)

    assert subscription_is_kept(run, stream="userData", until_s=11_000.0)
    assert fills_are_told(run, within_s=5.0)


@pytest.mark.item("PO-040")
def test_what_may_only_reduce_never_turns_a_position(stage: Stage) -> None:
    assert position_never_turns(stage.play(reduce_by_too_much(at_s=20.0, until_s=40.0)))


@pytest.mark.item("PO-050")
def test_who_is_gone_leaves_no_order_behind(stage: Stage) -> None:
    cut = during(120.0, 200.0, Partition())
    run = stage.play(be_guarded(within_s=30.0, until_s=190.0), cut, market=SILENT)

    assert guard_holds(run, cut_s=120.0, within_s=31.0)
