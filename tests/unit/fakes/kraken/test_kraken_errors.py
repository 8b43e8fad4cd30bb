"""Every error of the venue's list comes out of it: by a request that deserves it, or by a named fault."""

from collections.abc import Callable

import pytest

from fakes.exchange import SymbolStatus
from fakes.faults.fault import Reply
from fakes.operations import Outcome, Refusal
from fakes.venues.kraken import errors
from tests.unit.fakes.kraken.kraken_caller import API_KEY, Answer, KrakenCaller
from tests.unit.fakes.still_venue import OPENED_S


def locked_out(caller: KrakenCaller) -> Answer:
    for _ in range(10):
        caller.post("Balance", api_key="nobody's")
    return caller.post("Balance")


def too_often(caller: KrakenCaller) -> Answer:
    for _ in range(20):
        caller.post("Balance")
    return caller.post("Balance")


def too_many_orders(caller: KrakenCaller) -> Answer:
    for _ in range(80):
        caller.place()
    return caller.place()


def too_fast(caller: KrakenCaller) -> Answer:
    for _ in range(125):
        caller.place(timeinforce="IOC")
    return caller.place()


def too_many_at_once(caller: KrakenCaller) -> Answer:
    for _ in range(15):
        caller.venue.calls.begin(API_KEY)
    return caller.post("Balance")


def amended_across(caller: KrakenCaller) -> Answer:
    return caller.post("AmendOrder", txid=caller.placed(), limit_price="60100", post_only="true")


def edited_below_its_fills(caller: KrakenCaller) -> Answer:
    txid = caller.placed(price="60100", volume="1.5")
    return caller.post("EditOrder", txid=txid, pair="XBTUSDT", volume="0.5")


def named_twice(caller: KrakenCaller) -> Answer:
    caller.place(cl_ord_id="a")
    return caller.place(cl_ord_id="a")


def with_mode(mode: str) -> Callable[[KrakenCaller], Answer]:
    def placed(caller: KrakenCaller) -> Answer:
        caller.venue.set_system_mode(mode)
        return caller.place()

    return placed


def coarser(caller: KrakenCaller) -> Answer:
    caller.venue.change_filters("BTCUSDT", tick_multiple=5)
    return caller.place(price="50000.1")


REQUESTS: dict[str, Callable[[KrakenCaller], Answer]] = {
    "EAPI:Invalid key": lambda caller: caller.post("Balance", api_key="nobody's"),
    "EAPI:Invalid signature": lambda caller: caller.post("Balance", signature="c2lnbmVk"),
    "EAPI:Invalid nonce": lambda caller: caller.post("Balance", nonce="1x"),
    "EAPI:Rate limit exceeded": too_often,
    "EGeneral:Temporary lockout": locked_out,
    "EGeneral:Invalid arguments:ordertype": lambda caller: caller.place(ordertype="hope"),
    "EService:Unavailable": with_mode("maintenance"),
    "EService:Market in cancel_only mode": with_mode("cancel_only"),
    "EService:Market in post_only mode": with_mode("post_only"),
    "EService:Deadline elapsed": lambda caller: caller.place(deadline="2026-01-01T00:00:00Z"),
    f"EService: Throttled: {int(OPENED_S) + 1}": too_many_at_once,
    "EOrder:Insufficient funds": lambda caller: caller.place(volume="1000"),
    "EOrder:Order minimum not met": lambda caller: caller.place(volume="0.00004"),
    "EOrder:Cost minimum not met": lambda caller: caller.place(price="0.1"),
    "EOrder:Tick size check failed": coarser,
    "EOrder:Invalid price": lambda caller: caller.place(price="0"),
    "EOrder:Invalid price:XBTUSDT price can only be specified up to 1 decimals.": lambda caller: caller.place(
        price="50000.01"
    ),
    "EOrder:Rate limit exceeded": too_fast,
    "EOrder:Orders limit exceeded": too_many_orders,
    "EOrder:Scheduled orders limit exceeded": lambda caller: caller.place(ordertype="stop-loss"),
    "EOrder:Post only order": amended_across,
    "EOrder:Unknown order": lambda caller: caller.post("CancelOrder", txid="OAAAAA-BBBBB-CCCCCC"),
    "EOrder:Invalid order": edited_below_its_fills,
    "EOrder:Duplicate cl_ord_id": named_twice,
    "EOrder:Margin allowance exceeded": lambda caller: caller.place(leverage="2:1"),
    "EOrder:Unknown position": lambda caller: caller.place(ordertype="settle-position"),
    "EQuery:Unknown asset pair": lambda caller: caller.place(pair="XBTPLN"),
    "EQuery:Unknown asset": lambda caller: caller.get("Assets", asset="PLN"),
}

FAULTS = {
    Refusal.INTERNAL: "EGeneral:Internal error",
    Refusal.TIMEOUT: "EService:Timeout",
    Refusal.OVERLOADED: "EService:Busy",
    Refusal.MAINTENANCE: "EService:Unavailable",
    Refusal.RATE_LIMITED_SILENT: "EAPI:Rate limit exceeded",
    Refusal.RATE_LIMITED: f"EService: Throttled: {int(OPENED_S) + 60}",
    Refusal.BANNED: "EGeneral:Temporary lockout",
    Refusal.UNAUTHORISED: "EAPI:Invalid key",
    Refusal.CLOCK: "EAPI:Invalid nonce",
    Refusal.UNKNOWN_ORDER: "EOrder:Unknown order",
    Refusal.MARKET_CLOSED: "EService:Market in cancel_only mode",
}

WORDED = (
    "EAPI:Feature disabled",
    "EGeneral:Too many requests",
    "EGeneral:Internal error:17",
    "EGeneral:Invalid arguments:Index unavailable",
    "EOrder:Domain rate limit exceeded",
    "EOrder:Positions limit exceeded",
    "EOrder:Margin level too low",
    "EOrder:Margin position size exceeded",
    "EOrder:Insufficient margin",
    "EOrder:Cannot open position",
    "EOrder:Cannot open opposing position",
    "EOrder:Reduce only:No position exists",
    "EOrder:Reduce only:Position is closed",
    "EOrder:Reduce only:Non-PC",
    "ETrade:Invalid request",
    "EAccount:Invalid permissions",
    "EAuth:Account temporary disabled",
    "EAuth:Account unconfirmed",
    "EAuth:Rate limit exceeded",
    "EAuth:Too many requests",
    "EBM:limit exceeded:CAL",
    "ESession:Invalid session",
)


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_that_deserves_it_gets_it(caller: KrakenCaller, text: str) -> None:
    answer = REQUESTS[text](caller)

    assert (answer.status, answer.body) == (200, {"error": [text]})


@pytest.mark.parametrize("refusal", FAULTS, ids=str)
def test_faults_speak_in_its_words(caller: KrakenCaller, refusal: Refusal) -> None:
    reply = caller.venue.refusal(refusal)

    assert (reply.status, reply.body.decode()) == (200, f'{{"error":["{FAULTS[refusal]}"]}}')


@pytest.mark.parametrize("text", WORDED)
def test_what_no_request_can_bring_about_a_fault_can(caller: KrakenCaller, text: str) -> None:
    assert caller.venue.worded(text).body.decode() == f'{{"error":["{text}"]}}'


def test_every_refusal_that_faults_know_has_an_answer(caller: KrakenCaller) -> None:
    answered = [*FAULTS, Refusal.BLOCKED_PAGE]

    assert sorted(answered) == sorted(Refusal)
    assert caller.venue.refusal(Refusal.BLOCKED_PAGE).status == 403


def test_a_key_without_the_permission_is_denied() -> None:
    assert KrakenCaller(permissions=("READ",)).place().error == "EGeneral:Permission denied"


def test_a_status_makes_it_a_page(caller: KrakenCaller) -> None:
    reply = caller.venue.refusal(Refusal.INTERNAL, status=520)

    assert (reply.status, reply.content_type) == (520, "text/html")
    assert b"unknown error" in reply.body


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("EAPI:Rate limit exceeded", Outcome.RATE_LIMITED),
        ("EOrder:Rate limit exceeded", Outcome.RATE_LIMITED),
        ("EOrder:Domain rate limit exceeded", Outcome.RATE_LIMITED),
        ("EGeneral:Too many requests", Outcome.RATE_LIMITED),
        ("EService: Throttled: 1800000000", Outcome.RATE_LIMITED),
        ("EGeneral:Temporary lockout", Outcome.BANNED),
        ("EAPI:Invalid key", Outcome.UNAUTHORISED),
        ("EAPI:Invalid signature", Outcome.UNAUTHORISED),
        ("EAPI:Invalid nonce", Outcome.REFUSED),
        ("EGeneral:Permission denied", Outcome.UNAUTHORISED),
        ("EOrder:Unknown order", Outcome.UNKNOWN_ORDER),
        ("EOrder:Insufficient funds", Outcome.REFUSED),
        ("EService:Deadline elapsed", Outcome.REFUSED),
        ("EService:Unavailable", Outcome.FAILED),
        ("EGeneral:Internal error:17", Outcome.FAILED),
    ],
)
def test_an_error_says_what_came_of_the_request(text: str, outcome: Outcome) -> None:
    assert errors.outcome(errors.envelope(text)) == (outcome, text)


def test_a_warning_beside_a_result_is_no_error() -> None:
    body = b'{"error":["WEServer:Degraded"],"result":{"count":1}}'

    assert errors.outcome(Reply(status=200, body=body)) == (Outcome.DONE, None)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null"])
def test_what_cannot_be_read_says_nothing(body: bytes) -> None:
    assert errors.outcome(Reply(status=200, body=body)) == (Outcome.FAILED, None)


@pytest.mark.parametrize(("status", "outcome"), [(502, Outcome.FAILED), (429, Outcome.RATE_LIMITED)])
def test_a_page_says_what_its_status_says(status: int, outcome: Outcome) -> None:
    assert errors.outcome(errors.page(status)) == (outcome, None)


def test_an_envelope_does_not_refuse_a_handshake() -> None:
    assert errors.at_handshake(errors.envelope(errors.LOCKED_OUT)).status == 429
    assert errors.at_handshake(errors.envelope(errors.UNAVAILABLE)).status == 503
    assert errors.at_handshake(errors.page(403)).status == 403


def test_a_halted_market_takes_no_orders(caller: KrakenCaller) -> None:
    caller.exchange.set_status("BTCUSDT", SymbolStatus.HALT)

    assert caller.place().error == "EService:Market in cancel_only mode"
    assert caller.get("AssetPairs", pair="XBTUSDT").result["XBTUSDT"]["status"] == "cancel_only"
