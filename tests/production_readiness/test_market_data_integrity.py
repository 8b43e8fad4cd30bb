"""Market data: what the user sees is the venue's, or he is told that it is not known."""

from dataclasses import replace

import pytest

from fakes.faults.altered_level import AlteredLevel
from fakes.faults.drop_messages import DropMessages
from fakes.faults.duplicate_messages import DuplicateMessages
from fakes.faults.fault import Fault
from fakes.faults.late_answer import LateAnswer
from fakes.faults.partition import Partition
from fakes.faults.refuse import Refuse
from fakes.faults.reorder_messages import ReorderMessages
from fakes.faults.reset import Reset
from fakes.faults.restarted_book import RestartedBook
from fakes.faults.schedule import Planned, during, upon
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.faults.server_shutdown_notice import ServerShutdownNotice
from fakes.faults.stale_snapshot import StaleSnapshot
from fakes.ledger import Subscribed
from fakes.market.flow import Pace
from fakes.market.scripts import QUIET, SILENT
from fakes.operations import Operation, Refusal, Role, StreamKind
from scenarios.checks.book import (
    book_is_fresh_by,
    book_is_never_old,
    book_is_never_wrong,
    stale_book_is_withdrawn,
)
from scenarios.checks.book_states import ALLOWED_LATENESS_S
from scenarios.checks.connection import a_fault_struck, the_book_is_left_subscribed
from scenarios.checks.exactness import book_levels_are_exact, trades_are_exact
from scenarios.checks.trades import no_trade_is_lost_in_silence, trades_are_told_once
from scenarios.stage import Stage
from scenarios.workloads.market import watch_book, watch_book_swept, watch_trades, watch_trades_slowly
from scenarios.workloads.odd_books import watch_in_a_market_that_never_rests

BRISK = replace(QUIET, name="brisk", pace=Pace(changes_per_s=1.0, trades_per_s=2.0))

SLOW = replace(QUIET, name="slow", pace=Pace(changes_per_s=0.05, trades_per_s=0.001))


def outage(from_s: float, to_s: float) -> tuple[Planned, Planned]:
    """Market connections are cut, and new ones refused for a while."""
    return (
        during(from_s, from_s + 0.1, Reset(role=Role.MARKET)),
        during(from_s, to_s, Refuse(role=Role.MARKET)),
    )


GAPS = {
    "once": (),
    "again_while_it_is_repaired": (
        during(43.0, 46.0, LateAnswer(on=Operation.DEPTH, seconds=3.0)),
        during(44.5, 48.0, DropMessages(kind=StreamKind.DEPTH)),
    ),
}


@pytest.mark.item("MD-010")
@pytest.mark.parametrize("more", GAPS.values(), ids=GAPS.keys())
def test_a_gap_in_the_sequence_is_repaired(stage: Stage, more: tuple[Planned, ...]) -> None:
    gap = during(40.0, 43.0, DropMessages(kind=StreamKind.DEPTH))
    # Whoever repairs nothing asks for no snapshot that could be late: the rest need not strike.
    run = stage.play(watch_book(until_s=120.0), gap, *more, must_fire=not more)

    assert book_is_never_wrong(run)
    assert book_is_fresh_by(run, from_s=60.0, to_s=120.0, lag_s=5.0)


@pytest.mark.item("MD-020")
def test_no_level_of_the_old_book_survives_a_reconnect(stage: Stage) -> None:
    run = stage.play(watch_book_swept(at_s=45.0, levels=4, until_s=120.0), *outage(40.0, 55.0))

    assert book_is_never_wrong(run)
    assert book_is_fresh_by(run, from_s=60.0, to_s=120.0, lag_s=5.0)


@pytest.mark.item("MD-300")
def test_a_book_that_the_venue_begins_anew_is_taken_over(stage: Stage) -> None:
    run = stage.play(watch_book(until_s=120.0), during(40.0, 41.0, RestartedBook()))

    assert book_is_never_wrong(run)
    assert book_is_fresh_by(run, from_s=45.0, to_s=120.0, lag_s=5.0)


@pytest.mark.item("MD-030")
@pytest.mark.parametrize("times", [1, 8], ids=["once", "for_long"])
def test_a_snapshot_older_than_the_stream_is_refused(stage: Stage, times: int) -> None:
    stale = StaleSnapshot(on=Operation.DEPTH, age_s=15.0, limit=times)
    run = stage.play(watch_book(from_s=30.0, until_s=150.0), during(20.0, 100.0, stale))

    assert book_is_never_wrong(run)
    assert book_is_never_old(run, seconds=10.0)
    assert book_is_fresh_by(run, from_s=100.0, to_s=150.0, lag_s=5.0)


@pytest.mark.item("MD-040")
@pytest.mark.parametrize("how", ["refused", "partition"])
def test_the_book_of_a_stream_that_is_down_is_withdrawn(stage: Stage, how: str) -> None:
    down = outage(40.0, 170.0) if how == "refused" else (during(40.0, 170.0, Partition(role=Role.MARKET)),)
    run = stage.play(watch_book(until_s=180.0, every_s=2.0), *down)

    assert stale_book_is_withdrawn(run, from_s=40.0, to_s=170.0, after_s=ALLOWED_LATENESS_S)


DISORDER = {
    "repeated": DuplicateMessages(kind=StreamKind.DEPTH),
    "repeated_late": DuplicateMessages(kind=StreamKind.DEPTH, again_after_s=5.0),
    "overtaken": ReorderMessages(kind=StreamKind.DEPTH, by_s=0.7),
    "overtaken_by_far": ReorderMessages(kind=StreamKind.DEPTH, by_s=5.0, limit=20),
}


@pytest.mark.item("MD-050")
@pytest.mark.parametrize("fault", DISORDER.values(), ids=DISORDER.keys())
def test_repeated_and_reordered_updates_leave_the_book_right(stage: Stage, fault: Fault) -> None:
    run = stage.play(watch_book(until_s=120.0), during(30.0, 60.0, fault))

    assert book_is_never_wrong(run)
    assert book_is_fresh_by(run, from_s=80.0, to_s=120.0, lag_s=5.0)


REPETITIONS = {
    "at_once": (during(20.0, 60.0, DuplicateMessages(kind=StreamKind.TRADE)),),
    "late": (during(20.0, 60.0, DuplicateMessages(kind=StreamKind.TRADE, again_after_s=4.0)),),
    "reconnect": outage(20.0, 30.0),
    "renewal": (during(20.0, 50.0, ServerShutdownNotice(role=Role.MARKET)),),
}


@pytest.mark.item("MD-060")
@pytest.mark.parametrize("faults", REPETITIONS.values(), ids=REPETITIONS.keys())
def test_no_trade_is_delivered_twice(stage: Stage, faults: tuple[Planned, ...]) -> None:
    run = stage.play(watch_trades(until_s=90.0), *faults)

    assert trades_are_told_once(run)


UNREADY = {
    "history_at_once": (),
    "history_late": (
        during(40.0, 70.0, ServerErrorBefore(on=Operation.TRADES, error=Refusal.INTERNAL, limit=2)),
    ),
    "history_never": (during(40.0, 150.0, ServerErrorBefore(on=Operation.TRADES, error=Refusal.INTERNAL)),),
}


@pytest.mark.item("MD-070")
@pytest.mark.parametrize("unready", UNREADY.values(), ids=UNREADY.keys())
def test_trades_missed_in_an_outage_are_filled_in_or_announced(
    stage: Stage, unready: tuple[Planned, ...]
) -> None:
    run = stage.play(watch_trades(until_s=150.0), *outage(30.0, 55.0), *unready, must_fire=False)

    assert no_trade_is_lost_in_silence(run, until_s=110.0)


@pytest.mark.item("MD-080")
def test_a_user_slower_than_a_burst_loses_no_trade_in_silence(stage: Stage) -> None:
    slow = watch_trades_slowly(burst_at_s=10.0, trades=1_500, per_trade_s=0.04, until_s=90.0)
    run = stage.play(slow, market=SILENT)

    assert no_trade_is_lost_in_silence(run, until_s=91.0)


@pytest.mark.item("MD-090")
@pytest.mark.parametrize("what", ["trades", "book"])
def test_prices_and_quantities_arrive_digit_for_digit(stage: Stage, what: str) -> None:
    if what == "trades":
        assert trades_are_exact(stage.play(watch_trades(until_s=60.0), market=BRISK))
    else:
        assert book_levels_are_exact(stage.play(watch_book(until_s=40.0)))


@pytest.mark.item("MD-290")
def test_a_snapshot_that_its_checksum_contradicts_is_not_served(stage: Stage) -> None:
    # The first message after a new subscription is the snapshot; in so slow a market the next comes late.
    altered = upon(Subscribed, AlteredLevel(limit=1), not_before_s=20.0, lasts_s=5.0)
    cut = during(20.0, 20.1, Reset(role=Role.MARKET))
    run = stage.play(watch_book(until_s=100.0), cut, altered, market=SLOW)

    assert book_is_never_wrong(run)
    assert book_is_fresh_by(run, from_s=40.0, to_s=100.0, lag_s=5.0)


@pytest.mark.item("MD-450")
def test_a_book_whose_checksum_means_nothing_is_served(stage: Stage) -> None:
    """Also in a market that rests, where whoever doubts it has time to."""
    seldom = watch_in_a_market_that_never_rests(from_s=2.0, every_s=25.0, until_s=200.0)
    run = stage.play(seldom, market=SILENT)

    assert book_is_fresh_by(run, from_s=2.0, to_s=100.0, lag_s=26.0)
    assert the_book_is_left_subscribed(run, symbol="BTCUSDT", from_s=10.0, to_s=200.0)


@pytest.mark.item("MD-460")
def test_what_is_missing_shows_in_the_next_message_of_the_connection(stage: Stage) -> None:
    # All that is said of the books is lost, and nobody can be asked; what is not about books is still told.
    lost = during(39.5, 60.0, DropMessages(kind=StreamKind.DEPTH))
    dumb = during(30.0, 60.0, ServerErrorBefore(on=Operation.DEPTH))
    swept = watch_book_swept(at_s=40.0, levels=4, until_s=100.0)
    run = stage.play(swept, lost, dumb, market=SILENT, must_fire=False)

    a_fault_struck(run, "DropMessages")
    assert book_is_never_old(run, seconds=4.0)
    assert book_is_fresh_by(run, from_s=60.0, to_s=85.0, lag_s=1.0)
