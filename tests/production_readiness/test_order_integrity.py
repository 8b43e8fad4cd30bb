"""Orders: the venue holds what the user wanted, once, and the user is told the truth about it."""

import pytest

from fakes.faults import (
    AbruptClose,
    DuplicateFill,
    Fault,
    HalfOpen,
    HtmlPage,
    LateAnswer,
    LateFill,
    LostAnswer,
    LostRequest,
    Planned,
    RefusedUpgrade,
    ReorderMessages,
    ReportBeforeAck,
    ServerErrorAfter,
    ServerErrorBefore,
    Silence,
    UserStreamExpired,
    during,
    upon,
)
from fakes.ledger import Subscribed
from fakes.market.scripts import SILENT
from fakes.operations import Operation, Refusal, Role, StreamKind
from scenarios.checks.balances import balances_are_the_venues
from scenarios.checks.cancels import cancels_tell_the_truth
from scenarios.checks.fills import fills_are_told, fills_count_once, orders_never_go_backwards
from scenarios.checks.orders import (
    absence_is_never_claimed,
    every_order_is_decided,
    last_word_is_true,
    nothing_is_placed_after_stop,
    orders_are_placed_as_meant,
    orders_exist_once,
    outcomes_are_never_denied,
    remainder_is_told_as_ended,
)
from scenarios.means import young_order_hidden
from scenarios.stage import Stage
from scenarios.workloads.orders import (
    MakeIntent,
    cancel_order,
    fill_and_cancel,
    fill_before_the_answer,
    fill_orders,
    order,
    place_and_ask,
    place_off_the_grid,
    place_orders,
    stop_while_trading,
    take_more_than_there_is,
    taking,
    trade_and_read_balances,
    use_ids_twice,
)

PLACE, CANCEL = Operation.PLACE, Operation.CANCEL
REPORTS = (StreamKind.ORDER, StreamKind.BALANCE)
EITHER = None
"""Connectors may place orders over HTTP or over a socket; there the page stands in a frame."""


def cases(name: str, **values: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, values.values(), ids=values.keys())


lost_answers = cases(
    "fault",
    reset=LostAnswer(on=PLACE, how="reset", limit=1),
    closed=LostAnswer(on=PLACE, how="close", limit=1),
    silence=LostAnswer(on=PLACE, how="silence", limit=1),
    late=LateAnswer(on=PLACE, seconds=90.0, limit=1),
)
kinds = cases("intent", resting=order, taking=taking)


@pytest.mark.item("OR-010")
@kinds
@lost_answers
def test_an_order_whose_answer_is_lost_exists_once(stage: Stage, fault: Fault, intent: MakeIntent) -> None:
    workload = place_orders(5.0, 20.0, until_s=120.0, intent=intent)
    run = stage.play(workload, during(10.0, 60.0, fault), market=SILENT)

    assert orders_exist_once(run)


@pytest.mark.item("OR-020")
@kinds
@lost_answers
def test_an_order_whose_answer_is_lost_is_told_as_what_it_is(
    stage: Stage, fault: Fault, intent: MakeIntent
) -> None:
    workload = place_orders(5.0, 20.0, until_s=120.0, intent=intent)
    run = stage.play(workload, during(10.0, 60.0, fault), market=SILENT)

    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-030")
@kinds
@cases(
    "fault",
    backend_timeout=ServerErrorAfter(on=PLACE, error=Refusal.TIMEOUT, limit=1),
    internal_error=ServerErrorAfter(on=PLACE, error=Refusal.INTERNAL, limit=1),
    maintenance=ServerErrorAfter(on=PLACE, error=Refusal.MAINTENANCE, limit=1),
    bad_gateway=HtmlPage(on=PLACE, transport=EITHER, status=502, after=True, limit=1),
)
def test_a_server_error_after_acceptance_neither_doubles_nor_denies(
    stage: Stage, fault: Fault, intent: MakeIntent
) -> None:
    workload = place_orders(5.0, 20.0, until_s=120.0, intent=intent)
    run = stage.play(workload, during(10.0, 60.0, fault), market=SILENT)

    assert orders_exist_once(run)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-040")
@cases(
    "fault",
    backend_timeout=ServerErrorBefore(on=PLACE, error=Refusal.TIMEOUT, limit=1),
    bad_gateway=HtmlPage(on=PLACE, transport=EITHER, status=502, limit=1),
    reset=LostRequest(on=PLACE, how="reset", limit=1),
    silence=LostRequest(on=PLACE, how="silence", limit=1),
)
def test_an_order_that_never_arrived_is_told_as_not_placed(stage: Stage, fault: Fault) -> None:
    run = stage.play(place_orders(5.0, 20.0, until_s=75.0), during(10.0, 60.0, fault), market=SILENT)

    assert every_order_is_decided(run, by_s=80.0)
    assert last_word_is_true(run)


@pytest.mark.item("OR-050")
@cases(
    "outage",
    cut=[during(30, 31, AbruptClose()), during(30, 60, RefusedUpgrade(status=503))],
    cut_again=[
        during(30, 31, AbruptClose()),
        during(30, 45, RefusedUpgrade(status=503)),
        upon(Subscribed, AbruptClose(how="rst"), lasts_s=1.0, not_before_s=45.0),
    ],
    half_open=[during(30, 31, HalfOpen(role=Role.USER))],
    expired=[during(34.995, 60, UserStreamExpired())],
)
def test_a_fill_during_an_outage_of_the_private_stream_is_told_after_it(
    stage: Stage, outage: list[Planned]
) -> None:
    fills = {"whole": ((35.0, None),), "inparts": ((20.0, "0.004"), (36.0, "0.003"))}
    workload = fill_orders(place_s=5.0, fills=fills, until_s=160.0)
    run = stage.play(workload, *outage, market=SILENT)

    assert fills_are_told(run, within_s=90.0, after_s=60.0)
    assert fills_count_once(run)


@pytest.mark.item("OR-060")
@cases(
    "fault",
    at_once=DuplicateFill(),
    later=DuplicateFill(again_after_s=7.0),
    after_it_was_inferred=LateFill(seconds=15.0, limit=1),
)
def test_a_fill_reported_twice_counts_once(stage: Stage, fault: Fault) -> None:
    fills = {"whole": ((20.0, None),), "inparts": ((25.0, "0.004"), (27.0, None))}
    workload = fill_orders(place_s=5.0, fills=fills, until_s=60.0)
    run = stage.play(workload, during(10.0, 50.0, fault), market=SILENT)

    assert fills_count_once(run)


@pytest.mark.item("OR-070")
def test_a_report_that_arrives_before_the_answer_is_not_lost(stage: Stage) -> None:
    workload = fill_before_the_answer(12.0, 22.0, 32.0, by_s=1.0, until_s=50.0)
    run = stage.play(workload, during(10.0, 40.0, ReportBeforeAck(on=PLACE, by_s=2.0)), market=SILENT)

    assert fills_are_told(run, within_s=8.0)


@pytest.mark.item("OR-080")
@cases(
    "fault",
    done_reset=LostAnswer(on=CANCEL, how="reset", limit=1),
    done_silence=LostAnswer(on=CANCEL, how="silence", limit=1),
    not_done_reset=LostRequest(on=CANCEL, how="reset", limit=1),
    not_done_silence=LostRequest(on=CANCEL, how="silence", limit=1),
    server_error=ServerErrorBefore(on=CANCEL, error=Refusal.TIMEOUT, limit=1),
)
def test_a_cancel_whose_answer_is_lost_is_resolved_to_the_truth(stage: Stage, fault: Fault) -> None:
    run = stage.play(cancel_order(at_s=20.0, until_s=90.0), during(10.0, 60.0, fault), market=SILENT)

    assert cancels_tell_the_truth(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-080")
def test_a_lost_cancel_that_a_fill_overtook_is_resolved_to_the_fill(stage: Stage) -> None:
    fault = LostRequest(on=CANCEL, how="silence", limit=1)
    workload = cancel_order(at_s=20.0, filled_s=23.0, until_s=90.0)
    run = stage.play(workload, during(10.0, 60.0, fault), market=SILENT)

    assert cancels_tell_the_truth(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-090")
@cases(
    "fault",
    reports_lost=Silence(kind=REPORTS),
    reports_late=LateFill(seconds=15.0),
)
def test_unknown_order_in_answer_to_a_cancel_leads_to_the_fill(stage: Stage, fault: Fault) -> None:
    workload = cancel_order(at_s=20.0, filled_s=19.98, until_s=90.0)
    run = stage.play(workload, during(10.0, 40.0, fault), market=SILENT)

    assert cancels_tell_the_truth(run)
    assert fills_are_told(run, within_s=75.0)
    assert last_word_is_true(run)


@pytest.mark.item("OR-100")
@cases(
    "fault",
    reordered=ReorderMessages(kind=StreamKind.ORDER, by_s=2.0),
    fills_late=LateFill(seconds=5.0),
)
def test_late_and_reordered_reports_never_move_an_order_backwards(stage: Stage, fault: Fault) -> None:
    run = stage.play(fill_and_cancel(until_s=70.0), during(10.0, 60.0, fault), market=SILENT)

    assert orders_never_go_backwards(run)


@pytest.mark.item("OR-110")
def test_absence_shortly_after_an_unknown_outcome_is_not_final(stage: Stage) -> None:
    run = stage.play(
        place_and_ask(5.0, 20.0, after_s=(0.5, 3.0), until_s=120.0),
        during(10.0, 60.0, ServerErrorAfter(on=PLACE, error=Refusal.TIMEOUT, limit=1)),
        young_order_hidden(stage, placed_s=20.0, to_s=60.0, lag_s=6.0),
        during(10.0, 60.0, Silence(kind=REPORTS)),
        market=SILENT,
    )

    assert outcomes_are_never_denied(run)
    assert absence_is_never_claimed(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-120")
def test_after_stop_no_order_leaves(stage: Stage) -> None:
    run = stage.play(stop_while_trading(stop_s=15.0), market=SILENT)

    assert nothing_is_placed_after_stop(run)


@pytest.mark.item("OR-130")
def test_balances_equal_the_venues_after_trading_and_an_outage(stage: Stage) -> None:
    run = stage.play(
        trade_and_read_balances(outage_s=35.0, until_s=100.0),
        during(30, 31, AbruptClose()),
        during(30, 50, RefusedUpgrade(status=503)),
        market=SILENT,
    )

    assert balances_are_the_venues(run)


@pytest.mark.item("OR-140")
def test_an_order_off_the_grid_is_refused_and_never_rounded(stage: Stage) -> None:
    run = stage.play(place_off_the_grid, market=SILENT)

    assert orders_are_placed_as_meant(run)


@pytest.mark.item("OR-150")
def test_a_client_order_id_used_twice_does_not_become_two_orders(stage: Stage) -> None:
    run = stage.play(use_ids_twice, market=SILENT)

    assert orders_exist_once(run)


@pytest.mark.item("OR-160")
@cases("at_market", ioc=False, market=True)
def test_an_order_that_finds_part_of_its_quantity_is_told_as_expired(stage: Stage, at_market: bool) -> None:
    run = stage.play(take_more_than_there_is(at_market=at_market), market=SILENT)

    assert remainder_is_told_as_ended(run)
