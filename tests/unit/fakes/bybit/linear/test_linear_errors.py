"""Every number of contracts comes out of the venue: by a request that deserves it, or by a named fault."""

from collections.abc import Callable

import pytest

from fakes.exchange import SymbolStatus
from fakes.faults.schedule import during
from fakes.faults.venue_error import VenueError
from fakes.operations import Operation, Refusal
from fakes.venues.bybit import errors
from fakes.venues.bybit.linear import BybitLinear
from tests.unit.fakes.bybit.bybit_caller import Answer
from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller
from tests.unit.fakes.bybit.test_bybit_errors import FAULTS as SPOT_FAULTS
from tests.unit.fakes.bybit.test_bybit_errors import (
    ON_SOCKETS,
    SOCKET_PLAYS,
    STATUSES,
    after_a_trade,
    amended,
    named_twice,
    on_an_empty_book,
    too_often,
    while_it_is,
)
from tests.unit.fakes.bybit.ws_stage import played
from tests.unit.fakes.faults.bybit_stage import BybitStage
from tests.unit.fakes.faults.bybit_stage import play as play_with_fault


def leverage(asked: str) -> Callable[[LinearCaller], Answer]:
    return lambda caller: caller.post(
        "position/set-leverage", symbol="BTCUSDT", buyLeverage=asked, sellLeverage=asked
    )


def too_many_orders(caller: LinearCaller) -> Answer:
    for number in range(500):
        if number % 10 == 0:
            caller.now_s += 1
        caller.placed(qty="0.001")
    caller.now_s += 1
    return caller.place(qty="0.001")


REQUESTS: dict[int, Callable[[LinearCaller], Answer]] = {
    10001: lambda caller: caller.place(qty="much"),
    10002: lambda caller: caller.place(timestamp=str(caller.now_ms + 1_000)),
    10003: lambda caller: caller.place(api_key="nobody's"),
    10004: lambda caller: caller.place(signature="0" * 64),
    10005: lambda caller: LinearCaller(permissions=("READ",)).place(),
    10006: too_often,
    10010: lambda caller: LinearCaller(sources=("10.9.9.9",)).place(),
    30208: after_a_trade(price="70000"),
    30209: after_a_trade(price="50000", side="Sell"),
    34040: lambda caller: caller.post("position/trading-stop", symbol="BTCUSDT", takeProfit="0"),
    110001: lambda caller: caller.post("order/cancel", symbol="BTCUSDT", orderId="1"),
    110003: on_an_empty_book,
    110007: lambda caller: caller.place(qty="1000"),
    110013: leverage("101"),
    110017: lambda caller: caller.place(reduceOnly=True),
    110020: too_many_orders,
    110025: lambda caller: caller.post("position/switch-mode", coin="USDT", mode=0),
    110043: leverage("10"),
    110064: amended(qty="1"),
    110072: named_twice,
    110074: while_it_is(SymbolStatus.HALT),
    110094: lambda caller: caller.place(qty="0.001", price="2000"),
    110119: lambda caller: caller.place(timeInForce="RPI"),
}
FAULTS = {**SPOT_FAULTS, Refusal.UNKNOWN_ORDER: 110001, Refusal.MARKET_CLOSED: 110074}
WORDED = (
    *(110004, 110005, 110006, 110008, 110010, 110012, 110021, 110022, 110023, 110032, 110040, 110044),
    *(110045, 110051, 110052, 110053, 110063, 110066, 110079, 110090, 110103, 110118, 110120, 110121),
    *(110123, 110124, 110131, 110132),
)
"""Numbers for states that no account and no market of contracts here can be in: a fault says them."""


@pytest.mark.parametrize("code", REQUESTS)
def test_the_request_that_deserves_it_gets_it(code: int, caller: LinearCaller) -> None:
    answer = REQUESTS[code](caller)

    assert (answer.status, answer.code) == (200, code)
    assert list(answer.body) == ["retCode", "retMsg", "result", "retExtInfo", "time"]


@pytest.mark.parametrize("refusal", FAULTS)
def test_a_named_fault_has_it(refusal: Refusal, caller: LinearCaller) -> None:
    assert errors.outcome(caller.venue.refusal(refusal))[1] == FAULTS[refusal]


@pytest.mark.parametrize("refusal", STATUSES)
def test_what_stands_before_the_venue_has_a_status_of_its_own(refusal: Refusal, caller: LinearCaller) -> None:
    assert caller.venue.refusal(refusal).status == STATUSES[refusal]


@pytest.mark.parametrize("code", WORDED)
def test_a_fault_can_say_any_of_the_list(code: int) -> None:
    async def play(stage: BybitStage) -> None:
        told = await stage.place("a")
        assert told["retCode"] == code
        assert stage.fired == 1

    fault = VenueError(on=Operation.PLACE, text=f"{code} as it says")
    play_with_fault(play, during(0.0, 9.0, fault), venue_class=BybitLinear)


@pytest.mark.parametrize("code", ON_SOCKETS)
def test_the_trade_socket_has_the_numbers_of_spot(code: int) -> None:
    limits = {"socket_requests": 2} if code == 10403 else {}

    assert played(SOCKET_PLAYS[code], limits=limits, venue_class=BybitLinear) == code
