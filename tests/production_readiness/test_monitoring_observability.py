"""Observability: health, log, metrics and audit say what really happened."""

from typing import Any

import pytest

from fakes.faults.abrupt_close import AbruptClose
from fakes.faults.lost_answer import LostAnswer
from fakes.faults.partition import Partition
from fakes.faults.refuse import Refuse
from fakes.faults.rejected_key import RejectedKey
from fakes.faults.reset import Reset
from fakes.faults.schedule import Planned, during
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.faults.silence import Silence
from fakes.market.scripts import SILENT
from fakes.operations import Operation, Role
from scenarios.checks.observability import (
    connections_are_logged,
    counts_are_the_ledgers,
    loss_shows_in_health,
    no_refusal_is_missing_from_the_audit,
    refused_key_is_audited,
    requests_are_logged,
    tampering_shows,
)
from scenarios.stage import Stage
from scenarios.workloads.everything import use_everything
from scenarios.workloads.watching import trade_and_count, trade_through_revocation, watch_health
from subjects.base import Capability

LOST_S, BACK_S = 60.0, 200.0
LOSSES: dict[str, tuple[Planned, ...]] = {
    "silence": (during(LOST_S, BACK_S, Silence(role=Role.MARKET)),),
    "refused": (during(LOST_S, BACK_S, Refuse()), during(LOST_S, LOST_S + 1.0, Reset())),
    "unreachable": (during(LOST_S, BACK_S, Partition()),),
}
TROUBLE: tuple[Any, ...] = (
    during(20.0, 21.0, AbruptClose(how="rst")),
    during(30.0, 45.0, ServerErrorBefore(on=(Operation.PLACE, Operation.QUERY), limit=2)),
    during(50.0, 65.0, LostAnswer(on=Operation.CANCEL, limit=1)),
    during(70.0, 71.0, AbruptClose()),
)


@pytest.mark.item("OB-010")
@pytest.mark.parametrize("losses", LOSSES.values(), ids=LOSSES.keys())
def test_health_tells_of_a_lost_market_and_of_its_return(stage: Stage, losses: tuple[Planned, ...]) -> None:
    run = stage.play(watch_health(until_s=320.0), *losses)

    assert loss_shows_in_health(run, LOST_S, BACK_S, within_s=60.0, back_within_s=90.0)


@pytest.mark.item("OB-020")
def test_every_request_and_reconnect_is_logged_with_a_correlation_id(stage: Stage) -> None:
    use = use_everything(from_s=10.0, to_s=80.0, after_s=90.0)
    run = stage.play(use, *TROUBLE)

    assert requests_are_logged(run, stage.subject.read_log)
    if Capability.STREAMS in stage.subject.capabilities:
        assert connections_are_logged(run, stage.subject.read_log)


@pytest.mark.item("OB-030")
def test_metrics_equal_the_ledger(stage: Stage) -> None:
    run = stage.play(trade_and_count(10.0, 32.0, 52.0, 90.0, read_s=140.0), *TROUBLE)

    assert counts_are_the_ledgers(run)


@pytest.mark.item("OB-040")
def test_a_refused_key_reaches_the_audit_log_which_shows_tampering(stage: Stage) -> None:
    trade = trade_through_revocation(25.0, 35.0, 45.0, 55.0, before_s=15.0, after_s=100.0)
    run = stage.play(trade, during(20.0, 60.0, RejectedKey()), market=SILENT)

    assert refused_key_is_audited(run)
    assert no_refusal_is_missing_from_the_audit(run)
    assert tampering_shows(run, stage.subject.audit_is_whole)
