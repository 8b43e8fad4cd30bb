"""Factory, lifecycle and resources: connectors are created once, end wholly, and do not grow meanwhile."""

import pytest

from fakes.faults.close_code import CloseCode
from fakes.faults.fault import Fault
from fakes.faults.half_open import HalfOpen
from fakes.faults.refuse import Refuse
from fakes.faults.rejected_key import RejectedKey
from fakes.faults.reset import Reset
from fakes.faults.schedule import Planned, during
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.market.flow import Flow, Pace
from fakes.operations import Role
from scenarios.checks.connection import sessions_do_not_pile_up
from scenarios.checks.lifecycle import (
    creation_recovers,
    creations_share_one,
    no_error_goes_unnoticed,
    nothing_is_left,
    tasks_do_not_grow,
)
from scenarios.stage import Stage
from scenarios.workloads.connection import keep_books
from scenarios.workloads.lifecycle import create_at, create_one_then_many, watch_a_book_and_count_tasks

CALM = Flow(name="calm", pace=Pace(changes_per_s=0.5, trades_per_s=0.05))


@pytest.mark.item("FA-010")
def test_twenty_creations_at_once_give_one_connector(stage: Stage) -> None:
    create = create_one_then_many(one_at_s=5.0, many_at_s=30.0, many=20, until_s=45.0)
    run = stage.play(create, market=CALM)

    assert creations_share_one(run, one_at_s=5.0, many_at_s=30.0, many=20, lasts_s=10.0)


TROUBLES = {"server_error": ServerErrorBefore(transport="rest"), "rejected_key": RejectedKey()}


@pytest.mark.item("FA-020")
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
def test_a_failed_creation_leaves_nothing_and_the_next_succeeds(stage: Stage, trouble: Fault) -> None:
    run = stage.play(create_at(12.0, 100.0, until_s=110.0), during(10.0, 80.0, trouble), market=CALM)

    assert creation_recovers(run, healed_at_s=80.0)
    assert nothing_is_left(run)


ENDINGS: dict[str, list[Planned]] = {
    "calm": [],
    "reconnecting": [during(20.0, 120.0, Refuse()), during(20.0, 21.0, Reset())],
    "half_open": [during(20.0, 21.0, HalfOpen(role=Role.MARKET))],
}


@pytest.mark.item("RS-010")
@pytest.mark.parametrize("faults", ENDINGS.values(), ids=ENDINGS.keys())
def test_nothing_is_left_after_stop(stage: Stage, faults: list[Planned]) -> None:
    run = stage.play(keep_books("BTCUSDT", until_s=27.0), *faults)

    assert nothing_is_left(run)


@pytest.mark.item("RS-020")
def test_two_hundred_reconnects_leave_no_more_than_ten(stage: Stage) -> None:
    cuts = [during(30.0 + n * 15.0, 31.0 + n * 15.0, CloseCode(role=Role.MARKET)) for n in range(200)]
    after_10_s, after_200_s = 179.0, 3029.0
    run = stage.play(watch_a_book_and_count_tasks("BTCUSDT", after_10_s, after_200_s), *cuts, market=CALM)

    assert sessions_do_not_pile_up(run, before_s=after_10_s, at_s=after_200_s, reconnects=180)
    assert tasks_do_not_grow(run)


@pytest.mark.item("RS-030")
def test_no_task_dies_unnoticed_when_connections_end(stage: Stage) -> None:
    cuts = [
        during(20.0, 21.0, CloseCode(role=Role.MARKET)),
        during(50.0, 51.0, Reset()),
        during(80.0, 81.0, CloseCode(role=Role.MARKET)),
    ]
    run = stage.play(keep_books("BTCUSDT", until_s=110.0), *cuts, market=CALM)

    assert no_error_goes_unnoticed(run, ends=2)
