"""Books, trades and instruments through odd feeds, restarts and long days."""

from dataclasses import replace

import pytest

from fakes.faults.drop_messages import DropMessages
from fakes.faults.lost_removals import LostRemovals
from fakes.faults.schedule import during
from fakes.faults.symbol_delisted import SymbolDelisted
from fakes.market.flow import Pace
from fakes.market.scripts import QUIET, SILENT
from fakes.operations import StreamKind
from fakes.venue import BTCUSDT, ETHUSDT
from scenarios.checks.book import book_is_fresh_by, book_is_never_wrong
from scenarios.checks.odd_books import (
    book_is_there_throughout,
    levels_flickered,
    no_crossed_book_is_served,
    snapshots_are_few,
)
from scenarios.stage import Stage
from scenarios.workloads.odd_books import (
    watch_books,
    watch_in_a_market_that_never_rests,
    watch_levels_flicker,
    watch_sides_run_empty,
    watch_the_price_pass,
    watch_the_price_walk,
)

TWO = (BTCUSDT, ETHUSDT)
NAMES = ("BTCUSDT", "ETHUSDT")
THIN = replace(SILENT, name="thin", levels=3)
CALM = replace(QUIET, name="calm", pace=Pace(changes_per_s=1.0, trades_per_s=0.1))
SLOW = replace(QUIET, name="slow", pace=Pace(changes_per_s=0.5, trades_per_s=0.05))


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
    assert book_is_fresh_by(run, from_s=41.0, to_s=59.0, lag_s=5.0)
    assert book_is_fresh_by(run, from_s=81.0, to_s=120.0, lag_s=5.0)


@pytest.mark.item("MD-130")
def test_removing_a_level_that_nobody_has_is_nothing_strange(stage: Stage) -> None:
    run = stage.play(watch_levels_flicker(from_s=20.0, to_s=60.0, until_s=70.0), market=SILENT)

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
    passing = watch_the_price_pass(bought_s=30.2, levels=4, offered_s=45.0, until_s=110.0)
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
    run = stage.play(watching, *gaps, market=CALM, instruments=TWO, symbols=NAMES)

    assert book_is_never_wrong(run, symbol="ETHUSDT")
    assert book_is_there_throughout(run, from_s=15.0, to_s=90.0, but=5, symbol="BTCUSDT")


@pytest.mark.item("MD-170")
def test_a_delisted_symbol_does_not_take_the_others_with_it(stage: Stage) -> None:
    gone = during(30.0, 31.0, SymbolDelisted("ETHUSDT"))
    watching = watch_books(*NAMES, every_s=1.0, until_s=400.0)
    run = stage.play(watching, gone, market=SLOW, instruments=TWO, symbols=NAMES)

    assert book_is_never_wrong(run, symbol="BTCUSDT")
    assert book_is_there_throughout(run, from_s=30.0, to_s=400.0, but=8, symbol="BTCUSDT")
    assert snapshots_are_few(run, from_s=60.0, to_s=400.0, most=40)
