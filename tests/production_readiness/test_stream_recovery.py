"""A second fault strikes while connections and market data are being recovered."""

from dataclasses import replace

import pytest

from fakes.faults import (
    AbruptClose,
    AckWithoutData,
    Ban,
    DropMessages,
    Fault,
    HalfOpen,
    HtmlPage,
    LateAnswer,
    Latency,
    MissingAck,
    Planned,
    Refuse,
    RefusedSubscription,
    Reset,
    ServerShutdownNotice,
    ShortList,
    StaleSnapshot,
    SymbolDelisted,
    SymbolHalted,
    Throttled,
    UnansweredUpgrade,
    UnreadableMessage,
    during,
    upon,
)
from fakes.ledger import Subscribed
from fakes.market.flow import Flow, Pace
from fakes.market.scripts import QUIET, SILENT
from fakes.operations import Operation, Outcome, Role, StreamKind
from fakes.traits import Trait
from scenarios.checks.book import book_is_fresh_by, book_is_never_wrong
from scenarios.checks.connection import attempts_are_spaced, books_are_back, private_stream_is_replaced
from scenarios.checks.renewal import successor_is_subscribed
from scenarios.checks.stream_recovery import (
    book_never_goes_back,
    connections_are_left_alone,
    demand_strike_on_a_lost_book,
    demand_strikes,
    nothing_is_asked_until,
    updates_could_wait,
)
from scenarios.checks.trades import no_trade_is_lost_in_silence, trades_are_told_once
from scenarios.means import broken_snapshot, no_snapshot
from scenarios.stage import Stage
from scenarios.workloads.connection import keep_books, keep_orders, keep_trades
from scenarios.workloads.market import watch_book, watch_trades

DEPTH = Operation.DEPTH
EITHER = None
"""Connectors may ask over HTTP or over a socket; there what is no answer stands in a frame."""
BRISK = replace(QUIET, name="brisk", pace=Pace(changes_per_s=6.0, trades_per_s=0.5))
CALM = replace(QUIET, name="calm", pace=Pace(changes_per_s=0.5, trades_per_s=0.05))
TRADING = replace(QUIET, name="trading", pace=Pace(changes_per_s=0.5, trades_per_s=2.0))
STOP_AND_GO = Flow(
    name="stop and go",
    pace=Pace(changes_per_s=0.001, trades_per_s=0.001),
    burst=Pace(changes_per_s=2.0, trades_per_s=0.1),
    every_s=60.0,
    lasts_s=20.0,
)
"""Books that move in the last third of every minute and stand still in between."""
SYMBOLS = ("C1USDT", "C2USDT", "C3USDT", "C4USDT", "C5USDT", "C6USDT")
"""Markets that no venue lists: as many as a play likes, all alike."""
SPARSE = Flow(name="sparse", pace=Pace(changes_per_s=0.3, trades_per_s=0.0), levels=5)
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
@cases("page", truncated=False, page=True)
def test_an_unreadable_snapshot_does_not_end_the_rebuilding(stage: Stage, page: bool) -> None:
    if page:
        stage.demands(Trait.REST_SNAPSHOT)
    rubbish = HtmlPage(on=DEPTH, transport=EITHER, status=200) if page else broken_snapshot(stage)
    run = stage.play(watch_book(until_s=105.0), CUT, until_clear(rubbish), must_fire=False)

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
    if updates_could_wait(run, from_s=CUT_S + 3.0, to_s=CUT_S + 5.0):
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
    away = no_snapshot(stage, "BTCUSDT")
    run = stage.play(watch_book(until_s=365.0), CUT, during(CUT_S, 270.0, away), market=CALM, must_fire=False)

    demand_strike_on_a_lost_book(run, "Reset", away.name)
    assert books_are_back(run, "BTCUSDT", after_s=270.0, within_s=90.0)


@pytest.mark.item("RD-070")
def test_a_snapshot_refused_with_429_is_asked_for_after_retry_after(stage: Stage) -> None:
    refused = during(CUT_S, CUT_S + 24.0, Throttled(on=DEPTH, retry_after_s=25.0))
    run = stage.play(watch_book(until_s=105.0), CUT, refused, must_fire=False)

    demand_strike_on_a_lost_book(run, "Reset", "Throttled")
    assert nothing_is_asked_until(run, outcome=Outcome.RATE_LIMITED, wait_s=25.0)
    assert books_are_back(run, "BTCUSDT", after_s=CUT_S + 27.0, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-080")
def test_a_ban_that_meets_many_books_is_found_out_once(stage: Stage) -> None:
    # Of streams the account's may be back first, and ask for orders: of these no book is rebuilt.
    ban = upon(Subscribed, Ban(), nth=2, not_before_s=CUT_S, lasts_s=60.0)
    run = stage.play(
        keep_books(*SYMBOLS, until_s=200.0),
        CUT,
        during(CUT_S, CUT_S + 15.0, Refuse(role=Role.MARKET)),
        ban,
        market=SPARSE,
        instruments=stage.markets_like(*SYMBOLS),
        symbols=SYMBOLS,
        must_fire=False,
    )

    demand_strike_on_a_lost_book(run, "Reset", "Ban", *SYMBOLS)
    assert nothing_is_asked_until(run, outcome=Outcome.BANNED, wait_s=58.0)
    assert books_are_back(run, *SYMBOLS, after_s=120.0, within_s=80.0)


@pytest.mark.item("RD-090")
def test_a_connection_that_is_cut_again_and_again_is_not_made_in_a_storm(stage: Stage) -> None:
    cuts = [
        during(at_s, at_s + 0.1, AbruptClose(role=Role.MARKET))
        for at_s in (CUT_S + n * 0.5 for n in range(120))
    ]
    run = stage.play(watch_book(until_s=145.0), *cuts, market=CALM)

    assert attempts_are_spaced(run, from_s=CUT_S, to_s=CUT_S + 60.0, fewer_than=80)
    assert books_are_back(run, "BTCUSDT", after_s=CUT_S + 60.0, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-100")
def test_a_subscription_refused_at_the_reconnect_is_asked_for_again(stage: Stage) -> None:
    refused = during(CUT_S, CLEAR_S, RefusedSubscription(symbol="BTCUSDT", limit=1))
    run = stage.play(watch_book(until_s=105.0), CUT, refused, must_fire=False)

    demand_strike_on_a_lost_book(run, "Reset", "RefusedSubscription")
    assert books_are_back(run, "BTCUSDT", after_s=CLEAR_S, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-110")
def test_a_confirmation_lost_at_the_reconnect_holds_nothing_up_for_good(stage: Stage) -> None:
    unconfirmed = during(CUT_S, CUT_S + 6.0, MissingAck(symbol="BTCUSDT"))
    run = stage.play(watch_book(until_s=95.0), CUT, unconfirmed, must_fire=False)

    demand_strike_on_a_lost_book(run, "Reset", "MissingAck")
    assert books_are_back(run, "BTCUSDT", after_s=CUT_S + 6.0, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-120")
def test_a_slow_network_does_not_keep_a_stream_from_coming_back(stage: Stage) -> None:
    slow = during(CUT_S, CUT_S + 65.0, Latency(latency_s=0.75))
    run = stage.play(watch_book(until_s=90.0), CUT, slow, market=CALM)

    assert books_are_back(run, "BTCUSDT", after_s=CUT_S, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-130")
def test_a_refused_successor_is_tried_again_before_the_connection_ends(stage: Stage) -> None:
    notice = during(CUT_S, 60.0, ServerShutdownNotice(role=Role.MARKET))
    refused = during(CUT_S, CUT_S + 8.0, Refuse(role=Role.MARKET))
    run = stage.play(keep_trades("BTCUSDT", until_s=80.0), notice, refused, must_fire=False)

    assert successor_is_subscribed(run, symbol="BTCUSDT", opened_after_s=CUT_S, before_s=60.0)
    assert no_trade_is_lost_in_silence(run, until_s=75.0)
    demand_strikes(run, "Refuse")


@pytest.mark.item("RD-140")
def test_a_cut_while_missed_trades_are_fetched_loses_none_in_silence(stage: Stage) -> None:
    run = stage.play(
        watch_trades(until_s=120.0),
        CUT,
        during(CUT_S, 30.0, Refuse(role=Role.MARKET)),
        # Long enough for whoever rests for half a minute before he connects again.
        during(30.0, 75.0, LateAnswer(on=Operation.TRADES, seconds=6.0)),
        upon(Subscribed, Reset(role=Role.MARKET), not_before_s=30.0, after_s=3.0, lasts_s=0.1),
        market=TRADING,
        must_fire=False,
    )

    demand_strikes(run, "Reset", times=2)
    assert trades_are_told_once(run)
    assert no_trade_is_lost_in_silence(run, until_s=110.0)


@pytest.mark.item("RD-150")
@cases("rows", nothing_yet=0, a_part=2)
def test_a_history_that_lags_is_no_market_that_did_not_trade(stage: Stage, rows: int) -> None:
    lagging = during(CUT_S, 90.0, ShortList(on=Operation.TRADES, rows=rows))
    away = during(CUT_S, 35.0, Refuse(role=Role.MARKET))
    run = stage.play(watch_trades(until_s=100.0), CUT, away, lagging, market=TRADING, must_fire=False)

    assert no_trade_is_lost_in_silence(run, until_s=80.0)
    demand_strikes(run, "Reset")


@pytest.mark.item("RD-160")
def test_a_halt_during_the_rebuilding_is_no_dead_connection(stage: Stage) -> None:
    halt = during(CUT_S, 200.0, SymbolHalted("BTCUSDT"))
    run = stage.play(watch_book(until_s=265.0), CUT, halt)

    assert connections_are_left_alone(run, cut_s=CUT_S, from_s=CUT_S, to_s=200.0, most=10)
    assert books_are_back(run, "BTCUSDT", after_s=200.0, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-170")
def test_an_unreadable_message_among_those_that_wait_does_not_end_the_rebuilding(stage: Stage) -> None:
    slow = during(CUT_S, CUT_S + 5.0, LateAnswer(on=DEPTH, seconds=5.0))
    unreadable = during(CUT_S + 2.0, CUT_S + 5.0, UnreadableMessage(kind=StreamKind.DEPTH, limit=2))
    run = stage.play(watch_book(until_s=95.0), CUT, slow, unreadable, market=BRISK, must_fire=False)

    if updates_could_wait(run, from_s=CUT_S + 2.0, to_s=CUT_S + 5.0):
        demand_strike_on_a_lost_book(run, "Reset", "UnreadableMessage")
    demand_strike_on_a_lost_book(run, "Reset", "LateAnswer")
    assert books_are_back(run, "BTCUSDT", after_s=CUT_S + 10.0, within_s=BACK_WITHIN_S)


@pytest.mark.item("RD-180")
def test_a_lagging_snapshot_never_takes_a_book_back_behind_what_it_showed(stage: Stage) -> None:
    cut = during(60.5, 60.6, Reset(role=Role.MARKET))
    lagging = during(60.5, 90.0, StaleSnapshot(age_s=12.0, limit=3))
    run = stage.play(watch_book(until_s=120.0), cut, lagging, market=STOP_AND_GO, must_fire=False)

    demand_strikes(run, "Reset")  # whoever needs no snapshot to go on has none to be misled by
    assert book_never_goes_back(run)
    assert book_is_fresh_by(run, from_s=101.0, to_s=120.0, lag_s=5.0)


@pytest.mark.item("RD-190")
def test_books_whose_snapshots_fail_do_not_hold_up_the_others(stage: Stage) -> None:
    failing = [no_snapshot(stage, symbol) for symbol in SYMBOLS[:2]]
    run = stage.play(
        keep_books(*SYMBOLS, until_s=170.0),
        CUT,
        *(during(CUT_S, 90.0, fault) for fault in failing),
        market=SPARSE,
        instruments=stage.markets_like(*SYMBOLS),
        symbols=SYMBOLS,
        must_fire=False,
    )

    demand_strike_on_a_lost_book(run, "Reset", failing[0].name, SYMBOLS[0])
    assert books_are_back(run, *SYMBOLS[2:], after_s=CUT_S, within_s=45.0)
    assert books_are_back(run, *SYMBOLS[:2], after_s=90.0, within_s=75.0)


@pytest.mark.item("RD-190")
def test_a_book_that_is_delisted_does_not_hold_up_the_others(stage: Stage) -> None:
    delisted = during(CUT_S, 90.0, SymbolDelisted(SYMBOLS[0]))
    run = stage.play(
        keep_books(*SYMBOLS[:4], until_s=80.0),
        CUT,
        delisted,
        market=SPARSE,
        instruments=stage.markets_like(*SYMBOLS[:4]),
        symbols=SYMBOLS[:4],
    )

    assert books_are_back(run, *SYMBOLS[1:4], after_s=CUT_S, within_s=45.0)


HALF_OPEN_TWICE = (
    during(CUT_S, CUT_S + 1.0, HalfOpen(role=Role.USER)),
    upon(Subscribed, HalfOpen(role=Role.USER), not_before_s=CUT_S + 1.0, after_s=1.0, lasts_s=1.0),
)


@pytest.mark.item("RD-200")
def test_a_private_stream_that_is_half_open_again_is_noticed_again(stage: Stage) -> None:
    run = stage.play(keep_orders(until_s=270.0), *HALF_OPEN_TWICE, market=SILENT, must_fire=False)

    assert private_stream_is_replaced(run, fault="HalfOpen", within_s=120.0)
    demand_strikes(run, "HalfOpen", times=2)
    assert private_stream_is_replaced(run, fault="HalfOpen", strike=2, within_s=120.0)


@pytest.mark.item("RD-210")
def test_after_a_long_outage_the_pauses_begin_afresh(stage: Stage) -> None:
    refused = Refuse(role=Role.MARKET)
    again = during(420.0, 420.1, Reset(role=Role.MARKET))
    run = stage.play(
        watch_book(until_s=460.0),
        CUT,
        during(CUT_S, 320.0, refused),
        again,
        during(420.0, 425.0, refused),
        market=CALM,
    )

    assert books_are_back(run, "BTCUSDT", after_s=320.0, within_s=90.0)
    assert books_are_back(run, "BTCUSDT", after_s=425.0, within_s=30.0)


@pytest.mark.item("RD-220")
def test_connections_that_died_do_not_go_on_costing_connections(stage: Stage) -> None:
    run = stage.play(keep_orders(until_s=390.0), *HALF_OPEN_TWICE, market=SILENT, must_fire=False)

    assert private_stream_is_replaced(run, fault="HalfOpen", within_s=120.0)
    demand_strikes(run, "HalfOpen", times=2)
    assert connections_are_left_alone(run, cut_s=CUT_S, from_s=270.0, to_s=390.0, most=2)
