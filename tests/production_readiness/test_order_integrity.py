"""Orders: the venue holds what the user wanted, once, and the user is told the truth about it."""

import pytest

from fakes.faults.fault import Fault
from fakes.faults.late_answer import LateAnswer
from fakes.faults.lost_answer import LostAnswer
from fakes.faults.schedule import during
from fakes.faults.server_error_after import ServerErrorAfter
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.operations import Operation, Refusal
from scenarios.checks.orders import last_word_is_true, orders_exist_once, outcomes_are_never_denied
from scenarios.stage import Stage
from scenarios.workloads.orders import place_orders

LOST_ANSWERS = {
    "reset": LostAnswer(on=Operation.PLACE, how="reset", limit=1),
    "closed": LostAnswer(on=Operation.PLACE, how="close", limit=1),
    "silence": LostAnswer(on=Operation.PLACE, how="silence", limit=1),
    "late": LateAnswer(on=Operation.PLACE, seconds=90.0, limit=1),
}
lost_answers = pytest.mark.parametrize("fault", LOST_ANSWERS.values(), ids=LOST_ANSWERS.keys())


SERVER_ERRORS = {
    "backend_timeout": Refusal.TIMEOUT,
    "internal_error": Refusal.INTERNAL,
    "maintenance": Refusal.MAINTENANCE,
}


@pytest.mark.item("OR-010")
@lost_answers
def test_an_order_whose_answer_is_lost_exists_once(stage: Stage, fault: Fault) -> None:
    run = stage.play(place_orders(5.0, 20.0, until_s=180.0), during(10.0, 60.0, fault))

    assert orders_exist_once(run)


@pytest.mark.item("OR-020")
@lost_answers
def test_an_order_whose_answer_is_lost_is_told_as_what_it_is(stage: Stage, fault: Fault) -> None:
    run = stage.play(place_orders(5.0, 20.0, until_s=180.0), during(10.0, 60.0, fault))

    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-030")
@pytest.mark.parametrize("error", SERVER_ERRORS.values(), ids=SERVER_ERRORS.keys())
def test_a_server_error_after_acceptance_neither_doubles_nor_denies(stage: Stage, error: Refusal) -> None:
    fault = ServerErrorAfter(on=Operation.PLACE, error=error, limit=1)
    run = stage.play(place_orders(5.0, 20.0, until_s=120.0), during(10.0, 60.0, fault))

    assert orders_exist_once(run)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-040")
def test_an_order_that_never_arrived_is_told_as_not_placed(stage: Stage) -> None:
    fault = ServerErrorBefore(on=Operation.PLACE, error=Refusal.TIMEOUT, limit=1)
    run = stage.play(place_orders(5.0, 20.0, until_s=120.0), during(10.0, 60.0, fault))

    assert orders_exist_once(run)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)
