"""A second fault strikes while connections and market data are being recovered."""

from dataclasses import replace

import pytest

from fakes.faults import (
    AckWithoutData,
    DropMessages,
    Fault,
    HtmlPage,
    LateAnswer,
    Planned,
    Reset,
    ServerErrorBefore,
    TruncatedBody,
    UnansweredUpgrade,
    during,
)
from fakes.market.flow import Pace
from fakes.market.scripts import QUIET
from fakes.operations import Operation, Role, StreamKind
from scenarios.checks.book import book_is_never_wrong
from scenarios.checks.connection import books_are_back
from scenarios.checks.stream_recovery import demand_strike_on_a_lost_book
from scenarios.stage import Stage
from scenarios.workloads.market import watch_book

DEPTH = Operation.DEPTH
EITHER = None
"""Connectors may ask over HTTP or over a socket; there what is no answer stands in a frame."""
BRISK = replace(QUIET, name="brisk", pace=Pace(changes_per_s=6.0, trades_per_s=0.5))
CALM = replace(QUIET, name="calm", pace=Pace(changes_per_s=0.5, trades_per_s=0.05))
CUT_S = 20.0
"""When the first fault strikes; from `CLEAR_S` on there is none any more."""
CLEAR_S = 40.0
BACK_WITHIN_S = 60.0


def cases(name: str, **values: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, values.values(), ids=values.keys())


CUT = during(CUT_S, CUT_S + 0.1, Reset(role=Role.MARKET))


def until_clear(fault: Fault, from_s: float = CUT_S) -> Planned:
    return during(from_s, CLEAR_S, fault)


@pytest.mark.item("RD-010")
@cases(
    "rubbish",
    page=HtmlPage(on=DEPTH, transport=EITHER, status=200),
    truncated=TruncatedBody(on=DEPTH, transport=EITHER),
)
def test_an_unreadable_snapshot_does_not_end_the_rebuilding(stage: Stage, rubbish: Fault) -> None:
    run = stage.play(watch_book(until_s=105.0), CUT, until_clear(rubbish), must_fire=False)

    assert book_is_never_wrong(run)
    demand_strike_on_a_lost_book(run, "Reset", rubbish.name)
    assert books_are_back(run, "BTCUSDT", after_s=CLEAR_S, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-020")
def test_updates_that_wait_for_a_slow_snapshot_are_not_forgotten(stage: Stage) -> None:
    slow = during(CUT_S, CUT_S + 5.0, LateAnswer(on=DEPTH, seconds=8.0))
    run = stage.play(watch_book(until_s=95.0), CUT, slow, market=BRISK, must_fire=False)

    assert book_is_never_wrong(run)
    demand_strike_on_a_lost_book(run, "Reset", "LateAnswer")
    assert books_are_back(run, "BTCUSDT", after_s=CUT_S + 10.0, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-030")
def test_a_gap_among_the_updates_that_wait_for_a_snapshot_is_noticed(stage: Stage) -> None:
    slow = during(CUT_S, CUT_S + 4.0, LateAnswer(on=DEPTH, seconds=6.0))
    gap = during(CUT_S + 3.0, CUT_S + 5.0, DropMessages(kind=StreamKind.DEPTH))
    run = stage.play(watch_book(until_s=95.0), CUT, slow, gap, market=BRISK, must_fire=False)

    assert book_is_never_wrong(run)
    demand_strike_on_a_lost_book(run, "Reset", "LateAnswer")
    demand_strike_on_a_lost_book(run, "Reset", "DropMessages")
    assert books_are_back(run, "BTCUSDT", after_s=CUT_S + 10.0, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-040")
def test_a_connection_that_says_nothing_from_its_beginning_is_noticed(stage: Stage) -> None:
    mute = during(CUT_S, CUT_S + 10.0, AckWithoutData())
    run = stage.play(watch_book(until_s=125.0), CUT, mute, must_fire=False)

    demand_strike_on_a_lost_book(run, "Reset", "AckWithoutData")
    assert books_are_back(run, "BTCUSDT", after_s=CUT_S + 10.0, within_s=90.0)


@pytest.mark.item("RD-050")
def test_a_handshake_that_nobody_answers_is_given_up_and_made_again(stage: Stage) -> None:
    unanswered = until_clear(UnansweredUpgrade(role=Role.MARKET))
    run = stage.play(watch_book(until_s=105.0), CUT, unanswered, must_fire=False)

    demand_strike_on_a_lost_book(run, "Reset", "UnansweredUpgrade")
    assert books_are_back(run, "BTCUSDT", after_s=CLEAR_S, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-060")
def test_a_long_absence_of_snapshots_is_outlasted(stage: Stage) -> None:
    away = during(CUT_S, 270.0, ServerErrorBefore(on=DEPTH))
    run = stage.play(watch_book(until_s=365.0), CUT, away, market=CALM, must_fire=False)

    demand_strike_on_a_lost_book(run, "Reset", "ServerErrorBefore")
    assert books_are_back(run, "BTCUSDT", after_s=270.0, within_s=90.0)
