"""Every number of the venue's list comes out of it: by a request that deserves it, or by a named fault."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from fakes.exchange import SymbolStatus
from fakes.faults.fault import Reply
from fakes.faults.schedule import during
from fakes.faults.venue_error import VenueError
from fakes.operations import Operation, Outcome, Refusal
from fakes.venues.bybit import errors
from tests.unit.fakes.bybit.bybit_caller import ORDER, Answer, BybitCaller
from tests.unit.fakes.bybit.ws_stage import TRADE, Stage, login, played
from tests.unit.fakes.faults.bybit_stage import BybitStage
from tests.unit.fakes.faults.bybit_stage import play as play_with_fault


def too_often(caller: BybitCaller) -> Answer:
    for _ in range(20):
        caller.place()
    return caller.place()


def too_many_orders(caller: BybitCaller) -> Answer:
    for number in range(500):
        if number % 20 == 0:
            caller.now_s += 1
        caller.placed()
    caller.now_s += 1
    return caller.place()


def named_twice(caller: BybitCaller) -> Answer:
    caller.place(orderLinkId="a")
    return caller.place(orderLinkId="a")


def after_a_trade(**order: str) -> Callable[[BybitCaller], Answer]:
    def placed(caller: BybitCaller) -> Answer:
        caller.placed(price="60100")
        return caller.place(**order)

    return placed


def while_it_is(status: SymbolStatus) -> Callable[[BybitCaller], Answer]:
    def placed(caller: BybitCaller) -> Answer:
        caller.venue.set_symbol_status("BTCUSDT", status)
        return caller.place()

    return placed


def amended(**change: str) -> Callable[[BybitCaller], Answer]:
    """Of an order of which one bitcoin is filled."""

    def placed(caller: BybitCaller) -> Answer:
        order_id = caller.placed(price="60100", qty="1.5")
        return caller.post("order/amend", symbol="BTCUSDT", orderId=order_id, **change)

    return placed


def amended_across(caller: BybitCaller) -> Answer:
    order_id = caller.placed(timeInForce="PostOnly")
    return caller.post("order/amend", symbol="BTCUSDT", orderId=order_id, price="60100")


def on_an_empty_book(caller: BybitCaller) -> Answer:
    return caller.place(symbol="ETHUSDT", orderType="Market", price=None, qty="10")


REQUESTS: dict[int, Callable[[BybitCaller], Answer]] = {
    10001: lambda caller: caller.place(qty="much"),
    10002: lambda caller: caller.place(timestamp=str(caller.now_ms + 1_000)),
    10003: lambda caller: caller.place(api_key="nobody's"),
    10004: lambda caller: caller.place(signature="0" * 64),
    10005: lambda caller: BybitCaller(permissions=("READ",)).place(),
    10006: too_often,
    10010: lambda caller: BybitCaller(sources=("10.9.9.9",)).place(),
    170115: lambda caller: caller.place(timeInForce="GTX"),
    170116: lambda caller: caller.place(orderType="Stop"),
    170117: lambda caller: caller.place(side="BUY"),
    170121: lambda caller: caller.place(symbol="BTCPLN"),
    170124: lambda caller: caller.place(qty="84"),
    170131: lambda caller: caller.place(qty="80"),
    170132: lambda caller: caller.place(price="20000000", qty="0.001"),
    170133: lambda caller: caller.place(price="0"),
    170134: lambda caller: caller.place(price="50000.01"),
    170136: lambda caller: caller.place(qty="0.00001"),
    170137: lambda caller: caller.place(qty="0.0100001"),
    170140: lambda caller: caller.place(qty="0.00005"),
    170141: named_twice,
    170149: on_an_empty_book,
    170151: while_it_is(SymbolStatus.HALT),
    170193: after_a_trade(price="70000"),
    170194: after_a_trade(price="50000", side="Sell"),
    170201: lambda caller: caller.place(orderFilter="tpslOrder"),
    170213: lambda caller: caller.post("order/cancel", symbol="BTCUSDT", orderId="1"),
    170217: while_it_is(SymbolStatus.POST_ONLY),
    170218: amended_across,
    170227: lambda caller: caller.place(triggerPrice="40000"),
    170313: amended(qty="1"),
    170355: lambda caller: caller.place(timeInForce="RPI"),
    170810: too_many_orders,
}
FAULTS = {
    Refusal.INTERNAL: 10016,
    Refusal.TIMEOUT: 10000,
    Refusal.OVERLOADED: 429,
    Refusal.RATE_LIMITED: 10006,
    Refusal.UNAUTHORISED: 10003,
    Refusal.CLOCK: 10002,
    Refusal.UNKNOWN_ORDER: 170213,
    Refusal.MARKET_CLOSED: 170151,
}
STATUSES = {
    Refusal.RATE_LIMITED_SILENT: 429,
    Refusal.BANNED: 403,
    Refusal.BLOCKED_PAGE: 403,
    Refusal.MAINTENANCE: 503,
}
ON_SOCKETS = (10404, 20001, 20006, 10403)
WORDED = (
    *(-2015, -1, 10007, 10008, 10009, 10014, 10017, 10019, 10024, 10027, 10028, 10029, 20003, 33004),
    *(170001, 170005, 170007, 170032, 170033, 170035, 170139, 170142, 170143, 170145, 170146, 170147),
    *(170148, 170150, 170157, 170159, 170190, 170191, 170192, 170210, 170212, 170222, 170234, 170310),
    *(170311, 170312, 170341, 170371, 170372, 170381, 170382),
)
"""Numbers for states that no account and no market here can be in: a fault says them."""


@pytest.mark.parametrize("code", REQUESTS)
def test_the_request_that_deserves_it_gets_it(code: int, caller: BybitCaller) -> None:
    answer = REQUESTS[code](caller)

    assert (answer.status, answer.code) == (200, code)
    assert list(answer.body) == ["retCode", "retMsg", "result", "retExtInfo", "time"]


@pytest.mark.parametrize("refusal", FAULTS)
def test_a_named_fault_has_it(refusal: Refusal, caller: BybitCaller) -> None:
    reply = caller.venue.refusal(refusal)

    assert reply.status == 200
    assert errors.outcome(reply)[1] == FAULTS[refusal]


@pytest.mark.parametrize("refusal", STATUSES)
def test_what_stands_before_the_venue_has_a_status_of_its_own(refusal: Refusal, caller: BybitCaller) -> None:
    assert caller.venue.refusal(refusal).status == STATUSES[refusal]


def test_every_kind_of_refusal_is_one_of_these() -> None:
    assert sorted([*FAULTS, *STATUSES]) == sorted(Refusal)


@pytest.mark.parametrize("code", WORDED)
def test_a_fault_can_say_any_of_the_list(code: int) -> None:
    async def play(stage: BybitStage) -> None:
        told = await stage.place("a")
        assert told["retCode"] == code
        assert stage.fired == 1

    play_with_fault(play, during(0.0, 9.0, VenueError(on=Operation.PLACE, text=f"{code} as it says")))


async def _refused(stage: Stage, *frames: dict[str, Any]) -> int:
    """The number that the last of these frames gets on a trade socket, logged in."""
    async with stage.connected(TRADE) as client:
        await client.ask(**login())
        told = {}
        for frame in frames:
            told = await client.ask(**frame)
        return int(told["retCode"])


def _order(number: str) -> dict[str, Any]:
    return {"reqId": number, "op": "order.create", "args": [{"category": "spot", **ORDER}]}


async def too_fast(stage: Stage) -> int:
    async with stage.connected(TRADE) as client:
        await client.ask(**login())
        for _ in range(3):
            told = await client.trade("order.create", len(stage.venue.ledger.entries), **ORDER)
        return int(told["retCode"])


SOCKET_PLAYS: dict[int, Callable[[Stage], Awaitable[int]]] = {
    10404: lambda stage: _refused(stage, {"op": "order.guess", "args": []}),
    20001: lambda stage: _refused(stage, login()),
    20006: lambda stage: _refused(stage, _order("same"), _order("same")),
    10403: too_fast,
}


@pytest.mark.parametrize("code", ON_SOCKETS)
def test_the_trade_socket_has_numbers_of_its_own(code: int) -> None:
    limits = {"socket_requests": 2} if code == 10403 else {}

    assert played(SOCKET_PLAYS[code], limits=limits) == code


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (0, Outcome.DONE),
        (10001, Outcome.REFUSED),
        (10003, Outcome.UNAUTHORISED),
        (10006, Outcome.RATE_LIMITED),
        (10000, Outcome.FAILED),
        (170146, Outcome.FAILED),
        (170212, Outcome.FAILED),
        (170213, Outcome.UNKNOWN_ORDER),
        (170131, Outcome.REFUSED),
        (-1, Outcome.REFUSED),
    ],
)
def test_what_a_number_says_of_the_request(code: int, outcome: Outcome) -> None:
    assert errors.outcome_of(code) is outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Outcome.UNAUTHORISED),
        (403, Outcome.UNAUTHORISED),
        (404, Outcome.REFUSED),
        (429, Outcome.RATE_LIMITED),
        (502, Outcome.FAILED),
    ],
)
def test_what_a_status_says_of_the_request(status: int, outcome: Outcome) -> None:
    assert errors.outcome(errors.page(status)) == (outcome, None)


def test_a_ban_is_told_from_other_walls() -> None:
    assert errors.outcome(errors.banned()) == (Outcome.BANNED, None)


def test_what_cannot_be_read_leaves_open_what_happened() -> None:
    assert errors.outcome(Reply(status=200, body=b"{")) == (Outcome.FAILED, None)


def test_a_refusal_for_the_rate_says_until_when() -> None:
    caller = BybitCaller()
    reply = caller.venue.refusal(Refusal.RATE_LIMITED, retry_after_s=2.5)

    assert dict(reply.headers)["X-Bapi-Limit-Reset-Timestamp"] == str(caller.now_ms + 2_500)


def test_no_envelope_refuses_a_handshake() -> None:
    caller = BybitCaller()

    assert errors.at_handshake(caller.venue.refusal(Refusal.RATE_LIMITED)).status == 403
    assert errors.at_handshake(caller.venue.refusal(Refusal.INTERNAL)).status == 502
