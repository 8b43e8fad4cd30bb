"""Keys, signatures and clocks: the venue believes the connector, and its secrets stay with it."""

import pytest

from fakes.faults.abrupt_close import AbruptClose
from fakes.faults.ban import Ban
from fakes.faults.clock_skew import ClockSkew
from fakes.faults.clock_step import ClockStep
from fakes.faults.fault import Fault
from fakes.faults.html_page import HtmlPage
from fakes.faults.lost_answer import LostAnswer
from fakes.faults.maintenance import Maintenance
from fakes.faults.name_failure import NameFailure
from fakes.faults.nonce_ahead import NonceAhead
from fakes.faults.partition import Partition
from fakes.faults.refused_upgrade import RefusedUpgrade
from fakes.faults.rejected_key import RejectedKey
from fakes.faults.schedule import during
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.faults.truncated_body import TruncatedBody
from fakes.faults.unreadable import UnreadableMessage
from fakes.faults.wrong_types import WrongTypes
from fakes.market.scripts import SILENT
from fakes.traits import Trait
from fakes.words import Word
from scenarios.checks.authentication import (
    every_call_succeeds,
    every_order_is_accepted,
    numbers_are_in_order,
    one_of_two_orders_is_accepted_after,
    refused_key_is_not_tried_on,
    refused_key_is_told,
    refused_number_is_left_behind,
    revoked_key_shows_in_health,
)
from scenarios.checks.backing_off import order_is_accepted
from scenarios.checks.secrets import (
    lax_key_file_is_refused,
    no_secret_is_told,
    nothing_reaches_the_live_venue,
)
from scenarios.openings import with_key_file
from scenarios.stage import Stage
from scenarios.workloads.everything import use_everything
from scenarios.workloads.requests import (
    BEFORE,
    ask_all_at_once,
    ask_for_the_unknown_and_order_on,
    order_and_cancel_each,
    order_and_look_at_health,
    order_every,
)
from scenarios.workloads.settings import place_one
from subjects.base import Capability

SYMBOLS = ("BTCUSDT", "币安人生USDT")
"""Binance lists symbols in Chinese since 2025; everything else that a Spot order can say is plain ASCII."""
HOURS_S = 3600.0
PER_MINUTE = 0.1 / 60.0
"""100 ms a minute."""


@pytest.mark.item("AU-010")
@pytest.mark.parametrize("symbol", SYMBOLS, ids=["plain", "beyond_ascii"])
def test_every_signed_request_verifies_over_its_raw_bytes(stage: Stage, symbol: str) -> None:
    if not symbol.isascii():
        stage.demands(Trait.UNICODE_SYMBOLS)
    markets = stage.markets_like(*SYMBOLS)
    run = stage.play(order_and_cancel_each(symbol, count=3), instruments=markets, market=SILENT)

    assert every_call_succeeds(run)


@pytest.mark.item("AU-020")
def test_ed25519_keys_sign_what_the_venue_verifies(stage: Stage) -> None:
    run = stage.play(order_and_cancel_each("BTCUSDT", count=6), ed25519=True, market=SILENT)

    assert every_call_succeeds(run)


@pytest.mark.item("AU-030")
@pytest.mark.parametrize("from_s", [0.0, 20.0], ids=["from_the_start", "midway"])
def test_a_rejected_key_is_told_as_such_and_not_tried_in_a_loop(stage: Stage, from_s: float) -> None:
    workload = ask_for_the_unknown_and_order_on(30.0, 60.0, 90.0, until_s=140.0)
    run = stage.play(workload, during(from_s, 300.0, RejectedKey()), must_open=False, market=SILENT)

    assert refused_key_is_told(run, from_s, 140.0)
    assert refused_key_is_not_tried_on(run, from_s, 140.0, most=30)


@pytest.mark.item("AU-040")
def test_a_key_revoked_midway_is_seen_in_health(stage: Stage) -> None:
    workload = order_and_look_at_health(5.0, 40.0, 80.0, 120.0, 230.0, 260.0, every_s=5.0, until_s=340.0)
    run = stage.play(workload, during(20.0, 200.0, RejectedKey()), market=SILENT)

    assert revoked_key_shows_in_health(run, 20.0, 200.0, within_s=120.0)


@pytest.mark.item("AU-050")
def test_requests_made_at_once_arrive_in_the_order_of_their_numbers(stage: Stage) -> None:
    at_once = ask_all_at_once(10.0, 20.0, 30.0, until_s=60.0)
    # A slow and uneven way, on which one connection overtakes another.
    run = stage.play(at_once, market=SILENT, latency_s=0.05, jitter_s=0.04)

    assert numbers_are_in_order(run, stage.called(Word.NUMBER_REFUSED))


@pytest.mark.item("AU-060")
def test_a_number_that_is_too_low_is_left_behind(stage: Stage) -> None:
    used_by_others = during(25.0, 26.0, NonceAhead(seconds=45.0))
    run = stage.play(order_every(10.0, until_s=60.0), used_by_others, market=SILENT)

    assert refused_number_is_left_behind(run, stage.called(Word.NUMBER_REFUSED), most=5)
    assert one_of_two_orders_is_accepted_after(run, 25.0)


@pytest.mark.item("CL-010")
@pytest.mark.parametrize("skew_s", [5.0, -5.0], ids=["fast", "slow"])
def test_orders_are_accepted_though_the_clock_is_5_s_off(stage: Stage, skew_s: float) -> None:
    run = stage.play(order_every(10.0, until_s=30.0), client_skew_s=skew_s, market=SILENT)

    assert every_order_is_accepted(run)


@pytest.mark.item("CL-020")
@pytest.mark.parametrize(
    ("step_s", "skew_s"), [(5.5, 0.8), (-3.0, -3.0)], ids=["the_venue_forward", "the_venue_back"]
)
def test_after_the_clock_steps_one_of_two_orders_succeeds(stage: Stage, step_s: float, skew_s: float) -> None:
    # The client's own clock is good enough before and after: what is tried is the offset learned before.
    run = stage.play(
        order_every(20.0, until_s=70.0),
        during(30.0, 31.0, ClockStep(step_s)),
        client_skew_s=skew_s,
        market=SILENT,
    )

    assert one_of_two_orders_is_accepted_after(run, 30.0)


@pytest.mark.item("CL-030")
@pytest.mark.parametrize("drift", [PER_MINUTE, -PER_MINUTE], ids=["the_venue_gains", "the_venue_loses"])
def test_a_clock_that_drifts_for_two_hours_loses_no_order(stage: Stage, drift: float) -> None:
    run = stage.play(
        order_every(300.0, until_s=2 * HOURS_S),
        during(1.0, 3 * HOURS_S, ClockSkew(drift=drift)),
        market=SILENT,
    )

    assert every_order_is_accepted(run)


TROUBLES = {
    "refused_key": (RejectedKey(),),
    "clock": (ClockStep(seconds=60.0),),
    "ban": (Ban(),),
    "server_error": (ServerErrorBefore(),),
    "web_page": (HtmlPage(status=403),),
    "lost_answers": (LostAnswer(),),
    "silent_answers": (LostAnswer(how="silence"),),
    "truncated": (TruncatedBody(),),
    "wrong_types": (WrongTypes(turn="null"),),
    "cut": (AbruptClose(how="rst"), RefusedUpgrade(status=403)),
    "unreadable": (UnreadableMessage(),),
    "maintenance": (Maintenance(),),
    "no_network": (Partition(),),
    "no_names": (NameFailure(), AbruptClose(how="rst")),
}


@pytest.mark.item("SE-010")
@pytest.mark.parametrize("faults", TROUBLES.values(), ids=TROUBLES.keys())
def test_no_secret_is_told_in_trouble(stage: Stage, faults: tuple[Fault, ...]) -> None:
    use = use_everything(from_s=5.0, to_s=45.0, after_s=70.0)
    run = stage.play(use, *(during(12.0, 40.0, fault) for fault in faults), must_fire=False)

    assert no_secret_is_told(run)


@pytest.mark.item("SE-010")
@pytest.mark.parametrize("ed25519", [False, True], ids=["hmac", "ed25519"])
def test_no_secret_is_told_when_the_key_is_refused_from_the_start(stage: Stage, ed25519: bool) -> None:
    stage.needs(Capability.ED25519 if ed25519 else Capability.LOGS)
    if ed25519:
        stage.demands(Trait.ED25519_KEYS)
    use = use_everything(from_s=5.0, to_s=15.0, after_s=20.0)
    run = stage.play(use, during(0.0, 90.0, RejectedKey()), ed25519=ed25519, must_open=False)

    assert no_secret_is_told(run)


@pytest.mark.item("SE-020")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644], ids=oct)
def test_a_key_file_that_others_can_read_is_refused(stage: Stage, mode: int) -> None:
    proper = stage.play(place_one, opening=with_key_file(), market=SILENT)
    run = stage.play(place_one, opening=with_key_file(mode), market=SILENT, must_open=False)

    assert order_is_accepted(proper, BEFORE)
    assert lax_key_file_is_refused(run, mode)


@pytest.mark.item("SE-030")
@pytest.mark.parametrize(
    "faults",
    [(), (AbruptClose(how="rst"),), (NameFailure(), AbruptClose(how="rst"))],
    ids=["quiet", "reconnecting", "sandbox_unreachable"],
)
def test_a_sandbox_connector_opens_nothing_at_the_live_venue(stage: Stage, faults: tuple[Fault, ...]) -> None:
    use = use_everything(from_s=5.0, to_s=65.0, every_s=15.0, after_s=90.0)
    run = stage.play(use, *(during(20.0, 50.0, fault) for fault in faults), sandbox=True)

    assert nothing_reaches_the_live_venue(run)
