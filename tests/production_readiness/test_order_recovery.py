"""A second fault strikes while orders and the account are being recovered."""

from math import inf

import pytest

from fakes.faults import (
    AbruptClose,
    Ban,
    ClockStep,
    Fault,
    HtmlPage,
    LateAnswer,
    LostAnswer,
    LostRequest,
    Planned,
    RefusedUpgrade,
    RejectedKey,
    ServerErrorAfter,
    ServerErrorBefore,
    Silence,
    Throttled,
    TruncatedBody,
    during,
    upon,
)
from fakes.faults.partition import Partition
from fakes.ledger import AnswerLost
from fakes.market.scripts import SILENT
from fakes.operations import Operation, Refusal, StreamKind
from scenarios.checks.account_news import ends_are_told
from scenarios.checks.backing_off import answers_again_after, nothing_is_sent_during_the_ban
from scenarios.checks.balances import balances_are_the_venues
from scenarios.checks.cancels import cancels_tell_the_truth
from scenarios.checks.executions import executions_belong_to_their_orders
from scenarios.checks.fills import fills_are_told, fills_count_once
from scenarios.checks.orders import (
    every_order_is_decided,
    last_word_is_true,
    nothing_is_placed_after_stop,
    outcomes_are_never_denied,
)
from scenarios.checks.recovery import (
    demand_second_strike,
    ends_are_true,
    finished_orders_are_told_whole,
    finished_orders_stay_finished,
)
from scenarios.means import without_account_snapshot, young_order_hidden
from scenarios.stage import Stage
from scenarios.workloads.account import cancel_by_hand
from scenarios.workloads.orders import fill_orders, taking
from scenarios.workloads.recovery import (
    again,
    asks,
    cancels,
    is_filled,
    lists,
    places,
    reads_balances,
    stops,
    timeline,
)
from subjects.base import Capability

PLACE, CANCEL = Operation.PLACE, Operation.CANCEL
QUERY = (Operation.QUERY, Operation.ALL_ORDERS)
"""One order asked for; not every venue finds it by a name of ours, and then it is looked for in a list."""
OPEN_ORDERS, MY_TRADES, ACCOUNT = Operation.OPEN_ORDERS, Operation.MY_TRADES, Operation.ACCOUNT
FINDING = (*QUERY, OPEN_ORDERS)
"""Where numbers tell that the private stream has lost something, all that is open is asked for at once."""
COMPARING = (*FINDING, MY_TRADES)
"""What a connector may ask in order to find out what it has missed."""
EITHER = None
"""Connectors may ask over HTTP or over a socket; there what is no answer stands in a frame."""

ANSWER_LOST = during(15.0, 60.0, LostAnswer(on=PLACE, limit=1))
REPORTS = (StreamKind.ORDER, StreamKind.BALANCE)
MUTE = during(10.0, 40.0, Silence(kind=REPORTS))
"""The private stream is of no help."""


def cut(from_s: float, to_s: float) -> list[Planned]:
    """All streams end, and none can be opened until `to_s`."""
    return [
        during(from_s, from_s + 0.1, AbruptClose()),
        during(from_s, to_s, RefusedUpgrade(status=503)),
    ]


def cases(name: str, **values: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, values.values(), ids=values.keys())


@pytest.mark.item("RC-010")
@cases(
    "rubbish",
    page=HtmlPage(on=QUERY, transport=EITHER, status=200),
    truncated=TruncatedBody(on=QUERY, transport=EITHER),
)
def test_unreadable_answers_about_a_lost_order_decide_nothing(stage: Stage, rubbish: Fault) -> None:
    run = stage.play(
        timeline((20.0, places("lost", taking)), *again(asks("lost"), 24.0, 29.0, 80.0), until_s=81.0),
        ANSWER_LOST,
        MUTE,
        during(15.0, 32.0, rubbish),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "LostAnswer", rubbish.name)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("RC-020")
@cases(
    "refusal",
    rate_limit=upon(AnswerLost, Throttled(on=FINDING, retry_after_s=3.0, limit=2), lasts_s=20.0),
    key=upon(AnswerLost, RejectedKey(), lasts_s=12.0),
)
def test_a_refused_question_about_a_lost_order_is_no_refused_order(stage: Stage, refusal: Planned) -> None:
    run = stage.play(
        timeline((20.0, places("lost")), *again(asks("lost"), 22.0, 27.0, 90.0), until_s=91.0),
        ANSWER_LOST,
        MUTE,
        refusal,
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "LostAnswer", refusal.fault.name)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("RC-030")
def test_a_lost_order_is_not_asked_for_during_a_ban_and_decided_after_it(stage: Stage) -> None:
    run = stage.play(
        timeline((20.0, places("lost")), *again(asks("lost"), 30.0, 60.0, 190.0), until_s=191.0),
        ANSWER_LOST,
        MUTE,
        upon(AnswerLost, Ban(), lasts_s=110.0),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "LostAnswer", "Ban")
    assert nothing_is_sent_during_the_ban(run)
    assert every_order_is_decided(run, by_s=195.0)


@pytest.mark.item("RC-040")
def test_a_step_of_the_venues_clock_does_not_make_a_lost_order_absent(stage: Stage) -> None:
    run = stage.play(
        timeline(
            (20.0, places("lost", taking)),
            (21.0, lists),
            *again(asks("lost"), 22.0, 24.0, 27.0, 90.0),
            until_s=91.0,
        ),
        ANSWER_LOST,
        MUTE,
        young_order_hidden(stage, placed_s=20.0, to_s=60.0, lag_s=9.0),
        upon(AnswerLost, ClockStep(seconds=40.0), lasts_s=1.0),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "LostAnswer", "ClockStep")
    assert outcomes_are_never_denied(run)


@pytest.mark.item("RC-050")
@cases(
    "first",
    unanswered=during(15.0, 25.0, ServerErrorBefore(on=CANCEL, error=Refusal.TIMEOUT, limit=1)),
    raced=MUTE,
)
def test_a_cancel_in_doubt_is_not_believed_because_nobody_can_be_asked(stage: Stage, first: Planned) -> None:
    raced = []
    if first is MUTE:
        stage.needs(Capability.STREAMS)
        raced = [(19.0, is_filled("order"))]
    run = stage.play(
        timeline(
            (5.0, places("order")),
            *raced,
            (20.0, cancels("order")),
            *again(asks("order"), 24.0, 29.0, 90.0),
            until_s=91.0,
        ),
        first,
        during(15.0, 32.0, HtmlPage(on=QUERY, transport=EITHER, status=502)),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, first.fault.name, "HtmlPage", recovered_s=32.0)
    assert cancels_tell_the_truth(run)
    assert last_word_is_true(run)


@pytest.mark.item("RC-060")
def test_two_orders_lost_at_once_each_get_their_own_answer(stage: Stage) -> None:
    run = stage.play(
        timeline(
            (20.0, places("arrived")),
            (22.0, places("neverarrived")),
            *again(asks("arrived"), 27.0, 90.0),
            (90.0, asks("neverarrived")),
            until_s=91.0,
        ),
        ANSWER_LOST,
        MUTE,
        during(15.0, 26.0, HtmlPage(on=FINDING, transport=EITHER, status=502)),
        upon(AnswerLost, LostRequest(on=PLACE, limit=1), lasts_s=20.0),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "LostAnswer", "LostRequest")
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("RC-070")
def test_a_lost_order_is_looked_up_while_all_else_fails(stage: Stage) -> None:
    every_second = [float(at_s) for at_s in range(21, 50)]
    run = stage.play(
        timeline((20.0, places("lost")), *again(lists, *every_second), (50.0, asks("lost")), until_s=51.0),
        ANSWER_LOST,
        during(10.0, 60.0, Silence(kind=REPORTS)),
        during(15.0, 40.0, HtmlPage(on=QUERY, transport=EITHER, status=502)),
        upon(AnswerLost, ServerErrorBefore(on=OPEN_ORDERS, error=Refusal.INTERNAL), lasts_s=40.0),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "LostAnswer", "ServerErrorBefore")
    assert every_order_is_decided(run, by_s=52.0)


@pytest.mark.item("RC-080")
def test_an_order_that_cannot_be_looked_up_after_a_gap_is_not_taken_for_gone(stage: Stage) -> None:
    fills = {"whole": ((32.0, None),), "inparts": ((20.0, "0.004"), (32.5, "0.003"))}
    run = stage.play(
        fill_orders(place_s=5.0, fills=fills, until_s=150.0),
        *cut(30.0, 34.0),
        *without_account_snapshot(stage, 30.0, 45.0),
        during(30.0, 50.0, ServerErrorBefore(on=(*QUERY, MY_TRADES), error=Refusal.TIMEOUT)),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", "ServerErrorBefore")
    assert ends_are_true(run)


@pytest.mark.item("RC-090")
@cases(
    "failure",
    server_error=ServerErrorBefore(on=COMPARING, error=Refusal.INTERNAL),
    rate_limit=Throttled(on=COMPARING, retry_after_s=4.0),
)
def test_a_comparison_that_fails_after_a_gap_is_made_again(stage: Stage, failure: Fault) -> None:
    fills = {"whole": ((32.0, None),), "inparts": ((20.0, "0.004"), (32.5, "0.003"))}
    run = stage.play(
        fill_orders(place_s=5.0, fills=fills, until_s=160.0),
        *cut(30.0, 34.0),
        *without_account_snapshot(stage, 30.0, 45.0),
        during(30.0, 60.0, failure),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", failure.name)
    assert fills_are_told(run, within_s=90.0, after_s=60.0)
    assert fills_count_once(run)


@pytest.mark.item("RC-100")
def test_an_order_placed_while_a_list_is_under_way_is_not_missing_from_it(stage: Stage) -> None:
    run = stage.play(
        timeline(
            (5.0, places("before")),
            (32.0, asks("before")),
            (34.0, places("meanwhile")),
            *again(asks("meanwhile"), 60.0, 80.0),
            until_s=81.0,
        ),
        *cut(30.0, 30.5),
        during(30.1, 33.0, LateAnswer(on=COMPARING, seconds=8.0)),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", "LateAnswer")
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("RC-110")
def test_a_fill_told_while_a_list_is_under_way_is_not_undone_by_it(stage: Stage) -> None:
    run = stage.play(
        timeline(
            (5.0, places("filled")),
            (6.0, places("other")),
            (32.0, asks("other")),
            (35.0, is_filled("filled")),
            (90.0, asks("filled")),
            until_s=91.0,
        ),
        *cut(30.0, 30.5),
        during(30.1, 33.0, LateAnswer(on=COMPARING, seconds=8.0)),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", "LateAnswer")
    assert finished_orders_stay_finished(run)
    assert fills_are_told(run, within_s=90.0)
    assert last_word_is_true(run)


@pytest.mark.item("RC-120")
def test_balances_that_were_overtaken_on_their_way_are_not_told(stage: Stage) -> None:
    run = stage.play(
        timeline(
            (5.0, places("before", taking)),
            (31.5, reads_balances),
            (35.0, places("meanwhile", taking)),
            *again(reads_balances, 45.0, 50.0, 60.0),
            until_s=61.0,
        ),
        *cut(30.0, 30.5),
        during(30.1, 33.0, LateAnswer(on=ACCOUNT, seconds=8.0)),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", "LateAnswer", recovered_s=inf)
    assert balances_are_the_venues(run)
    assert answers_again_after(run, 45.0)


@pytest.mark.item("RC-130")
@cases(
    "failure",
    server_error=ServerErrorBefore(on=ACCOUNT, error=Refusal.INTERNAL),
    page=HtmlPage(on=ACCOUNT, transport=EITHER, status=200),
)
def test_balances_that_cannot_be_read_after_a_gap_are_not_told_from_before_it(
    stage: Stage, failure: Fault
) -> None:
    run = stage.play(
        timeline(
            (5.0, places("before", taking)),
            (6.0, places("order")),
            (33.0, is_filled("order")),
            *again(reads_balances, 25.0, 40.0, 45.0, 80.0, 85.0),
            until_s=86.0,
        ),
        *cut(30.0, 36.0),
        during(30.1, 50.0, failure),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", failure.name, recovered_s=50.0)
    assert balances_are_the_venues(run)


@pytest.mark.item("RC-140")
def test_executions_that_cannot_be_fetched_after_a_gap_are_not_invented(stage: Stage) -> None:
    fills = {"whole": ((32.0, None),), "inparts": ((20.0, "0.004"), (32.5, "0.003"))}
    run = stage.play(
        fill_orders(place_s=5.0, fills=fills, until_s=150.0),
        *cut(30.0, 34.0),
        *without_account_snapshot(stage, 30.0, 38.0),
        during(30.0, 50.0, ServerErrorBefore(on=MY_TRADES, error=Refusal.INTERNAL)),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", "ServerErrorBefore", recovered_s=inf)
    assert executions_belong_to_their_orders(run)
    assert fills_count_once(run)


@pytest.mark.item("RC-150")
def test_a_second_gap_during_the_comparison_is_compared_too(stage: Stage) -> None:
    fills = {"whole": ((34.0, None),), "inparts": ((20.0, "0.004"), (34.2, "0.003"))}
    run = stage.play(
        fill_orders(place_s=5.0, fills=fills, until_s=150.0),
        *cut(30.0, 30.5),
        during(30.1, 33.0, LateAnswer(on=COMPARING, seconds=8.0)),
        *cut(33.5, 34.4),
        *without_account_snapshot(stage, 30.0, 40.0),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", "LateAnswer")
    assert fills_are_told(run, within_s=45.0, after_s=41.0)
    assert fills_count_once(run)


@pytest.mark.item("RC-160")
def test_a_lost_order_that_is_not_among_the_open_ones_was_not_thereby_never_placed(stage: Stage) -> None:
    run = stage.play(
        timeline((20.0, places("lost", taking)), *again(asks("lost"), 27.0, 33.0, 90.0), until_s=91.0),
        ANSWER_LOST,
        MUTE,
        during(15.0, 36.0, ServerErrorBefore(on=QUERY, error=Refusal.TIMEOUT)),
        *cut(22.0, 22.5),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "LostAnswer", "AbruptClose")
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)


@pytest.mark.item("RC-170")
def test_balances_are_true_after_the_venues_clock_went_back_during_a_gap(stage: Stage) -> None:
    run = stage.play(
        timeline(
            (5.0, places("before", taking)),
            (25.0, reads_balances),
            (50.0, places("after", taking)),
            *again(reads_balances, 60.0, 62.0, 70.0),
            until_s=71.0,
        ),
        *cut(30.0, 40.0),
        during(33.0, 34.0, ClockStep(seconds=-300.0)),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", "ClockStep", recovered_s=40.0)
    assert balances_are_the_venues(run)
    assert answers_again_after(run, 60.0)  # who only raises tells nothing wrong either


@pytest.mark.item("RC-180")
def test_what_was_filled_unseen_is_kept_when_the_answer_to_the_cancel_is_lost(stage: Stage) -> None:
    run = stage.play(
        timeline(
            (5.0, places("order")),
            (33.0, is_filled("order", "0.004")),
            (35.0, cancels("order")),
            (90.0, asks("order")),
            until_s=91.0,
        ),
        *cut(30.0, 50.0),
        during(34.0, 80.0, ServerErrorAfter(on=CANCEL, error=Refusal.TIMEOUT, limit=1)),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "AbruptClose", "ServerErrorAfter")
    assert finished_orders_are_told_whole(run)
    assert last_word_is_true(run)


@pytest.mark.item("RC-190")
def test_stop_ends_though_the_account_cannot_be_compared(stage: Stage) -> None:
    run = stage.play(
        timeline((5.0, places("before")), (40.0, stops), (75.0, places("after")), until_s=76.0),
        *cut(30.0, 31.0),
        during(30.1, 120.0, ServerErrorBefore(on=COMPARING, error=Refusal.INTERNAL)),
        market=SILENT,
        must_fire=False,
        patience_s=30.0,
    )

    demand_second_strike(run, "AbruptClose", "ServerErrorBefore", recovered_s=inf)
    assert nothing_is_placed_after_stop(run)


@pytest.mark.item("OR-450")
def test_an_order_that_the_venue_has_forgotten_is_over(stage: Stage) -> None:
    back_s = 3 * 3600.0
    away = during(20.0, back_s, Partition())
    run = stage.play(cancel_by_hand(at_s=60.0, until_s=back_s + 180.0), away, market=SILENT)

    assert ends_are_told(run, within_s=back_s + 60.0)
