"""Limits: the connector keeps within what the venue allows, and stops when it is told to."""

from dataclasses import replace

import pytest

from fakes.faults.abrupt_close import AbruptClose
from fakes.faults.ban import Ban
from fakes.faults.close_code import CloseCode
from fakes.faults.drop_messages import DropMessages
from fakes.faults.lost_answer import LostAnswer
from fakes.faults.reset import Reset
from fakes.faults.schedule import Planned, during, upon
from fakes.faults.shared_address import SharedAddress
from fakes.faults.throttled import Throttled
from fakes.ledger import AnswerLost
from fakes.market.flow import Flow, Pace
from fakes.market.scripts import SILENT
from fakes.operations import Operation, Role, StreamKind
from scenarios.checks.backing_off import (
    answers_again_after,
    nothing_is_sent_before,
    nothing_is_sent_during_the_ban,
    only_that_method_rests,
    order_is_accepted,
    refusals_without_a_delay_are_backed_off,
)
from scenarios.checks.book import book_is_fresh_by, book_is_never_wrong
from scenarios.checks.bounds import budget_is_never_exceeded, weight_is_not_wasted
from scenarios.checks.cancels import cancels_go_through
from scenarios.checks.rate_limits import (
    burst_is_queued,
    cancel_passes_within,
    frames_stay_within_the_limit,
    mass_reconnect_stays_within_weight,
    venue_never_refuses,
)
from scenarios.stage import Stage
from scenarios.trouble import Trouble, one_after_the_other
from scenarios.workloads.long_runs import trade_for_long
from scenarios.workloads.market import watch_book
from scenarios.workloads.requests import (
    AFTER,
    ask_on,
    burst_of_orders,
    cancel_amid_queries,
    cancel_while_young,
    trade_on,
    watch_books,
    watch_more_books,
)

RETRY_AFTER_S = 20.0


def throttled(*on: Operation) -> Throttled:
    return Throttled(on=on, retry_after_s=RETRY_AFTER_S, limit=1)


THROTTLED = {
    "an_order": [during(10.0, 40.0, throttled(Operation.PLACE))],
    "a_cancel": [during(10.0, 40.0, throttled(Operation.CANCEL))],
    "a_query": [during(10.0, 40.0, throttled(Operation.QUERY))],
    "recovery_from_a_lost_answer": [
        during(10.0, 40.0, LostAnswer(on=Operation.PLACE, limit=1)),
        upon(AnswerLost, throttled(), lasts_s=60.0),
    ],
}
BANNED = {
    "while_trading": [during(10.0, 130.0, Ban())],
    "while_reconnecting": [during(9.99, 10.0, CloseCode()), during(10.0, 130.0, Ban())],
}
SYMBOLS = tuple(f"C{number:02}USDT" for number in range(70))
"""Markets that no venue lists: as many as a play likes, all alike."""
SPARSE = Flow(name="sparse", pace=Pace(changes_per_s=0.1, trades_per_s=0.0), levels=5)
"""A change every ten seconds on each market: many markets, few messages."""


@pytest.mark.item("RL-010")
@pytest.mark.parametrize("faults", THROTTLED.values(), ids=THROTTLED.keys())
def test_after_a_429_nothing_is_sent_until_retry_after_has_passed(
    stage: Stage, faults: list[Planned]
) -> None:
    run = stage.play(trade_on(from_s=11.0, to_s=50.0, every_s=1.7, after_s=90.0), *faults, market=SILENT)

    assert nothing_is_sent_before(run, RETRY_AFTER_S)
    assert order_is_accepted(run, AFTER)


@pytest.mark.item("RL-020")
def test_a_mass_reconnect_of_many_books_stays_within_the_weight(stage: Stage) -> None:
    cut = during(20.0, 21.0, CloseCode(role=Role.MARKET))
    run = stage.play(
        watch_books(SYMBOLS, until_s=180.0),
        cut,
        market=SPARSE,
        instruments=stage.markets_like(*SYMBOLS),
        symbols=SYMBOLS,
    )

    assert mass_reconnect_stays_within_weight(run, SYMBOLS)


@pytest.mark.item("RL-030")
@pytest.mark.parametrize("faults", BANNED.values(), ids=BANNED.keys())
def test_during_a_ban_not_one_request_is_sent(stage: Stage, faults: list[Planned]) -> None:
    workload = trade_on(from_s=11.0, to_s=120.0, every_s=4.3, after_s=200.0)
    run = stage.play(workload, *faults, must_fire=False, market=SILENT)

    assert nothing_is_sent_during_the_ban(run)
    assert order_is_accepted(run, AFTER)


@pytest.mark.item("RL-040")
def test_a_burst_of_orders_is_queued_and_not_refused(stage: Stage) -> None:
    venue = stage.venue_class
    burst = burst_of_orders(venue.burst, at_s=10.0, every_s=venue.burst_every_s, until_s=60.0)
    run = stage.play(burst, market=SILENT, limits=venue.room_for_orders)

    assert burst_is_queued(run, limit=venue.orders_at_once)


@pytest.mark.item("RL-050")
def test_what_others_behind_the_address_use_is_counted(stage: Stage) -> None:
    others = during(1.0, 21.0, SharedAddress(weight_per_s=285.0))
    run = stage.play(ask_on(from_s=6.0, to_s=55.0, every_s=0.4, after_s=65.0), others, market=SILENT)

    assert venue_never_refuses(run)
    assert answers_again_after(run, 64.0)


@pytest.mark.item("RL-060")
@pytest.mark.parametrize("more", range(5), ids=lambda more: f"{600 + more}")
def test_a_cancel_passes_while_queries_have_used_the_budget(stage: Stage, more: int) -> None:
    """Queries may by chance leave room for a cancel, which costs less, but not under each limit."""
    venue = stage.venue_class
    budget = min(venue.weight_a_minute // 10, 150 * venue.query_weight) + more
    workload = cancel_amid_queries(160, at_s=10.0, cancel_s=12.0, until_s=20.0)
    run = stage.play(workload, limits={venue.weight_limit: budget}, market=SILENT)

    assert cancel_passes_within(run, 5.0, budget=budget)


@pytest.mark.item("RL-070")
def test_a_429_without_retry_after_is_backed_off(stage: Stage) -> None:
    fault = during(10.0, 70.0, Throttled(retry_after_s=None))
    run = stage.play(ask_on(from_s=11.0, to_s=70.0, every_s=1.0, after_s=260.0), fault, market=SILENT)

    assert refusals_without_a_delay_are_backed_off(run, from_s=10.0, to_s=70.0, most=12)
    assert answers_again_after(run, 250.0)


@pytest.mark.item("RL-080")
def test_subscribing_many_streams_stays_within_five_frames_a_second(stage: Stage) -> None:
    first, later = SYMBOLS[:2], SYMBOLS[2:24]
    run = stage.play(
        watch_more_books(first, later, later_s=15.0, until_s=40.0),
        during(30.0, 31.0, CloseCode(role=Role.MARKET)),
        market=SPARSE,
        instruments=stage.markets_like(*SYMBOLS[:24]),
        symbols=(*first, *later),
    )

    assert frames_stay_within_the_limit(run, streams=24)


@pytest.mark.item("RL-090")
def test_cancels_of_young_orders_stay_within_the_counter(stage: Stage) -> None:
    run = stage.play(cancel_while_young(20, at_s=10.0, until_s=160.0), market=SILENT)

    assert venue_never_refuses(run)
    assert cancels_go_through(run, within_s=150.0)


@pytest.mark.item("RL-100")
def test_questions_of_user_and_recovery_stay_within_the_counter(stage: Stage) -> None:
    cuts = [during(at_s, at_s + 0.1, AbruptClose(role=Role.USER)) for at_s in (15.0, 20.0, 25.0)]
    ask = ask_on(from_s=11.0, to_s=35.0, every_s=0.4, after_s=120.0, watching=True)
    run = stage.play(ask, *cuts, market=SILENT)

    assert venue_never_refuses(run)
    assert answers_again_after(run, 119.0)


@pytest.mark.item("RL-110")
@pytest.mark.parametrize("operation", [Operation.PLACE, Operation.CANCEL, Operation.QUERY], ids=str)
def test_a_full_limit_holds_up_its_own_method_and_no_other(stage: Stage, operation: Operation) -> None:
    run = stage.play(
        trade_on(from_s=11.0, to_s=50.0, every_s=1.7, after_s=90.0),
        during(10.0, 40.0, throttled(operation)),
        market=SILENT,
    )

    assert only_that_method_rests(run, operation, RETRY_AFTER_S)
    assert order_is_accepted(run, AFTER)


@pytest.mark.item("RL-410")
def test_neither_idling_nor_recovering_wastes_the_budget(stage: Stage) -> None:
    cuts: list[Trouble] = [(0.1, Reset()), (10.0, AbruptClose(), LostAnswer(how="silence", limit=1))]
    faults = one_after_the_other(cuts, every_s=60.0, from_s=660.0, to_s=1260.0, seed=stage.token)
    run = stage.play(
        trade_for_long(until_s=1290.0, every_s=60.0),
        *faults,
        market=replace(SPARSE, levels=50),
        must_fire=False,
    )

    assert budget_is_never_exceeded(run)
    assert weight_is_not_wasted(run, from_s=60.0, to_s=660.0, percent=10.0)
    assert weight_is_not_wasted(run, from_s=660.0, to_s=1260.0, percent=25.0)


@pytest.mark.item("RL-420")
def test_a_book_outlives_what_its_connection_bears(stage: Stage) -> None:
    """Each gap costs the end of a subscription and a new one; the fourth is more than may be asked for."""
    lost = DropMessages(kind=StreamKind.DEPTH)
    gaps = [during(at_s, at_s + 0.5, lost) for at_s in (20.0, 40.0, 60.0, 80.0, 100.0)]
    run = stage.play(watch_book(until_s=180.0), *gaps, limits={stage.venue_class.subscription_limit: 7})

    assert book_is_never_wrong(run)
    assert book_is_fresh_by(run, from_s=130.0, to_s=180.0, lag_s=5.0)
