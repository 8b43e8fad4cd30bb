"""Errors: told as what they are, and life goes on after them."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from fakes.faults.barred import Barred
from fakes.faults.empty_body import EmptyBody
from fakes.faults.error_body_with_200 import ErrorBodyWith200
from fakes.faults.fault import Fault
from fakes.faults.html_page import HtmlPage
from fakes.faults.maintenance import Maintenance
from fakes.faults.partition import Partition
from fakes.faults.schedule import during
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.faults.system_mode import SystemMode
from fakes.faults.truncated_body import TruncatedBody
from fakes.faults.unknown_enum import UnknownEnumInStream
from fakes.faults.unknown_event import UnknownEvent
from fakes.faults.wrong_types import WrongTypes
from fakes.market.scripts import SILENT
from fakes.operations import Operation, Refusal, StreamKind
from fakes.words import Word
from scenarios.checks.backing_off import answers_again_after, order_is_accepted
from scenarios.checks.cancels import cancels_go_through, cancels_tell_the_truth
from scenarios.checks.errors import (
    closed_venue_is_asked_rarely,
    errors_are_the_connectors_own,
    failing_venue_is_spared,
    outages_are_told_apart,
    question_is_not_answered,
    refusals_are_told_apart,
    streams_go_on,
)
from scenarios.checks.order_lifecycle import orders_are_told_as_refused
from scenarios.checks.orders import outcomes_are_never_denied
from scenarios.means import wrong_numbers
from scenarios.stage import Stage
from scenarios.workloads.errors import (
    ASKS_EVERY_S,
    CROSSING_S,
    INSUFFICIENT_S,
    TOO_SMALL_S,
    UNKNOWN_S,
    ask_through_two_outages,
    follow_orders_and_book,
    meet_refusals,
    place_ask_cancel,
    trade_through,
)
from scenarios.workloads.requests import AFTER, ask_on, trade_around_a_mode

TRADING = (Operation.PLACE, Operation.CANCEL, Operation.QUERY, Operation.OPEN_ORDERS)
EITHER = None
"""Connectors may trade over HTTP or over a socket; there the body stands in a frame."""
PATIENCE_S = 90.0
"""Some ask for a whole minute what became of an order before they answer."""
UNREADABLE = {
    "page_as_success": HtmlPage(on=TRADING, transport=EITHER, status=200, after=True),
    "page_as_error": HtmlPage(on=TRADING, transport=EITHER, status=502),
    "page_of_a_firewall": HtmlPage(on=TRADING, transport=EITHER, status=403),
    "empty": EmptyBody(on=TRADING, transport=EITHER),
    "truncated": TruncatedBody(on=TRADING, transport=EITHER),
}
WRONGLY_TYPED: dict[str, Callable[[Stage], Fault]] = {
    "nulls": lambda stage: WrongTypes(on=TRADING, turn="null"),
    "numbers_as_text": lambda stage: wrong_numbers(stage, TRADING),
}


@pytest.mark.item("ER-010")
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_body_that_cannot_be_read_becomes_an_error_of_the_connector(stage: Stage, body: Fault) -> None:
    trade = trade_through(from_s=12.0, after_s=200.0)
    run = stage.play(trade, during(10.0, 130.0, body), market=SILENT, patience_s=PATIENCE_S)

    assert errors_are_the_connectors_own(run)
    assert question_is_not_answered(run)
    assert order_is_accepted(run, AFTER)


@pytest.mark.item("ER-010")
@pytest.mark.parametrize("means", WRONGLY_TYPED.values(), ids=WRONGLY_TYPED.keys())
def test_a_wrongly_typed_body_is_understood_or_becomes_an_error_of_the_connector(
    stage: Stage, means: Callable[[Stage], Fault]
) -> None:
    trade = trade_through(from_s=12.0, after_s=200.0)
    run = stage.play(trade, during(10.0, 130.0, means(stage)), market=SILENT, patience_s=PATIENCE_S)

    assert errors_are_the_connectors_own(run)
    assert order_is_accepted(run, AFTER)


@pytest.mark.item("ER-020")
@pytest.mark.parametrize("error", [Refusal.INTERNAL, Refusal.RATE_LIMITED, Refusal.MARKET_CLOSED])
@pytest.mark.parametrize("operation", [Operation.PLACE, Operation.CANCEL])
def test_an_error_body_under_status_200_is_not_a_success(
    stage: Stage, operation: Operation, error: Refusal
) -> None:
    struck = during(10.0, 60.0, ErrorBodyWith200(on=operation, error=error, limit=1))
    run = stage.play(place_ask_cancel(at_s=12.0, until_s=90.0), struck, market=SILENT)

    assert outcomes_are_never_denied(run)
    assert cancels_tell_the_truth(run)


@pytest.mark.item("ER-020")
def test_a_question_refused_under_status_200_is_not_answered(stage: Stage) -> None:
    struck = during(10.0, 60.0, ErrorBodyWith200(on=Operation.QUERY))
    run = stage.play(place_ask_cancel(at_s=12.0, until_s=90.0), struck, market=SILENT)

    assert question_is_not_answered(run)


STRANGERS = {
    "event_among_books": UnknownEvent(kind=StreamKind.DEPTH),
    "event_among_orders": UnknownEvent(kind=StreamKind.ORDER),
    "order_status": UnknownEnumInStream(kind=StreamKind.ORDER, field=Word.REPORT_STATUS, limit=1),
    "order_event": UnknownEnumInStream(kind=StreamKind.ORDER, field=Word.REPORT_EVENT, limit=1),
    "order_type": UnknownEnumInStream(kind=StreamKind.ORDER, field=Word.REPORT_TYPE, limit=1),
}


@pytest.mark.item("ER-030")
@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS.keys())
def test_the_unknown_does_not_end_a_stream(stage: Stage, stranger: Fault) -> None:
    follow = follow_orders_and_book(place_s=(12.0, 22.0, 32.0), until_s=60.0)
    run = stage.play(follow, during(10.0, 60.0, stranger))

    assert streams_go_on(run, until_s=60.0, within_s=10.0)


@pytest.mark.item("ER-040")
def test_refusals_are_told_apart(stage: Stage) -> None:
    little = {"USDT": Decimal(1000), "BTC": Decimal("0.1")}
    asked_s = [INSUFFICIENT_S, CROSSING_S, TOO_SMALL_S, UNKNOWN_S]
    if stage.venue_class.conventions.admits_takers:
        asked_s.remove(CROSSING_S)  # what may not take is accepted there, and cancelled: that is no refusal
    run = stage.play(meet_refusals(asked_s), market=SILENT, balances=little)

    assert refusals_are_told_apart(run, asked_s)


@pytest.mark.item("ER-050")
def test_maintenance_is_told_apart_from_a_dead_connection_and_passes(stage: Stage) -> None:
    maintenance, dead = (30.0, 150.0), (300.0, 420.0)
    run = stage.play(
        ask_through_two_outages(first=maintenance, second=dead),
        during(*maintenance, Maintenance()),
        during(*dead, Partition()),
        market=SILENT,
    )

    assert outages_are_told_apart(run, maintenance, dead)
    assert order_is_accepted(run, f"{AFTER}1")
    assert order_is_accepted(run, f"{AFTER}2")


@pytest.mark.item("ER-060")
@pytest.mark.parametrize(
    "failure",
    [ServerErrorBefore(error=Refusal.INTERNAL), HtmlPage(transport=EITHER, status=502)],
    ids=["internal_error", "bad_gateway"],
)
def test_a_failing_venue_is_not_hammered_and_asked_again_afterwards(stage: Stage, failure: Fault) -> None:
    ask = ask_on(from_s=20.0, to_s=140.0, every_s=0.5, after_s=230.0)
    run = stage.play(ask, during(20.0, 140.0, failure), market=SILENT)

    assert failing_venue_is_spared(run, from_s=20.0, to_s=140.0, most_share=0.25)
    assert answers_again_after(run, 230.0)


@pytest.mark.item("ER-070")
def test_a_venue_in_maintenance_is_asked_rarely(stage: Stage) -> None:
    maintenance, dead = (30.0, 150.0), (300.0, 420.0)
    run = stage.play(
        ask_through_two_outages(first=maintenance, second=dead),
        during(*maintenance, Maintenance()),
        market=SILENT,
    )

    assert closed_venue_is_asked_rarely(run, maintenance, every_s=ASKS_EVERY_S)


@pytest.mark.item("ER-080")
def test_a_refusal_of_the_place_is_told_apart_and_not_tried_in_a_loop(stage: Stage) -> None:
    barred, dead = (30.0, 150.0), (300.0, 420.0)
    run = stage.play(
        ask_through_two_outages(first=barred, second=dead),
        during(*barred, Barred()),
        during(*dead, Partition()),
        market=SILENT,
    )

    assert closed_venue_is_asked_rarely(run, barred, every_s=ASKS_EVERY_S)
    assert outages_are_told_apart(run, barred, dead)
    assert order_is_accepted(run, f"{AFTER}1")


@pytest.mark.item("ER-090")
def test_cancels_go_through_while_the_venue_takes_nothing_else(stage: Stage) -> None:
    from_s, to_s = 20.0, 80.0
    mode = during(from_s, to_s, SystemMode(mode="cancel_only"))
    run = stage.play(trade_around_a_mode(from_s=from_s, to_s=to_s), mode, market=SILENT)

    assert orders_are_told_as_refused(run, "refused1", "refused2")
    assert cancels_go_through(run, within_s=10.0)
    assert order_is_accepted(run, AFTER)
