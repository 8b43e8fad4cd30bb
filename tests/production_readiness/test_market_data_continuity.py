"""Books, trades and instruments through odd feeds, restarts and long days."""

from dataclasses import replace

import pytest

from fakes.faults.abrupt_close import AbruptClose
from fakes.faults.close_code import CloseCode
from fakes.faults.drop_messages import DropMessages
from fakes.faults.duplicate_messages import DuplicateMessages
from fakes.faults.gap import Gap
from fakes.faults.late_answer import LateAnswer
from fakes.faults.lost_removals import LostRemovals
from fakes.faults.refuse import Refuse
from fakes.faults.reset import Reset
from fakes.faults.schedule import Planned, during
from fakes.faults.strange_row import StrangeRow
from fakes.faults.symbol_delisted import SymbolDelisted
from fakes.faults.symbol_halted import SymbolHalted
from fakes.faults.symbol_listed import SymbolListed
from fakes.faults.unreadable import UnreadableMessage
from fakes.market.flow import Pace
from fakes.market.scripts import QUIET, SILENT
from fakes.operations import Operation, Role, StreamKind
from fakes.words import Word
from scenarios.checks.book import book_is_fresh_by, book_is_never_wrong
from scenarios.checks.bounds import book_is_true_and_mostly_fresh, ticks_are_complete
from scenarios.checks.odd_books import (
    book_is_there_throughout,
    connections_are_kept,
    levels_flickered,
    no_crossed_book_is_served,
    snapshots_are_few,
)
from scenarios.checks.odd_trades import (
    ids_of_both_overlap,
    instruments_are_told,
    the_venue_traded,
    trade_times_are_the_venues,
    trades_are_told_as_they_happen,
    trades_are_told_in_order,
    trades_reach_the_user,
    who_stays_is_told_all,
)
from scenarios.checks.trades import no_trade_is_lost_in_silence
from scenarios.stage import Stage
from scenarios.trouble import Trouble, one_after_the_other
from scenarios.workloads.market import watch_book, watch_trades
from scenarios.workloads.odd_books import (
    watch_a_market_fall_asleep,
    watch_another_from,
    watch_books,
    watch_in_a_market_that_never_rests,
    watch_levels_flicker,
    watch_sides_run_empty,
    watch_the_price_pass,
    watch_the_price_walk,
)
from scenarios.workloads.odd_trades import (
    leave_and_return,
    look_at_instruments,
    trade_the_newcomer,
    watch_trades_beside_another,
    watch_trades_of,
    watch_trades_of_a_rush,
)
from subjects.base import Capability

NAMES = ("BTCUSDT", "ETHUSDT")
THIN = replace(SILENT, name="thin", levels=3)
CALM = replace(QUIET, name="calm", pace=Pace(changes_per_s=1.0, trades_per_s=0.1))
BRISK = replace(QUIET, name="brisk", pace=Pace(changes_per_s=0.5, trades_per_s=1.0))
BUSY = replace(QUIET, name="busy", pace=Pace(changes_per_s=0.5, trades_per_s=2.0))
STEADY = replace(QUIET, name="steady", pace=Pace(changes_per_s=0.1, trades_per_s=0.5))
SLOW = replace(QUIET, name="slow", pace=Pace(changes_per_s=0.5, trades_per_s=0.05))


def outage(from_s: float, to_s: float) -> tuple[Planned, Planned]:
    """Market connections are cut, and new ones refused for a while."""
    return (
        during(from_s, from_s + 0.1, Reset(role=Role.MARKET)),
        during(from_s, to_s, Refuse(role=Role.MARKET)),
    )


@pytest.mark.item("MD-110")
def test_levels_beyond_the_snapshot_are_not_taken_for_known(stage: Stage) -> None:
    # More levels than any snapshot has but the dearest one (BIN-37: up to 100, 500, 1,000 or 5,000).
    run = stage.play(watch_the_price_walk(at_s=30.0, levels=1_040, until_s=90.0), market=SILENT)

    assert book_is_never_wrong(run)
    assert book_is_fresh_by(run, from_s=31.0, to_s=90.0, lag_s=5.0)


@pytest.mark.item("MD-120")
def test_a_side_that_ran_empty_is_shown_empty_and_fills_again(stage: Stage) -> None:
    run = stage.play(watch_sides_run_empty(at_s=20.0, lasts_s=20.0, until_s=120.0), market=THIN)

    assert book_is_never_wrong(run)
    for from_s, to_s in ((27.0, 39.0), (41.0, 59.0), (67.0, 79.0), (81.0, 120.0)):
        # With an empty side and without: a level kept too long was the venue's a moment ago.
        assert book_is_fresh_by(run, from_s=from_s, to_s=to_s, lag_s=5.0)


NOTHING_NEW = {
    "a_removal": (),
    "not_even_that": (during(20.0, 60.0, LostRemovals(kind=StreamKind.DEPTH)),),
}


@pytest.mark.item("MD-130")
@pytest.mark.parametrize("faults", NOTHING_NEW.values(), ids=NOTHING_NEW.keys())
def test_removing_a_level_that_nobody_has_is_nothing_strange(
    stage: Stage, faults: tuple[Planned, ...]
) -> None:
    run = stage.play(watch_levels_flicker(from_s=20.0, to_s=60.0, until_s=70.0), *faults, market=SILENT)

    assert levels_flickered(run, times=30)
    assert book_is_never_wrong(run)
    assert book_is_there_throughout(run, from_s=20.0, to_s=70.0, but=4)
    assert snapshots_are_few(run, from_s=20.0, to_s=70.0, most=5)


@pytest.mark.item("MD-140")
def test_a_book_is_put_together_in_a_market_that_never_rests(stage: Stage) -> None:
    stirred = watch_in_a_market_that_never_rests(from_s=2.0, every_s=0.03, until_s=20.0)
    # Far enough away that the book has changed again whenever a snapshot is made.
    run = stage.play(stirred, market=SILENT, latency_s=0.02)

    assert book_is_fresh_by(run, from_s=12.0, to_s=20.0, lag_s=2.0)
    assert book_is_never_wrong(run)


@pytest.mark.item("MD-150")
def test_a_crossed_book_is_never_served(stage: Stage) -> None:
    passing = watch_the_price_pass(bought_s=30.2, levels=4, offered_s=36.0, until_s=110.0)
    run = stage.play(passing, during(30.0, 31.0, LostRemovals(kind=StreamKind.DEPTH)), market=SILENT)

    assert no_crossed_book_is_served(run)
    assert book_is_never_wrong(run, from_s=105.0)


@pytest.mark.item("MD-160")
def test_a_gap_in_one_book_does_not_take_the_others_away(stage: Stage) -> None:
    gaps = [
        during(at_s, at_s + 2.0, DropMessages(kind=StreamKind.DEPTH, symbol="ETHUSDT"))
        for at_s in (20.0, 30.0, 40.0, 50.0, 60.0)
    ]
    watching = watch_books(*NAMES, every_s=0.1, until_s=90.0)
    run = stage.play(watching, *gaps, market=CALM, instruments=NAMES, symbols=NAMES)

    assert book_is_there_throughout(run, from_s=15.0, to_s=90.0, but=5, symbol="BTCUSDT")


@pytest.mark.item("MD-170")
def test_a_delisted_symbol_does_not_take_the_others_with_it(stage: Stage) -> None:
    gone = during(30.0, 31.0, SymbolDelisted("ETHUSDT"))
    watching = watch_books(*NAMES, every_s=1.0, until_s=400.0)
    run = stage.play(watching, gone, market=SLOW, instruments=NAMES, symbols=NAMES)

    assert book_is_never_wrong(run, symbol="BTCUSDT")
    assert book_is_there_throughout(run, from_s=30.0, to_s=400.0, but=8, symbol="BTCUSDT")
    assert snapshots_are_few(run, from_s=60.0, to_s=400.0, most=40, usual_until_s=30.0)


@pytest.mark.item("MD-170")
def test_a_delisted_symbol_does_not_take_the_trades_of_others_with_it(stage: Stage) -> None:
    gone = during(30.0, 31.0, SymbolDelisted("ETHUSDT"))
    run = stage.play(
        watch_trades_of(*NAMES, until_s=400.0), gone, market=STEADY, instruments=NAMES, symbols=NAMES
    )

    assert no_trade_is_lost_in_silence(run, until_s=390.0)
    stage.needs(Capability.STREAMS)
    assert connections_are_kept(run, from_s=30.0, to_s=400.0, most=3)


@pytest.mark.item("MD-180")
def test_trades_of_two_symbols_with_the_same_numbers_are_all_told(stage: Stage) -> None:
    run = stage.play(watch_trades_of(*NAMES, until_s=40.0), market=BRISK, instruments=NAMES, symbols=NAMES)

    assert ids_of_both_overlap(run, *NAMES)
    for symbol in NAMES:
        assert no_trade_is_lost_in_silence(run, until_s=35.0, symbol=symbol)


@pytest.mark.item("MD-190")
def test_trades_are_told_in_order_though_some_come_late(stage: Stage) -> None:
    late = during(25.0, 80.0, LateAnswer(on=Operation.TRADES, seconds=4.0))
    run = stage.play(
        watch_trades_of("BTCUSDT", until_s=90.0), *outage(25.0, 40.0), late, must_fire=False, market=BRISK
    )

    assert the_venue_traded(run, from_s=26.0, to_s=39.0)
    assert trades_are_told_in_order(run)


@pytest.mark.item("MD-200")
def test_a_trade_is_told_with_the_venues_time_of_it(stage: Stage) -> None:
    watching = watch_trades_of("BTCUSDT", until_s=80.0)
    run = stage.play(watching, *outage(25.0, 40.0), market=BRISK, client_skew_s=-3.0)

    assert trade_times_are_the_venues(run, within_ms=1_000.0)


@pytest.mark.item("MD-210")
def test_a_hole_of_more_trades_than_a_page_is_filled_or_announced_whole(stage: Stage) -> None:
    # A page of history has at most 1,000 trades, and all of these have the same time.
    rush = watch_trades_of_a_rush(at_s=30.0, trades=1_300, until_s=60.0)
    run = stage.play(rush, *outage(25.0, 35.0), market=SILENT)

    assert the_venue_traded(run, from_s=26.0, to_s=34.0)
    assert no_trade_is_lost_in_silence(run, until_s=59.0)


@pytest.mark.item("MD-220")
def test_a_consumer_who_leaves_takes_the_stream_from_nobody(stage: Stage) -> None:
    run = stage.play(watch_trades_beside_another(leaves_s=30.0, until_s=60.0), market=BRISK)

    assert who_stays_is_told_all(run, leaves_s=30.0, until_s=60.0)


STRANGE = {
    "tick_missing": StrangeRow(on=Operation.INSTRUMENTS, row="LTCBTC", field=Word.RULES_TICK, value=None),
    "filters_unknown": StrangeRow(
        on=Operation.INSTRUMENTS, row="LTCBTC", field=Word.RULES_KIND, value="SOMETHING_NEW"
    ),
    "status_unknown": StrangeRow(
        on=Operation.INSTRUMENTS, row="LTCBTC", field=Word.RULES_STATUS, value="SOMETHING_NEW"
    ),
}


@pytest.mark.item("MD-230")
@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
def test_an_instrument_that_cannot_be_read_does_not_hide_the_others(
    stage: Stage, strange: StrangeRow
) -> None:
    run = stage.play(
        look_at_instruments(5.0), during(0.0, 60.0, strange), market=SILENT, instruments=("LTCBTC", *NAMES)
    )

    assert instruments_are_told(run, *NAMES)


@pytest.mark.item("MD-240")
def test_a_symbol_listed_while_it_runs_is_found(stage: Stage) -> None:
    listed = during(60.0, 61.0, SymbolListed("SOLUSDT"))
    run = stage.play(trade_the_newcomer("SOLUSDT", asks_s=1_900.0, until_s=1_960.0), listed, market=SILENT)

    assert instruments_are_told(run, "SOLUSDT", "BTCUSDT", from_s=1_900.0)
    assert trades_reach_the_user(run, symbol="SOLUSDT")


@pytest.mark.item("MD-250")
def test_a_halt_and_its_end_are_told_among_the_instruments(stage: Stage) -> None:
    halt = during(60.0, 2_000.0, SymbolHalted("ETHUSDT"))
    run = stage.play(
        look_at_instruments(1_900.0, 3_850.0), halt, market=SILENT, instruments=NAMES, symbols=NAMES
    )

    assert instruments_are_told(run, "ETHUSDT", from_s=1_900.0, trading=False)
    assert instruments_are_told(run, *NAMES, from_s=3_850.0)


@pytest.mark.item("MD-260")
def test_a_market_that_falls_asleep_is_no_dead_connection(stage: Stage) -> None:
    run = stage.play(watch_a_market_fall_asleep(at_s=30.0, until_s=1_030.0), market=SILENT)

    assert connections_are_kept(run, from_s=30.0, to_s=1_030.0, most=3)
    assert snapshots_are_few(run, from_s=30.0, to_s=1_030.0, most=80)


@pytest.mark.item("MD-270")
def test_a_watch_that_begins_during_an_outage_is_served_after_it(stage: Stage) -> None:
    watching = watch_another_from(35.0, "ETHUSDT", until_s=141.0)
    run = stage.play(watching, *outage(30.0, 50.0), market=QUIET, instruments=NAMES, symbols=NAMES)

    for symbol in NAMES:
        # Not a single snapshot, but a book that goes on.
        for from_s in (110.0, 115.0, 120.0, 125.0, 130.0, 135.0):
            assert book_is_fresh_by(run, from_s=from_s, to_s=from_s + 5.0, lag_s=2.0, symbol=symbol)


@pytest.mark.item("MD-280")
def test_a_consumer_who_leaves_and_returns_at_once_is_told_on(stage: Stage) -> None:
    run = stage.play(leave_and_return(20.0, 25.0, 30.0, until_s=60.0), market=BUSY)

    # A connection to which nothing is subscribed may be given up after five seconds, and a stream that fell
    # silent after four: both heal it.
    assert trades_are_told_as_they_happen(run, from_s=31.5, to_s=55.0, within_s=2.0)


MARKET = Role.MARKET
CUTS: list[Trouble] = [
    (0.1, AbruptClose(role=MARKET)),
    (0.1, AbruptClose(how="rst", role=MARKET)),
    (0.1, CloseCode(role=MARKET)),
    (0.1, Reset(role=MARKET)),
]


def every_minute_of_an_hour(stage: Stage, troubles: list[Trouble]) -> list[Planned]:
    return one_after_the_other(troubles, every_s=60.0, from_s=30.0, to_s=3630.0, seed=stage.token)


@pytest.mark.item("MD-410")
def test_a_bad_hour_leaves_the_book_right_and_mostly_fresh(stage: Stage) -> None:
    troubles: list[Trouble] = [
        *CUTS,
        (1.0, Gap(kind=StreamKind.DEPTH)),
        (2.0, DropMessages(kind=StreamKind.DEPTH)),
        (5.0, UnreadableMessage(kind=StreamKind.DEPTH, limit=1)),
        (5.0, DuplicateMessages(kind=StreamKind.DEPTH)),
    ]
    faults = every_minute_of_an_hour(stage, troubles)
    run = stage.play(watch_book(until_s=3660.0), *faults, market=CALM, must_fire=False)

    assert book_is_true_and_mostly_fresh(run, share=0.8, faults=50)


@pytest.mark.item("MD-420")
def test_a_bad_hour_loses_no_trade_in_silence_and_repeats_none(stage: Stage) -> None:
    troubles: list[Trouble] = [
        *CUTS,
        (10.0, AbruptClose(role=MARKET), Refuse(role=MARKET)),
        (3.0, DropMessages(kind=StreamKind.TRADE)),
        (5.0, DuplicateMessages(kind=StreamKind.TRADE)),
    ]
    faults = every_minute_of_an_hour(stage, troubles)
    run = stage.play(watch_trades(until_s=3660.0), *faults, market=BRISK, must_fire=False)

    assert ticks_are_complete(run, faults=50, out_of_turn=0.01)
