"""Every code of the venue's list comes out of it: by a request that deserves it, or by a named fault."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from fakes.exchange import SymbolStatus
from fakes.faults.fault import Reply
from fakes.operations import Operation, Outcome, Refusal
from fakes.venues.okx import codes, errors
from tests.unit.fakes.okx.okx_caller import OkxCaller
from tests.unit.fakes.still_venue import OPENED_S

Do = Callable[[OkxCaller], object]
ID = {"ordId": "1"}


def asks(**given: object) -> Do:
    return lambda caller: caller.asked("GET", "account/balance", {}, **given).code  # type: ignore[arg-type]


def too_often(caller: OkxCaller) -> int:
    for _ in range(10):
        caller.get("account/balance")
    return caller.get("account/balance").code


def too_many(caller: OkxCaller) -> int:
    for _ in range(2):
        caller.placed()
    return caller.place().code


def named_twice(caller: OkxCaller) -> int:
    caller.placed(clOrdId="a")
    return caller.place(clOrdId="a").code


def halted(caller: OkxCaller) -> int:
    caller.exchange.set_status("BTCUSDT", SymbolStatus.HALT)
    return caller.place().code


def made_to_take(caller: OkxCaller) -> int:
    return caller.amend(ordId=caller.placed(ordType="post_only"), newPx="60100").code


def amended_beyond_funds(caller: OkxCaller) -> int:
    return caller.amend(ordId=caller.placed(), newSz="100").code


def too_late(caller: OkxCaller) -> int:
    sent = caller.order_of()
    return caller.asked("POST", "trade/order", sent, exp_time=str(int(OPENED_S * 1000) - 1)).code


def frozen(caller: OkxCaller) -> int:
    caller.venue.set_key_enabled(None, False)
    return caller.get("account/balance").code


def with_many_timers(caller: OkxCaller) -> int:
    for number in range(20):
        caller.venue.orders.timers._handles[f"subject/t{number}"] = None  # type: ignore[assignment]
    return caller.post("trade/cancel-all-after", timeOut="60", tag="more").code


def protected(caller: OkxCaller) -> int:
    caller.exchange.set_status("BTCUSDT", SymbolStatus.CANCEL_ONLY)
    return caller.place().code


def in_flight(operation: Operation, count: int, path: str) -> Do:
    def do(caller: OkxCaller) -> int:
        ord_id = caller.placed()
        for _ in range(count):
            caller.venue.gateway.in_flight.begin(operation, ord_id)
        return caller.post(path, instId="BTC-USDT", ordId=ord_id, newSz="0.02").code

    return do


REQUESTS: dict[int, Do] = {
    codes.TOO_MANY: too_often,
    codes.PARAMETER_EMPTY: lambda caller: caller.place(sz=None).code,
    codes.EITHER_REQUIRED: lambda caller: caller.get("trade/order", instId="BTC-USDT").code,
    codes.EXPIRY_PAST: too_late,
    codes.FROZEN: frozen,
    codes.ENVIRONMENT: asks(simulated=True),
    codes.TIMESTAMP_EXPIRED: asks(timestamp="2020-12-08T09:08:57.715Z"),
    codes.NO_KEY: asks(api_key=""),
    codes.NO_PASSPHRASE: asks(passphrase=""),
    codes.WRONG_PASSPHRASE: asks(passphrase="another"),
    codes.NO_SIGN: asks(signature=""),
    codes.NO_TIMESTAMP: asks(timestamp=""),
    codes.ADDRESS_UNLISTED: lambda _: OkxCaller(sources=("10.9.9.9",)).get("account/balance").code,
    codes.INVALID_KEY: asks(api_key="short"),
    codes.INVALID_TIMESTAMP: asks(timestamp="1607418537"),
    codes.INVALID_SIGN: asks(signature="c2lnbmVk"),
    codes.UNKNOWN_KEY: asks(api_key="0a1b2c3d-0000-4000-8000-0123456789ff"),
    codes.NO_PERMISSION: lambda _: OkxCaller(permissions=("READ",)).place().code,
    codes.PARAMETER_ERROR: lambda caller: caller.place(side="long").code,
    codes.UNKNOWN_INSTRUMENT: lambda caller: caller.place(instId="BTC-PLN").code,
    codes.ID_REQUIRED: lambda caller: caller.amend(newSz="1").code,
    codes.TOO_LARGE: lambda caller: caller.place(sz="99999999999").code,
    codes.NO_FUNDS: lambda caller: caller.place(px="60000", sz="17").code,
    codes.ACCOUNT_MODE: lambda caller: caller.place(tdMode="cross").code,
    codes.DUPLICATE_ID: named_twice,
    codes.TOO_SMALL: lambda caller: caller.place(sz="0.000001").code,
    codes.SUSPENDED: halted,
    codes.TOO_MANY_ORDERS: lambda _: too_many(OkxCaller(limits={"open orders": 2})),
    codes.TIMERS: with_many_timers,
    codes.NO_OFFER: lambda caller: caller.place(instId="ETH-USDT", ordType="market", px=None, sz="10").code,
    codes.BATCH_TOO_LARGE: lambda c: c.post_list("trade/batch-orders", [c.order_of()] * 21).code,
    codes.NOT_A_LOT: lambda caller: caller.place(sz="0.010000001").code,
    codes.BUY_TOO_HIGH: lambda caller: traded(caller).place(px="70000").code,
    codes.SELL_TOO_LOW: lambda caller: traded(caller).place(side="sell", px="50000").code,
    codes.TOO_MANY_PENDING: lambda _: too_many(OkxCaller(limits={"open orders on an instrument": 2})),
    codes.TOO_MUCH_WORTH: lambda caller: caller.place(sz="401").code,
    codes.NO_PRICE: lambda caller: caller.place(px=None).code,
    codes.NO_REDUCE_ONLY: lambda caller: caller.place(reduceOnly=True).code,
    codes.NO_BALANCE: lambda _: OkxCaller(balances={"BTC": Decimal(0)}).place().code,
    codes.WRONG_TYPE: lambda c: c.get("public/instruments", instType="SWAP", instId="BTC-USDT").code,
    codes.TOO_MANY_VALUES: lambda c: c.get("account/balance", ccy=",".join(["BTC"] * 21)).code,
    codes.PRICE_TOO_LOW: lambda caller: caller.place(px="0.01").code,
    codes.PRICE_TOO_HIGH: lambda caller: caller.place(px="999999999").code,
    codes.PROTECTED: protected,
    codes.ALREADY_CANCELLING: in_flight(Operation.CANCEL, 1, "trade/cancel-order"),
    codes.AMENDMENTS_IN_FLIGHT: in_flight(Operation.AMEND, 3, "trade/amend-order"),
    codes.NOT_CANCELLED: lambda caller: caller.cancel(**ID).code,
    codes.CANCEL_ID_REQUIRED: lambda caller: caller.cancel().code,
    codes.NOTHING_TO_AMEND: lambda caller: caller.amend(ordId=caller.placed()).code,
    codes.AMEND_TOO_MANY: lambda c: (
        c.post_list(
            "trade/amend-batch-orders", [{"instId": "BTC-USDT", "ordId": str(n)} for n in range(21)]
        ).code
    ),
    codes.AMEND_NO_FUNDS: amended_beyond_funds,
    codes.NOT_AMENDED: lambda caller: caller.amend(**ID, newSz="1").code,
    codes.AMEND_WOULD_TAKE: made_to_take,
    codes.AMEND_TWICE: lambda c: c.post_list("trade/amend-batch-orders", [ID, ID]).code,
    codes.NO_ORDER: lambda caller: caller.get("trade/order", instId="BTC-USDT", **ID).code,
    codes.FOK_AND_BOTH: lambda caller: caller.place(ordType="fok", stpMode="cancel_both").code,
    codes.BODY_EMPTY: lambda caller: caller.post_list("trade/batch-orders", []).code,
}
ON_THE_WIRE = (codes.METHOD, codes.CONTENT_TYPE, codes.NOT_JSON)
"""Codes of what never becomes a request: test_okx_rest_server.py."""
FAULTS = {
    Refusal.RATE_LIMITED: (429, codes.TOO_MANY),
    Refusal.RATE_LIMITED_SILENT: (429, codes.TOO_MANY),
    Refusal.INTERNAL: (500, codes.SYSTEM_ERROR),
    Refusal.TIMEOUT: (400, codes.TIMEOUT),
    Refusal.OVERLOADED: (429, codes.BUSY),
    Refusal.MAINTENANCE: (503, codes.UNAVAILABLE),
    Refusal.UNAUTHORISED: (401, codes.INVALID_AUTHORISATION),
    Refusal.CLOCK: (401, codes.TIMESTAMP_EXPIRED),
    Refusal.UNKNOWN_ORDER: (200, codes.NO_ORDER),
    Refusal.MARKET_CLOSED: (200, codes.SUSPENDED),
}
WORDED = [
    code
    for code in codes.TEXTS
    if code not in REQUESTS and code > codes.SOME_FAILED and code not in ON_THE_WIRE
]
"""Those that no request of this account can bring about: a fault that names them can."""


def traded(caller: OkxCaller) -> OkxCaller:
    caller.placed(px="60100")
    return caller


@pytest.mark.parametrize("code", REQUESTS)
def test_a_request_that_deserves_it_gets_it(caller: OkxCaller, code: int) -> None:
    assert REQUESTS[code](caller) == code


@pytest.mark.parametrize("code", WORDED)
def test_what_no_request_can_bring_about_a_fault_can(code: int) -> None:
    caller = OkxCaller()
    reply = caller.venue.worded(str(code))

    assert reply.status == codes.TEXTS[code][0]
    assert json.loads(reply.body)["code"] == str(code)
    assert json.loads(reply.body)["msg"]


@pytest.mark.parametrize("refusal", FAULTS, ids=str)
def test_faults_speak_in_its_words(caller: OkxCaller, refusal: Refusal) -> None:
    reply = caller.venue.refusal(refusal)

    assert (reply.status, int(json.loads(reply.body)["code"])) == FAULTS[refusal]


def test_every_refusal_that_faults_know_has_an_answer(caller: OkxCaller) -> None:
    assert sorted([*FAULTS, Refusal.BLOCKED_PAGE, Refusal.BANNED]) == sorted(Refusal)
    assert caller.venue.refusal(Refusal.BLOCKED_PAGE).status == 403


def test_a_status_makes_it_a_page(caller: OkxCaller) -> None:
    reply = caller.venue.refusal(Refusal.INTERNAL, status=520)

    assert (reply.status, reply.content_type) == (520, "text/html")


def test_lack_of_funds_names_the_asset_and_has_a_sub_code(caller: OkxCaller) -> None:
    row = caller.place(px="60000", sz="17").body["data"][0]

    assert row["sMsg"] == "Order failed. Insufficient USDT balance in account"
    assert row["subCode"] == "1000"


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (codes.TOO_MANY, Outcome.RATE_LIMITED),
        (codes.SUB_ACCOUNT_LIMIT, Outcome.RATE_LIMITED),
        (codes.INVALID_SIGN, Outcome.UNAUTHORISED),
        (codes.UNKNOWN_KEY, Outcome.UNAUTHORISED),
        (codes.TIMESTAMP_EXPIRED, Outcome.REFUSED),
        (codes.NO_FUNDS, Outcome.REFUSED),
        (codes.NO_ORDER, Outcome.UNKNOWN_ORDER),
        (codes.NOT_CANCELLED, Outcome.UNKNOWN_ORDER),
        (codes.TIMEOUT, Outcome.FAILED),
        (51149, Outcome.FAILED),
        (codes.SYSTEM_ERROR, Outcome.FAILED),
    ],
)
def test_a_code_says_what_came_of_the_request(code: int, outcome: Outcome) -> None:
    assert errors.outcome(errors.refuse(code)) == (outcome, str(code))


def test_the_code_of_an_order_decides() -> None:
    body = errors.envelope(codes.ALL_FAILED, "All operations failed", [{"sCode": "51400"}])

    assert errors.outcome(Reply(status=200, body=body)) == (Outcome.UNKNOWN_ORDER, "51400")


def test_what_partly_failed_was_done() -> None:
    body = errors.envelope(codes.SOME_FAILED, "", [{"sCode": "0"}, {"sCode": "51008"}])

    assert errors.outcome(Reply(status=200, body=body)) == (Outcome.DONE, None)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"{}"])
def test_what_cannot_be_read_says_nothing(body: bytes) -> None:
    assert errors.outcome(Reply(status=200, body=body)) == (Outcome.FAILED, None)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(502, Outcome.FAILED), (429, Outcome.RATE_LIMITED), (403, Outcome.UNAUTHORISED)],
)
def test_a_page_says_what_its_status_says(status: int, outcome: Outcome) -> None:
    assert errors.outcome(errors.page(status)) == (outcome, None)
