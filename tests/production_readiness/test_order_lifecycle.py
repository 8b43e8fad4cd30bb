"""Many orders at once, bulk cancels, restarts, other people's orders."""

from dataclasses import replace
from decimal import Decimal

import pytest

from fakes.faults import (
    AbruptClose,
    CloseCode,
    EmptyBody,
    Fault,
    FiltersChanged,
    HtmlPage,
    LateAnswer,
    LateFill,
    LostAnswer,
    LostRequest,
    Planned,
    Refuse,
    RejectedLater,
    Reset,
    ServerErrorAfter,
    ServerErrorBefore,
    Silence,
    SymbolHalted,
    TruncatedBody,
    WrongTypes,
    during,
)
from fakes.market.flow import Pace
from fakes.market.scripts import QUIET, SILENT
from fakes.operations import Operation, Refusal, Role, StreamKind
from fakes.traits import Trait
from fakes.words import Word
from scenarios.checks.account_news import ends_are_told
from scenarios.checks.backing_off import order_is_accepted
from scenarios.checks.bounds import beliefs_are_put_right
from scenarios.checks.cancels import cancels_tell_the_truth
from scenarios.checks.fills import fills_are_told
from scenarios.checks.order_lifecycle import (
    cancels_come_to_an_end,
    executions_are_complete,
    namesakes_are_told_apart,
    nothing_alive_is_told_as_over,
    orders_are_told_as_refused,
    orders_arrive_digit_for_digit,
    prevented_orders_are_told_as_ended,
    rejections_are_told,
    stop_ends_in_time,
    submits_end_in_time,
)
from scenarios.checks.orders import (
    every_order_is_decided,
    last_word_is_true,
    orders_exist_once,
    outcomes_are_never_denied,
)
from scenarios.checks.replacing import replacements_never_add_up
from scenarios.checks.restarts import (
    cancel_all_tells_the_truth,
    names_are_legal_and_new,
    orders_of_others_are_left_alone,
)
from scenarios.stage import Stage
from scenarios.trouble import Trouble, one_after_the_other
from scenarios.workloads.long_runs import trade_for_long
from scenarios.workloads.order_lifecycle import (
    cancel_what_is_filling,
    cancel_what_is_over,
    list_one_symbol_of_two,
    place_around_a_change_of_rules,
    place_around_a_halt,
    place_at_once,
    place_tiny_and_round_orders,
    replace_order,
    stop_in_flight,
    trade_at_market,
    trade_with_oneself,
    use_equal_names_on_two_symbols,
)
from scenarios.workloads.orders import place_and_ask, place_orders, try_to_take_without_taking
from scenarios.workloads.restarts import (
    cancel_all_after_a_fill,
    cancel_all_of_one_symbol,
    leave_names_to_the_connector,
    restart_with_open_orders,
    trade_beside_others,
)

PLACE = Operation.PLACE
CANCELS = (Operation.CANCEL, Operation.CANCEL_ALL)
REPLACES = (Operation.CANCEL, Operation.REPLACE)
"""Some connectors replace in one request, others cancel and place."""
LOOKUPS = (Operation.QUERY, Operation.OPEN_ORDERS, Operation.ALL_ORDERS, Operation.MY_TRADES)
REPORTS = (StreamKind.ORDER, StreamKind.BALANCE)
EITHER = None
"""Connectors may place orders over HTTP or over a socket."""
NAMES = ("BTCUSDT", "ETHUSDT")


def cases(name: str, **values: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, values.values(), ids=values.keys())


@pytest.mark.item("OR-210")
def test_orders_in_flight_at_once_end_each_as_what_it_is(stage: Stage) -> None:
    names = ("resting", "poor", "slow", "taking", "crossing", "errorafter", "errorbefore", "never")
    run = stage.play(
        place_at_once(*names, at_s=10.0, until_s=90.0),
        during(5.0, 60.0, LateAnswer(on=PLACE, order="slow", seconds=4.0)),
        during(5.0, 60.0, ServerErrorAfter(on=PLACE, order="errorafter", error=Refusal.TIMEOUT)),
        during(5.0, 60.0, ServerErrorBefore(on=PLACE, order="errorbefore", error=Refusal.INTERNAL)),
        during(5.0, 60.0, LostRequest(on=PLACE, order="never", how="silence")),
        market=SILENT,
        balances={"BTC": Decimal(10), "USDT": Decimal(1_000_000)},
    )

    assert orders_exist_once(run)
    assert submits_end_in_time(run, within_s=60.0)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-220")
@cases(
    "failure",
    server_errors=ServerErrorBefore(on=LOOKUPS, error=Refusal.INTERNAL),
    bad_gateway=HtmlPage(on=LOOKUPS, transport=EITHER, status=502),
)
def test_lookups_that_fail_again_and_again_do_not_make_an_order_failed(stage: Stage, failure: Fault) -> None:
    run = stage.play(
        place_and_ask(5.0, 20.0, after_s=(5.0, 20.0, 40.0), until_s=150.0),
        during(10.0, 60.0, ServerErrorAfter(on=PLACE, error=Refusal.TIMEOUT, limit=1)),
        during(10.0, 110.0, Silence(kind=REPORTS)),
        during(15.0, 110.0, failure),
        market=SILENT,
    )

    assert outcomes_are_never_denied(run)
    assert nothing_alive_is_told_as_over(run)
    assert every_order_is_decided(run, by_s=155.0)
    assert last_word_is_true(run)


@pytest.mark.item("OR-240")
@cases(
    "answer",
    no_number=WrongTypes(on=PLACE, fields=(Word.ORDER_NUMBER,), turn="null", limit=1),
    truncated=TruncatedBody(on=PLACE, transport=EITHER, limit=1),
    empty=EmptyBody(on=PLACE, transport=EITHER, limit=1),
)
def test_an_answer_that_cannot_be_read_does_not_make_an_order_failed(stage: Stage, answer: Fault) -> None:
    run = stage.play(place_orders(5.0, 20.0, until_s=90.0), during(10.0, 60.0, answer), market=SILENT)

    assert orders_exist_once(run)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-250")
def test_orders_of_one_name_on_two_symbols_are_told_apart(stage: Stage) -> None:
    run = stage.play(use_equal_names_on_two_symbols, market=SILENT, instruments=NAMES, symbols=NAMES)

    assert namesakes_are_told_apart(run)


@pytest.mark.item("OR-260")
def test_a_list_of_one_symbols_orders_says_nothing_of_anothers(stage: Stage) -> None:
    run = stage.play(list_one_symbol_of_two, market=SILENT, instruments=NAMES, symbols=NAMES)

    assert nothing_alive_is_told_as_over(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-270")
def test_what_was_filled_of_a_cancelled_order_is_told_to_the_last_lot(stage: Stage) -> None:
    late = during(20.5, 50.0, LateFill(seconds=6.0))
    run = stage.play(cancel_what_is_filling(until_s=120.0), late, market=SILENT)

    assert executions_are_complete(run, within_s=60.0, after_s=50.0)
    assert cancels_tell_the_truth(run)


@pytest.mark.item("OR-280")
@cases("fault", told=None, reports_lost=Silence(kind=REPORTS))
def test_the_cancel_of_an_order_that_is_over_comes_to_an_end(stage: Stage, fault: Fault | None) -> None:
    faults = [] if fault is None else [during(15.0, 90.0, fault)]
    run = stage.play(cancel_what_is_over, *faults, market=SILENT)

    assert cancels_come_to_an_end(run, most=5, within_s=30.0)
    assert cancels_tell_the_truth(run)


@pytest.mark.item("OR-300")
def test_an_order_that_self_trade_prevention_ends_is_told_as_ended(stage: Stage) -> None:
    run = stage.play(trade_with_oneself, market=SILENT)

    assert prevented_orders_are_told_as_ended(run)


@pytest.mark.item("OR-310")
def test_tiny_and_round_quantities_arrive_digit_for_digit(stage: Stage) -> None:
    fine = stage.market(
        tick=Decimal(1),
        step=Decimal("0.00000001"),
        min_lots=1,
        max_lots=100_000_000_000,
        min_notional=Decimal("0.001"),
    )
    run = stage.play(place_tiny_and_round_orders, market=SILENT, instruments=(fine,))

    assert orders_arrive_digit_for_digit(run)


@pytest.mark.item("OR-320")
@cases("status", halt="HALT", broken_off="BREAK")
def test_a_halted_symbol_can_be_traded_again_after_its_halt(stage: Stage, status: str) -> None:
    if status == "BREAK":
        stage.demands(Trait.MARKET_BREAKS)
    halt = during(20.0, 80.0, SymbolHalted(symbol="BTCUSDT", status=status))
    run = stage.play(
        place_around_a_halt(from_s=20.0, to_s=80.0), halt, market=SILENT, instruments=NAMES, symbols=NAMES
    )

    assert orders_are_told_as_refused(run, "halted1", "halted2")
    assert order_is_accepted(run, "elsewhere")
    assert order_is_accepted(run, "after")


@pytest.mark.item("OR-330")
def test_an_order_that_new_rules_allow_is_placed_as_meant(stage: Stage) -> None:
    finer = during(20.0, 21.0, FiltersChanged(symbol="BTCUSDT", tick_multiple=1))
    coarse = stage.market(tick_multiple=100)
    run = stage.play(place_around_a_change_of_rules(at_s=20.0), finer, market=SILENT, instruments=(coarse,))

    assert orders_arrive_digit_for_digit(run)


@pytest.mark.item("OR-340")
@cases(
    "fault",
    silence=LostAnswer(on=PLACE, how="silence", limit=1),
    late=LateAnswer(on=PLACE, seconds=3.0, limit=1),
)
def test_stop_does_not_deny_an_order_that_it_met_in_flight(stage: Stage, fault: Fault) -> None:
    run = stage.play(
        stop_in_flight(at_s=20.0, until_s=90.0),
        during(10.0, 60.0, fault),
        during(10.0, 60.0, Silence(kind=REPORTS)),
        market=SILENT,
    )

    assert stop_ends_in_time(run, within_s=60.0)
    assert outcomes_are_never_denied(run)
    assert nothing_alive_is_told_as_over(run)


@pytest.mark.item("OR-230")
def test_names_given_by_the_connector_are_legal_and_new_after_a_restart(stage: Stage) -> None:
    run = stage.play(leave_names_to_the_connector, market=SILENT)

    assert names_are_legal_and_new(run, least=24, legal=stage.venue_class.legal_order_id)


@pytest.mark.item("OR-350")
def test_after_a_restart_the_orders_of_before_are_known(stage: Stage) -> None:
    run = stage.play(restart_with_open_orders, market=SILENT)

    assert fills_are_told(run, within_s=20.0, after_s=30.0)
    assert cancels_tell_the_truth(run)
    assert orders_exist_once(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-360")
def test_start_and_stop_leave_the_orders_of_others_alone(stage: Stage) -> None:
    run = stage.play(trade_beside_others, market=SILENT, instruments=NAMES, symbols=NAMES)

    assert orders_of_others_are_left_alone(run)


@pytest.mark.item("OR-370")
@cases(
    "fault",
    an_answer_lost=LostAnswer(on=CANCELS, how="silence", limit=1),
    a_server_error=ServerErrorAfter(on=CANCELS, error=Refusal.TIMEOUT, limit=1),
    answered=None,
)
def test_cancelling_all_tells_of_each_order_what_became_of_it(stage: Stage, fault: Fault | None) -> None:
    faults = [] if fault is None else [during(15.0, 60.0, fault)]
    run = stage.play(cancel_all_of_one_symbol, *faults, market=SILENT, instruments=NAMES, symbols=NAMES)

    assert cancel_all_tells_the_truth(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-380")
@cases(
    "fault",
    answered=None,
    answer_lost=LostAnswer(on=REPLACES, how="silence", limit=1),
    never_arrived=LostRequest(on=REPLACES, how="silence", limit=1),
)
@cases("filled", filled_before=True, open=False)
def test_replacing_an_order_never_adds_up_to_more_than_was_meant(
    stage: Stage, filled: bool, fault: Fault | None
) -> None:
    faults = [] if fault is None else [during(15.0, 60.0, fault)]
    workload = replace_order(at_s=20.0, filled=filled, until_s=110.0)
    run = stage.play(workload, *faults, must_fire=not filled, market=SILENT)

    assert replacements_never_add_up(run)


@pytest.mark.item("OR-390")
def test_a_market_order_trades_the_quantity_that_was_asked_for(stage: Stage) -> None:
    run = stage.play(trade_at_market, market=SILENT)

    assert orders_arrive_digit_for_digit(run)
    assert last_word_is_true(run)


@pytest.mark.item("OR-400")
def test_an_order_that_may_not_take_is_told_as_cancelled_for_that(stage: Stage) -> None:
    run = stage.play(try_to_take_without_taking, market=SILENT)

    assert ends_are_told(run, within_s=10.0)
    assert last_word_is_true(run)


@pytest.mark.item("OR-420")
def test_an_order_that_is_worked_off_too_late_is_none(stage: Stage) -> None:
    # It hangs for longer than anybody looks it up.
    hangs = during(10.0, 60.0, LateAnswer(on=PLACE, seconds=75.0, acts_late=True, limit=1))
    run = stage.play(place_orders(5.0, 20.0, until_s=150.0), hangs, market=SILENT)

    assert orders_exist_once(run)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


UNTOLD = {"heard": (), "unheard": (during(15.0, 40.0, Silence(kind=StreamKind.ORDER)),)}


@pytest.mark.item("OR-430")
@pytest.mark.parametrize("more", UNTOLD.values(), ids=UNTOLD.keys())
def test_an_order_that_was_taken_and_then_rejected_is_told_as_rejected(
    stage: Stage, more: tuple[Planned, ...]
) -> None:
    later = during(15.0, 40.0, RejectedLater(on=PLACE, limit=1))
    run = stage.play(place_orders(5.0, 20.0, until_s=60.0), later, *more, market=SILENT, must_fire=not more)

    assert rejections_are_told(run, within_s=15.0)
    assert last_word_is_true(run)


CALM = replace(QUIET, name="calm", pace=Pace(changes_per_s=1.0, trades_per_s=0.05))
UNHEARD = Silence(kind=REPORTS)
MIXED: list[Trouble] = [
    (20.0, LostAnswer(on=PLACE, how="silence", limit=1)),
    (20.0, LostAnswer(on=PLACE, how="silence", limit=1), UNHEARD),
    (20.0, LostRequest(on=PLACE, how="silence", limit=1)),
    (20.0, ServerErrorAfter(on=PLACE, error=Refusal.TIMEOUT, limit=1), UNHEARD),
    (20.0, ServerErrorBefore(on=PLACE, error=Refusal.INTERNAL, limit=1)),
    (20.0, HtmlPage(on=PLACE, transport=EITHER, limit=1), UNHEARD),
    (20.0, LostAnswer(on=CANCELS, how="silence", limit=1), UNHEARD),
    (0.1, CloseCode(role=Role.USER)),
    (0.1, AbruptClose(how="rst", role=Role.USER)),
    (8.0, AbruptClose(role=Role.USER), Refuse()),
    (0.1, Reset()),
]
"""Each order is worth 600 units of the quote."""


@pytest.mark.item("OR-410")
def test_a_bad_hour_puts_little_money_at_risk(stage: Stage) -> None:
    faults = one_after_the_other(MIXED, every_s=60.0, from_s=30.0, to_s=3630.0, seed=stage.token)
    run = stage.play(trade_for_long(until_s=3660.0, market=False), *faults, market=CALM, must_fire=False)

    assert beliefs_are_put_right(run, within_s=90.0, risk_quote_s=600_000.0, orders=150)
    assert orders_exist_once(run)


@pytest.mark.item("OR-440")
def test_of_orders_cancelled_together_each_is_told_as_it_ended(stage: Stage) -> None:
    unheard = during(14.0, 60.0, Silence(kind=StreamKind.ORDER))
    cancelling = cancel_all_after_a_fill(fill_s=15.0, cancel_s=16.0, until_s=90.0)
    run = stage.play(cancelling, unheard, market=SILENT, instruments=NAMES, symbols=NAMES)

    assert cancel_all_tells_the_truth(run)
    assert last_word_is_true(run)
