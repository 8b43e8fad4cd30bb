"""Connections: a stream that is lost comes back, with all that was on it, in time and without a storm."""

from collections.abc import Sequence
from typing import Any

import pytest

from fakes.faults.abrupt_close import AbruptClose
from fakes.faults.ack_without_data import AckWithoutData
from fakes.faults.close_code import CloseCode
from fakes.faults.fault import Fault
from fakes.faults.half_open import HalfOpen
from fakes.faults.huge_frame import HugeFrame
from fakes.faults.name_failure import NameFailure
from fakes.faults.partition import Partition
from fakes.faults.refuse import Refuse
from fakes.faults.refused_upgrade import RefusedUpgrade
from fakes.faults.reset import Reset
from fakes.faults.schedule import Planned, during, upon
from fakes.faults.server_shutdown_notice import ServerShutdownNotice
from fakes.faults.silence import Silence
from fakes.ledger import Fact, SessionOpened, Subscribed
from fakes.market.flow import Flow, Pace
from fakes.market.scripts import SILENT
from fakes.operations import Role, StreamKind
from scenarios.checks.bounds import faults_are_noticed_and_got_over
from scenarios.checks.connection import (
    a_fault_struck,
    a_pause_costs_no_connection,
    attempts_are_spaced,
    books_are_back,
    gaps_grow,
    market_connections_are_few,
    no_door_is_shut,
    private_stream_is_replaced,
    sessions_do_not_pile_up,
    silent_stream_is_replaced,
    the_venue_ends_no_session,
)
from scenarios.checks.fills import fills_are_told
from scenarios.checks.odd_books import book_is_there_throughout, connections_are_kept
from scenarios.checks.renewal import no_trade_is_missed, successor_is_subscribed
from scenarios.stage import Stage
from scenarios.workloads.account import fill_late
from scenarios.workloads.connection import keep_books, keep_orders, keep_trades, pause_over_a_trade
from scenarios.workloads.long_runs import trade_for_long
from scenarios.workloads.market import watch_book

CALM = Flow(name="calm", pace=Pace(changes_per_s=0.5, trades_per_s=0.05))
"""A change every two seconds: enough to tell a living book from a dead one, for long plays."""
TRADING_NOW_AND_THEN = Flow(name="now and then", pace=Pace(changes_per_s=0.01, trades_per_s=0.5))
BUSY_AT_THE_CUT = Flow(
    name="busy at the cut",
    pace=Pace(changes_per_s=0.001, trades_per_s=0.001),
    burst=Pace(changes_per_s=0.01, trades_per_s=1.0),
    every_s=86_460.0,
    lasts_s=100.0,
)
"""A market that sleeps for a day and trades while connections a day old end."""
TWO: dict[str, Any] = {"instruments": ("BTCUSDT", "ETHUSDT"), "symbols": ("BTCUSDT", "ETHUSDT")}


@pytest.mark.item("CO-010")
@pytest.mark.parametrize(
    "cut",
    [
        CloseCode(code=1001, role=Role.MARKET),
        AbruptClose(role=Role.MARKET),
        AbruptClose(how="rst", role=Role.MARKET),
    ],
    ids=["close_frame", "fin", "rst"],
)
def test_a_closed_stream_is_back_with_all_its_subscriptions(stage: Stage, cut: Fault) -> None:
    books = keep_books("BTCUSDT", "ETHUSDT", one_every_s=10.0, until_s=75.0)
    run = stage.play(books, during(40.0, 41.0, cut), **TWO)

    assert books_are_back(run, "BTCUSDT", "ETHUSDT", after_s=40.0, within_s=30.0)


@pytest.mark.item("CO-020")
def test_a_silent_market_stream_is_replaced_though_pongs_go_on(stage: Stage) -> None:
    run = stage.play(keep_books("BTCUSDT", until_s=170.0), during(30.0, 110.0, Silence(role=Role.MARKET)))

    assert silent_stream_is_replaced(run, symbol="BTCUSDT", within_s=60.0)
    assert books_are_back(run, "BTCUSDT", after_s=110.0, within_s=60.0)


@pytest.mark.item("CO-030")
def test_a_half_open_private_stream_is_noticed_by_its_missing_pongs(stage: Stage) -> None:
    run = stage.play(keep_orders(until_s=160.0), during(30.0, 31.0, HalfOpen(role=Role.USER)), market=CALM)

    assert private_stream_is_replaced(run, fault="HalfOpen", within_s=120.0)


OUTAGES = {"refused": Refuse(), "no_name": NameFailure()}


@pytest.mark.item("CO-040")
@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES.keys())
def test_reconnecting_outlasts_an_outage_of_twenty_minutes(stage: Stage, outage: Fault) -> None:
    faults = during(30.0, 1230.0, outage), during(30.0, 31.0, Reset())
    run = stage.play(keep_books("BTCUSDT", until_s=1330.0), *faults, market=CALM)

    assert books_are_back(run, "BTCUSDT", after_s=1230.0, within_s=90.0)


@pytest.mark.item("CO-050")
def test_attempts_during_an_outage_are_spaced_more_and_more(stage: Stage) -> None:
    outage = RefusedUpgrade(status=None, role=Role.MARKET)
    faults = during(30.0, 330.0, outage), during(30.0, 31.0, AbruptClose(role=Role.MARKET))
    run = stage.play(keep_books("BTCUSDT", until_s=330.0), *faults, market=CALM)

    assert no_door_is_shut(run, from_s=30.0, to_s=330.0)
    assert attempts_are_spaced(run, from_s=30.0, to_s=330.0, fewer_than=300)
    assert gaps_grow(run, from_s=30.0, to_s=330.0)


@pytest.mark.item("CO-060")
def test_the_daily_cut_costs_no_trade(stage: Stage) -> None:
    day_s = 86_400.0
    run = stage.play(keep_trades("BTCUSDT", until_s=day_s + 30.0), market=BUSY_AT_THE_CUT)

    assert successor_is_subscribed(run, symbol="BTCUSDT", opened_after_s=60.0, before_s=day_s)
    assert no_trade_is_missed(run, symbol="BTCUSDT", from_s=60.0, to_s=day_s + 20.0)


@pytest.mark.item("CO-070")
def test_ten_reconnects_leave_one_connection_for_each_stream(stage: Stage) -> None:
    cuts = every(30.0, CloseCode(role=Role.MARKET), times=10, from_s=30.0)
    run = stage.play(keep_books("BTCUSDT", until_s=360.0), *cuts, market=CALM)

    assert sessions_do_not_pile_up(run, before_s=29.0, at_s=355.0, reconnects=10)


@pytest.mark.item("CO-080")
def test_an_acknowledged_subscription_without_data_is_noticed_beside_others(stage: Stage) -> None:
    mute = during(0.0, 15.0, AckWithoutData(symbol="BTCUSDT"))
    run = stage.play(keep_books("BTCUSDT", "ETHUSDT", until_s=130.0), mute, **TWO)

    assert books_are_back(run, "BTCUSDT", after_s=60.0, within_s=60.0)


SECOND_CUTS: dict[str, Sequence[type[Fact]]] = {
    "before_it_asked": (SessionOpened,),
    "after_it_asked": (Subscribed,),
    "both": (SessionOpened, Subscribed),
}


@pytest.mark.item("CO-090")
@pytest.mark.parametrize("moments", SECOND_CUTS.values(), ids=SECOND_CUTS.keys())
def test_a_second_cut_while_it_resubscribes_does_not_end_recovery(
    stage: Stage, moments: Sequence[type[Fact]]
) -> None:
    cut = AbruptClose(how="rst", role=Role.MARKET)
    again = [upon(moment, cut, lasts_s=0.001, not_before_s=40.0) for moment in moments]
    run = stage.play(keep_books("BTCUSDT", until_s=110.0), during(40.0, 41.0, cut), *again)

    assert books_are_back(run, "BTCUSDT", after_s=45.0, within_s=60.0)


@pytest.mark.item("CO-100")
def test_a_shutdown_notice_is_acted_on_before_the_connection_ends(stage: Stage) -> None:
    notice = during(30.0, 60.0, ServerShutdownNotice(role=Role.MARKET))
    run = stage.play(keep_trades("BTCUSDT", until_s=90.0), notice)

    assert successor_is_subscribed(run, symbol="BTCUSDT", opened_after_s=30.0, before_s=60.0)
    assert no_trade_is_missed(run, symbol="BTCUSDT", from_s=5.0, to_s=80.0)


@pytest.mark.item("CO-110")
@pytest.mark.parametrize("status", [429, 503])
def test_a_refused_upgrade_is_tried_again_later(stage: Stage, status: int) -> None:
    refusal = during(30.0, 60.0, RefusedUpgrade(status=status, role=Role.MARKET))
    faults = refusal, during(30.0, 31.0, AbruptClose(role=Role.MARKET))
    run = stage.play(keep_books("BTCUSDT", until_s=160.0), *faults)

    assert books_are_back(run, "BTCUSDT", after_s=60.0, within_s=90.0)
    assert attempts_are_spaced(run, from_s=30.0, to_s=160.0, fewer_than=75)


@pytest.mark.item("CO-120")
def test_a_message_of_five_megabytes_does_not_end_a_stream(stage: Stage) -> None:
    run = stage.play(
        keep_books("BTCUSDT", until_s=100.0),
        during(20.0, 30.0, HugeFrame(kind=StreamKind.DEPTH)),
        market=CALM,
    )

    assert a_fault_struck(run, "HugeFrame")
    assert books_are_back(run, "BTCUSDT", after_s=30.0, within_s=60.0)


@pytest.mark.item("CO-130")
def test_a_pause_of_the_user_costs_no_connection(stage: Stage) -> None:
    pause = pause_over_a_trade("BTCUSDT", from_s=20.0, pause_s=90.0, until_s=140.0)
    run = stage.play(pause, market=TRADING_NOW_AND_THEN)

    assert a_pause_costs_no_connection(run, until_s=140.0)


AT_60_S = during(60.0, 60.1, Reset())
STREAM_FAULTS: dict[str, tuple[float, Sequence[Planned]]] = {
    "reset": (45.0, [AT_60_S]),
    "closed": (45.0, [during(60.0, 60.1, CloseCode(role=role)) for role in (Role.MARKET, Role.USER)]),
    "refused": (45.0, [AT_60_S, during(60.0, 80.0, Refuse())]),
    "upgrade_refused": (45.0, [AT_60_S, during(60.0, 80.0, RefusedUpgrade())]),
    "partition": (60.0, [during(60.0, 80.0, Partition())]),
    "half_open": (120.0, [during(60.0, 61.0, HalfOpen())]),
    "silence": (90.0, [during(60.0, 80.0, Silence(kind=(StreamKind.DEPTH, StreamKind.ORDER)))]),
}
"""Within how many seconds after the end of the faults all must be right again."""


@pytest.mark.item("CO-410")
@pytest.mark.parametrize(("recover_s", "faults"), STREAM_FAULTS.values(), ids=STREAM_FAULTS.keys())
def test_a_stream_fault_is_noticed_and_got_over_in_time(
    stage: Stage, recover_s: float, faults: Sequence[Planned]
) -> None:
    run = stage.play(trade_for_long(until_s=240.0, every_s=6.0), *faults)

    assert faults_are_noticed_and_got_over(run, notice_s=90.0, recover_s=recover_s)


def every(seconds: float, fault: Fault, *, times: int, from_s: float) -> list[Planned]:
    return [during(from_s + n * seconds, from_s + n * seconds + 1.0, fault) for n in range(times)]


@pytest.mark.item("CO-420")
def test_a_quiet_connection_is_kept(stage: Stage) -> None:
    run = stage.play(fill_late(place_s=10.0, fill_s=190.0, until_s=200.0), market=SILENT)

    assert the_venue_ends_no_session(run, until_s=200.0)
    assert fills_are_told(run, within_s=2.0)


@pytest.mark.item("CO-430")
def test_a_connection_of_a_silent_market_is_kept(stage: Stage) -> None:
    run = stage.play(keep_books("BTCUSDT", until_s=400.0), market=SILENT)

    assert connections_are_kept(run, from_s=20.0, to_s=400.0, most=1)


@pytest.mark.item("CO-440")
def test_a_connection_that_nobody_needs_yet_is_not_cut_again_and_again(stage: Stage) -> None:
    run = stage.play(watch_book(from_s=60.0, until_s=90.0), market=CALM)

    assert market_connections_are_few(run, to_s=60.0, most=2)
    assert book_is_there_throughout(run, from_s=70.0, to_s=90.0, but=2)
