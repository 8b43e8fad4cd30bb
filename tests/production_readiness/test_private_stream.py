"""The account's own stream is complete, told once and in order, or its gap is known."""

import pytest

from fakes.faults import (
    AbruptClose,
    AckWithoutData,
    DropMessages,
    DuplicateMessages,
    LateAnswer,
    LostAnswer,
    MissingPongs,
    Planned,
    Refuse,
    ReorderMessages,
    ReplayedFills,
    Reset,
    ServerShutdownNotice,
    SlowDrip,
    UnreadableMessage,
    UserStreamExpired,
    WrongTypesInStream,
    during,
)
from fakes.faults.fault import Fault
from fakes.market.scripts import SILENT
from fakes.operations import Operation, Role, StreamKind
from fakes.words import Word
from scenarios.checks.account_news import (
    connection_is_left_alone,
    ends_are_told,
    nothing_told_is_taken_back,
    questions_end,
    subscriptions_do_not_multiply,
)
from scenarios.checks.balances import balances_are_the_venues, moved_money_is_in_the_balances
from scenarios.checks.connection import private_stream_is_replaced
from scenarios.checks.executions import (
    demand_several_executions,
    executions_are_told,
    executions_are_told_in_order,
    executions_belong_to_their_orders,
    fees_are_the_venues,
)
from scenarios.checks.fills import fills_are_told, fills_count_once
from scenarios.checks.observability import loss_shows_in_health
from scenarios.means import refused_renewal
from scenarios.run import Run
from scenarios.stage import Stage
from scenarios.verdict import Inconclusive
from scenarios.workloads.account import (
    ask_in_vain,
    ask_while_it_fills,
    cancel_by_hand,
    end_by_venue,
    fill_among_others,
    fill_in_a_burst,
    fill_late,
    fill_quickly,
    move_money,
    trade_beside_another,
    watch_health_of_orders,
)
from scenarios.workloads.orders import take_levels

AT_ONCE_S = 10.0
"""What a working stream brings is told by then."""
FILLED = (Word.REPORT_FILLED, Word.REPORT_FILL, Word.REPORT_FILL_PRICE)
COMPARED_S = 90.0
"""What only a comparison with the venue can bring to light is told by then."""
DEAF = (during(20.0, 21.0, AbruptClose(role=Role.USER)), during(20.0, 30.0, AckWithoutData()))
"""The next subscription is confirmed, and nothing comes of it, neither orders nor balances."""
ENDED = (during(20.0, 21.0, UserStreamExpired(announced=False)),)


def cases(name: str, **values: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, values.values(), ids=values.keys())


def demand_fired(run: Run, fault: str) -> None:
    """For faults that strike only who subscribes again: who does not has failed already."""
    if not run.fired(fault):
        raise Inconclusive(f"the fault {fault} never struck")


@pytest.mark.item("PS-010")
def test_a_subscription_that_the_venue_ends_is_taken_out_again(stage: Stage) -> None:
    ended = during(32.0, 33.0, UserStreamExpired())
    run = stage.play(fill_late(place_s=10.0, fill_s=45.0, until_s=70.0), ended, market=SILENT)

    assert fills_are_told(run, within_s=AT_ONCE_S)


@pytest.mark.item("PS-020")
@pytest.mark.parametrize(
    ("place_s", "deaf"),
    [(34.0, DEAF), (10.0, DEAF), (10.0, ENDED)],
    ids=["never_began", "went_deaf", "ended"],
)
def test_a_subscription_that_says_nothing_any_more_is_found_out(
    stage: Stage, place_s: float, deaf: tuple[Planned, ...]
) -> None:
    run = stage.play(fill_late(place_s=place_s, fill_s=70.0, until_s=165.0), *deaf, market=SILENT)

    assert fills_are_told(run, within_s=COMPARED_S)


@pytest.mark.item("PS-030")
def test_one_report_missing_among_many_is_found_out(stage: Stage) -> None:
    lost = during(44.0, 47.0, DropMessages(kind=StreamKind.ORDER))  # only that of one fill
    run = stage.play(fill_among_others(fill_s=41.0, every_s=8.0, until_s=140.0), lost, market=SILENT)

    assert fills_are_told(run, within_s=COMPARED_S)


@pytest.mark.item("PS-040")
def test_a_refused_renewal_of_the_subscription_is_tried_again(stage: Stage) -> None:
    refusal = refused_renewal(stage)
    run = stage.play(
        fill_late(place_s=10.0, fill_s=76.0, until_s=100.0),
        during(32.0, 33.0, AbruptClose(role=Role.USER)),
        during(32.0, 45.0, refusal),
        market=SILENT,
        must_fire=False,
    )

    assert fills_are_told(run, within_s=AT_ONCE_S)
    demand_fired(run, type(refusal).__name__)


@pytest.mark.item("PS-050")
@cases("one_in", two=2, three=3)
def test_balances_are_the_newest_though_account_updates_overtake_each_other(
    stage: Stage, one_in: int
) -> None:
    """Where each message is about one of two assets, one in two would keep the order of each."""
    overtaking = during(15.0, 24.0, ReorderMessages(kind=StreamKind.BALANCE, by_s=1.0, one_in=one_in))
    run = stage.play(fill_quickly(from_s=20.0, read_s=26.0, until_s=32.0), overtaking, market=SILENT)

    assert balances_are_the_venues(run)


@pytest.mark.item("PS-060")
def test_money_that_is_moved_from_outside_is_in_the_balances(stage: Stage) -> None:
    run = stage.play(move_money(at_s=20.0, until_s=60.0), market=SILENT)

    assert moved_money_is_in_the_balances(run)


@pytest.mark.item("PS-070")
@cases("lost", first=1, all=None)
def test_an_execution_that_the_stream_lost_is_told_as_the_venue_has_it(
    stage: Stage, lost: int | None
) -> None:
    """That it was filled may be told in one message with its execution, or in another."""
    dropped = during(39.0, 42.0, DropMessages(kind=StreamKind.ORDER, limit=lost))
    run = stage.play(fill_late(place_s=10.0, fill_s=40.0, until_s=135.0), dropped, market=SILENT)

    assert executions_are_told(run, within_s=COMPARED_S)
    assert executions_belong_to_their_orders(run)


@pytest.mark.item("PS-080")
def test_past_fills_replayed_after_a_reconnect_are_no_news(stage: Stage) -> None:
    run = stage.play(
        fill_late(place_s=10.0, fill_s=45.0, until_s=70.0),
        during(0.0, 70.0, ReplayedFills()),
        during(30.0, 31.0, AbruptClose(role=Role.USER)),
        market=SILENT,
        must_fire=False,
    )

    assert fills_are_told(run, within_s=AT_ONCE_S)
    demand_fired(run, "ReplayedFills")
    assert fills_count_once(run)


@pytest.mark.item("PS-090")
def test_an_order_placed_by_hand_disturbs_nobody(stage: Stage) -> None:
    run = stage.play(trade_beside_another(stranger_s=32.0, fill_s=45.0, until_s=70.0), market=SILENT)

    assert executions_are_told(run, within_s=AT_ONCE_S)
    assert executions_belong_to_their_orders(run)


@pytest.mark.item("PS-100")
def test_an_end_that_the_stream_lost_is_told_all_the_same(stage: Stage) -> None:
    lost = during(39.0, 42.0, DropMessages(kind=StreamKind.ORDER, limit=1))
    run = stage.play(end_by_venue(at_s=40.0, until_s=135.0), lost, market=SILENT)

    assert ends_are_told(run, within_s=COMPARED_S)


@pytest.mark.item("PS-110")
def test_a_cancel_by_hand_is_told_of_the_order_that_it_ended(stage: Stage) -> None:
    run = stage.play(cancel_by_hand(at_s=35.0, until_s=55.0), market=SILENT)

    assert ends_are_told(run, within_s=AT_ONCE_S)


@pytest.mark.item("PS-120")
def test_health_tells_of_a_lost_private_stream_and_of_its_return(stage: Stage) -> None:
    lost_s, back_s = 60.0, 160.0
    run = stage.play(
        watch_health_of_orders(until_s=260.0),
        during(lost_s, back_s, Refuse(role=Role.USER)),
        during(lost_s, lost_s + 1.0, Reset(role=Role.USER)),
        market=SILENT,
    )

    assert loss_shows_in_health(
        run, lost_s, back_s, within_s=60.0, back_within_s=90.0, of="the private stream"
    )


@pytest.mark.item("PS-130")
def test_a_burst_of_executions_reaches_a_slow_user_whole_and_in_order(stage: Stage) -> None:
    burst = fill_in_a_burst(parts=200, at_s=20.0, news_takes_s=0.02, until_s=60.0)
    run = stage.play(burst, market=SILENT)

    assert executions_are_told(run, within_s=30.0)
    assert executions_are_told_in_order(run)
    assert fills_count_once(run)


@pytest.mark.item("PS-140")
@cases(
    "garbled",
    broken=UnreadableMessage(kind=StreamKind.ORDER),
    nulls=WrongTypesInStream(kind=StreamKind.ORDER, fields=FILLED, turn="null"),
)
def test_a_report_that_cannot_be_read_is_made_good_by_asking(stage: Stage, garbled: Fault) -> None:
    struck = during(39.0, 42.0, garbled)
    run = stage.play(fill_late(place_s=10.0, fill_s=40.0, until_s=70.0), struck, market=SILENT)

    assert fills_are_told(run, within_s=15.0)


@pytest.mark.item("PS-150")
@cases("lagging", query=Operation.QUERY, list=Operation.OPEN_ORDERS)
def test_an_answer_that_is_older_than_the_stream_takes_nothing_back(stage: Stage, lagging: Operation) -> None:
    late = during(19.0, 22.0, LateAnswer(on=lagging, seconds=4.0))
    run = stage.play(ask_while_it_fills(at_s=20.0, until_s=40.0), late, market=SILENT)

    assert nothing_told_is_taken_back(run)


@pytest.mark.item("PS-160")
def test_an_end_announced_twice_leads_to_one_new_subscription(stage: Stage) -> None:
    run = stage.play(
        fill_late(place_s=10.0, fill_s=45.0, until_s=90.0),
        during(31.0, 33.0, DuplicateMessages(kind=StreamKind.SYSTEM, again_after_s=0.005)),
        during(32.0, 33.0, UserStreamExpired()),
        market=SILENT,
    )

    account = stage.called(Word.ACCOUNT_STREAM)
    assert subscriptions_do_not_multiply(run, stream=account, before_s=30.0, settled_s=85.0)
    assert fills_count_once(run)


@pytest.mark.item("PS-170")
def test_a_planned_change_of_the_connection_keeps_the_reports_coming(stage: Stage) -> None:
    change = during(32.0, 40.0, ServerShutdownNotice(role=Role.USER))
    run = stage.play(fill_late(place_s=10.0, fill_s=45.0, until_s=70.0), change, market=SILENT)

    assert fills_are_told(run, within_s=AT_ONCE_S)
    assert fills_count_once(run)


@pytest.mark.item("PS-180")
def test_executions_are_told_with_the_fees_that_the_venue_took(stage: Stage) -> None:
    run = stage.play(fill_late(place_s=10.0, fill_s=20.0, until_s=40.0), market=SILENT)

    assert fees_are_the_venues(run)


@pytest.mark.item("PS-190")
@cases("pongs", all=None, all_but_one=MissingPongs(role=Role.USER, limit=1))
def test_a_private_stream_that_is_rightly_quiet_is_left_alone(
    stage: Stage, pongs: MissingPongs | None
) -> None:
    missing = [] if pongs is None else [during(100.0, 200.0, pongs)]
    quiet = fill_late(place_s=10.0, fill_s=920.0, until_s=935.0)
    # Who never pings cannot miss a pong.
    run = stage.play(quiet, *missing, market=SILENT, must_fire=False)

    assert connection_is_left_alone(run, from_s=15.0, to_s=915.0, most=1 + len(missing))
    assert pongs is not None or fills_are_told(run, within_s=AT_ONCE_S)


@pytest.mark.item("PS-200")
@cases(
    "silent",
    never=LostAnswer(on=(Operation.QUERY, Operation.OPEN_ORDERS, Operation.ACCOUNT), how="silence"),
    trickling=SlowDrip(bytes_per_s=2.0),
)
def test_a_question_that_is_never_answered_comes_to_an_end(stage: Stage, silent: Fault) -> None:
    run = stage.play(ask_in_vain(at_s=20.0, until_s=100.0), during(19.0, 100.0, silent), market=SILENT)

    assert questions_end(run, within_s=60.0)


@pytest.mark.item("PS-210")
def test_a_private_stream_is_opened_again_with_a_token_that_has_not_run_out(stage: Stage) -> None:
    # A token must be used within a quarter of an hour.
    cut = during(1_000.0, 1_001.0, AbruptClose(role=Role.USER))
    run = stage.play(fill_late(place_s=10.0, fill_s=1_040.0, until_s=1_060.0), cut, market=SILENT)

    assert private_stream_is_replaced(run, fault="AbruptClose", within_s=30.0)
    assert fills_are_told(run, within_s=AT_ONCE_S)


@pytest.mark.item("PS-220")
def test_a_hole_in_the_numbers_of_the_reports_is_asked_about(stage: Stage) -> None:
    # All that is said of one fill; the next report, of another order, has a number too high.
    lost = during(44.0, 47.0, DropMessages(kind=StreamKind.ORDER, limit=2))
    run = stage.play(fill_among_others(fill_s=41.0, every_s=8.0, until_s=90.0), lost, market=SILENT)

    assert fills_are_told(run, within_s=12.0)


@pytest.mark.item("PS-230")
def test_every_execution_behind_a_total_is_told(stage: Stage) -> None:
    run = stage.play(take_levels(10.0, 30.0, levels=4, until_s=60.0), market=SILENT)

    demand_several_executions(run)
    assert executions_are_told(run, within_s=15.0)
