"""The codes that a client can meet come out of the fake: by a request that deserves them, or by a fault."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from fakes.exchange import SymbolStatus
from fakes.faults import VenueError
from fakes.ledger import RequestAnswered
from fakes.operations import Outcome, Refusal
from fakes.venues.binance.errors import Refused
from fakes.venues.binance.usdm import errors
from tests.unit.fakes.binance.usdm.usdm_caller import API_KEY, READER, UsdmCaller

Do = Callable[[UsdmCaller], int | None]
B = {"symbol": "BTCUSDT"}


def places(**changed: Any) -> Do:
    return lambda caller: caller.place(**changed).code


def asks(method: str, path: str, **parameters: Any) -> Do:
    return lambda caller: caller.call(method, path, **parameters).code


def modifies(**changed: Any) -> Do:
    def modify(caller: UsdmCaller) -> int | None:
        number = caller.placed(**{name: changed.pop(name) for name in ("timeInForce",) if name in changed})
        asked = {"side": "BUY", "quantity": "0.01", "price": "50000", "orderId": number, **B, **changed}
        return caller.call("PUT", "order", **asked).code

    return modify


def in_status(status: SymbolStatus, do: Do) -> Do:
    def done(caller: UsdmCaller) -> int | None:
        caller.placed(newClientOrderId="before")
        caller.exchange.set_status("BTCUSDT", status)
        return do(caller)

    return done


def too_often(caller: UsdmCaller) -> int | None:
    for _ in range(60):
        caller.call("GET", "openOrders")
    return caller.call("GET", "openOrders").code


def too_many_orders(caller: UsdmCaller) -> int | None:
    for _ in range(300):
        caller.place(quantity="0")
    return caller.place().code


def too_many_open(caller: UsdmCaller) -> int | None:
    for _ in range(200):
        caller.placed(quantity="0.001")
    return caller.place().code


def named_twice(caller: UsdmCaller) -> int | None:
    caller.placed(newClientOrderId="a")
    return caller.place(newClientOrderId="a").code


def far_counterparty(caller: UsdmCaller) -> int | None:
    """Only one offer is left, and it is far away."""
    caller.place(quantity="1", price="60100")
    caller.crowd("SELL", caller.ask * 2, "1")
    caller.crowd("SELL", caller.ask * 3, "1")
    caller.crowd("BUY", caller.bid, "1")
    return caller.place(type="MARKET", timeInForce=None, price=None).code


def with_position(do: Do) -> Do:
    def done(caller: UsdmCaller) -> int | None:
        caller.bought()
        return do(caller)

    return done


def with_order(do: Do) -> Do:
    def done(caller: UsdmCaller) -> int | None:
        caller.placed()
        return do(caller)

    return done


def across(caller: UsdmCaller) -> int | None:
    """A change that needs more than there is."""
    number = caller.placed()
    return caller.call("PUT", "order", side="BUY", quantity="900", price="50000", orderId=number, **B).code


MARGIN, MODE = ("POST", "marginType"), ("POST", "positionSide/dual")
REQUESTS: dict[int, list[Do]] = {
    -1003: [too_often],
    -1015: [too_many_orders],
    -1021: [
        asks("GET", "openOrders", stamp_ms=1_500_000_000_000),
        asks("GET", "openOrders", stamp_ms=2 * 10**12),
    ],
    -1022: [asks("GET", "openOrders", secret="x" * 64)],
    -1100: [places(price="5e4")],
    -1102: [places(quantity=None), places(timeInForce=None), asks("GET", "order", **B)],
    -1104: [places(hope="1")],
    -1105: [places(newClientOrderId="")],
    -1106: [places(type="MARKET", timeInForce=None)],
    -1111: [places(price="50000.123"), places(quantity="0.00001")],
    -1115: [places(timeInForce="GTD")],
    -1116: [places(type="HOPE")],
    -1117: [places(side="HOLD"), modifies(side="SELL")],
    -1120: [asks("GET", "klines", interval="7m", **B)],
    -1121: [places(symbol="XRPUSDT")],
    -1125: [asks("PUT", "listenKey")],
    -1127: [asks("GET", "aggTrades", startTime=1, endTime=3_600_001, **B)],
    -1128: [asks("GET", "userTrades", fromId=1, startTime=1, **B)],
    -1130: [asks("GET", "trades", limit=0, **B)],
    -1136: [places(newOrderRespType="FULL")],
    -2011: [asks("DELETE", "order", orderId=77, **B)],
    -2012: [asks("DELETE", "batchOrders", orderIdList="{", **B)],
    -2013: [asks("GET", "order", orderId=77, **B), asks("GET", "openOrder", orderId=77, **B)],
    -2014: [asks("GET", "openOrders", api_key="n*"), asks("POST", "listenKey", api_key=None)],
    -2015: [asks("GET", "openOrders", api_key="n" * 64), places(api_key=READER)],
    -2019: [places(quantity="900", price="60000"), across],
    -2022: [places(reduceOnly="true"), with_position(places(side="BUY", reduceOnly="true"))],
    -2025: [too_many_open],
    -4001: [places(price="0")],
    -4002: [places(price="4529288.10")],
    -4003: [places(quantity="0")],
    -4005: [places(quantity="1001")],
    -4014: [places(price="50000.05")],
    -4015: [places(newClientOrderId="a" * 37), places(newClientOrderId="a b")],
    -4016: [places(price="64000")],
    -4021: [asks("GET", "depth", limit=7, **B)],
    -4023: [],
    -4024: [places(side="SELL", price="50000")],
    -4028: [asks("POST", "leverage", leverage=126, **B), asks("POST", "leverage", leverage=0, **B)],
    -4032: [asks("DELETE", "batchOrders", orderIdList="[1,2,3,4,5,6,7,8,9,10,11]", **B)],
    -4046: [asks(*MARGIN, marginType="CROSSED", **B)],
    -4047: [with_order(asks(*MARGIN, marginType="ISOLATED", **B))],
    -4048: [with_position(asks(*MARGIN, marginType="ISOLATED", **B))],
    -4059: [asks(*MODE, dualSidePosition="false")],
    -4060: [places(positionSide="UP")],
    -4061: [places(positionSide="LONG")],
    -4062: [places(reduceOnly="yes")],
    -4067: [with_order(asks(*MODE, dualSidePosition="true"))],
    -4068: [with_position(asks(*MODE, dualSidePosition="true"))],
    -4082: [asks("POST", "batchOrders", batchOrders="[]"), asks("POST", "batchOrders", batchOrders="[[]")],
    -4084: [asks(*MODE, dualSidePosition="true"), asks(*MARGIN, marginType="ISOLATED", **B)],
    -4116: [named_twice],
    -4120: [places(type="STOP_MARKET", stopPrice="1")],
    -4131: [far_counterparty],
    -4140: [in_status(SymbolStatus.HALT, places())],
    -4141: [in_status(SymbolStatus.BREAK, asks("DELETE", "order", origClientOrderId="before", **B))],
    -4164: [places(quantity="0.0001", price="40000")],
    -4165: [asks("GET", "allOrders", startTime=1, endTime=8 * 86_400_000, **B)],
    -5021: [places(timeInForce="FOK")],
    -5022: [places(timeInForce="GTX", price="60200")],
    -5024: [
        in_status(
            SymbolStatus.HALT,
            lambda c: (
                c.call(
                    "PUT",
                    "order",
                    side="BUY",
                    quantity="0.02",
                    price="50000",
                    origClientOrderId="before",
                    **B,
                ).code
            ),
        )
    ],
    -5027: [modifies()],
    -5029: [modifies(quantity="0.0001", price="40000")],
    -5037: [places(priceMatch="QUEUE")],
    -5038: [places(type="MARKET", timeInForce=None, price=None, priceMatch="QUEUE")],
    -5039: [places(selfTradePreventionMode="HOPE")],
}
REQUESTS = {code: does for code, does in REQUESTS.items() if does}
OF_FAULTS = {-1000: Refusal.INTERNAL, -1007: Refusal.TIMEOUT, -1008: Refusal.OVERLOADED}
WORDED = {
    -1001: "Internal error; unable to process your request. Please try again.",
    -1006: "An unexpected response was received from the message bus. Execution status unknown.",
    -1016: "This service is no longer available.",
    -2018: "Balance is insufficient.",
    -2020: "Unable to fill.",
    -2021: "Order would immediately trigger.",
    -2023: "User in liquidation mode now.",
    -2024: "Position is not sufficient.",
    -2027: "Exceeded the maximum allowable position at current leverage.",
    -4004: "Quantity less than min quantity.",
    -4013: "Price less than min price.",
    -4023: "Qty not increased by step size.",
    -4087: "User can only place reduce only order",
    -4088: "User can not place order currently",
    -4109: "Inactive account",
    -4118: "ReduceOnly Order Failed. Please check your existing position and open orders",
    -4400: "Futures Trading Quantitative Rules violated, only reduceOnly order is allowed.",
    -5028: "Timestamp for this request is outside of the ME recvWindow.",
}
"""What no account here can come to; the fault VenueError says it."""


@pytest.mark.parametrize(("code", "do"), [(code, do) for code, does in REQUESTS.items() for do in does])
def test_a_request_that_deserves_it_gets_it(caller: UsdmCaller, code: int, do: Do) -> None:
    assert do(caller) == code


@pytest.mark.parametrize("code", REQUESTS)
def test_a_refusal_says_that_nothing_was_done(caller: UsdmCaller, code: int) -> None:
    REQUESTS[code][0](caller)

    told = list(caller.venue.ledger.of(RequestAnswered))[-1].fact
    assert told.code == code
    assert told.outcome not in (Outcome.DONE, Outcome.FAILED)


@pytest.mark.parametrize(("code", "refusal"), OF_FAULTS.items())
def test_the_venues_own_trouble_comes_by_fault(caller: UsdmCaller, code: int, refusal: Refusal) -> None:
    reply = caller.venue.refusal(refusal)

    assert json.loads(reply.body)["code"] == code
    assert reply.status in (408, 503)


@pytest.mark.parametrize(("code", "text"), WORDED.items())
def test_what_no_account_here_can_come_to_is_worded_by_fault(
    caller: UsdmCaller, code: int, text: str
) -> None:
    reply = caller.venue.worded(f"{code} {text}")

    assert json.loads(reply.body) == {"code": code, "msg": text}
    assert VenueError(text=f"{code} {text}").text.startswith(str(code))


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        (errors.UNKNOWN_OUTCOME, Outcome.FAILED),
        (errors.TIMEOUT, Outcome.FAILED),
        (errors.MAINTENANCE, Outcome.FAILED),
        (errors.FAILED, Outcome.REFUSED),
        (errors.THROTTLED, Outcome.REFUSED),
        (errors.UNAVAILABLE, Outcome.REFUSED),
    ],
)
def test_of_503_only_the_text_says_whether_anything_was_done(refused: Refused, expected: Outcome) -> None:
    """BFU-10."""
    assert errors.outcome(refused.status, refused.code, refused.msg) is expected


def test_the_keys_alone_open_a_stream(caller: UsdmCaller) -> None:
    assert caller.call("GET", "historicalTrades", api_key=READER, **B).status == 200
    assert caller.call("GET", "historicalTrades", api_key=None, **B).code == -2014
    assert caller.call("GET", "openOrders", api_key=API_KEY, **B).status == 200
