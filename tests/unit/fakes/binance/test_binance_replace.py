"""Cancel-replace: the table of rest-api.md, line by line."""

from typing import Any

import pytest

from tests.unit.fakes.binance.rest_caller import ASK, Answer, RestCaller


def replace(caller: RestCaller, mode: str, cancel: Any, **changed: Any) -> Answer:
    given = {
        "symbol": "BTCUSDT",
        "side": "BUY",
        "type": "LIMIT",
        "timeInForce": "GTC",
        "quantity": "0.01",
        "price": "58000",
        "cancelReplaceMode": mode,
        "cancelOrderId": cancel,
        **changed,
    }
    given = {name: value for name, value in given.items() if value is not None}
    return caller.signed("POST", "/api/v3/order/cancelReplace", **given)


TAKES = {"type": "LIMIT_MAKER", "timeInForce": None, "price": str(ASK)}


@pytest.mark.parametrize(
    ("mode", "cancels", "places", "status", "code", "results"),
    [
        ("STOP_ON_FAILURE", True, True, 200, None, ("SUCCESS", "SUCCESS")),
        ("STOP_ON_FAILURE", False, True, 400, -2022, ("FAILURE", "NOT_ATTEMPTED")),
        ("STOP_ON_FAILURE", True, False, 409, -2021, ("SUCCESS", "FAILURE")),
        ("ALLOW_FAILURE", True, True, 200, None, ("SUCCESS", "SUCCESS")),
        ("ALLOW_FAILURE", False, False, 400, -2022, ("FAILURE", "FAILURE")),
        ("ALLOW_FAILURE", False, True, 409, -2021, ("FAILURE", "SUCCESS")),
        ("ALLOW_FAILURE", True, False, 409, -2021, ("SUCCESS", "FAILURE")),
    ],
)
def test_within_the_order_limit(
    mode: str, cancels: bool, places: bool, status: int, code: int | None, results: tuple[str, str]
) -> None:
    caller = RestCaller()
    old = caller.place().body["orderId"]

    answer = replace(caller, mode, old if cancels else 999, **({} if places else TAKES))
    told = answer.body if code is None else answer.body["data"]

    assert answer.status == status
    assert answer.body.get("code") == code
    assert (told["cancelResult"], told["newOrderResult"]) == results
    still_open = [order.order_id for order in caller.exchange.open_orders("subject")]
    assert (old in still_open) is not cancels
    assert len(still_open) == (not cancels) + (results[1] == "SUCCESS")


@pytest.mark.parametrize(
    ("mode", "cancels", "status", "code"),
    [
        ("STOP_ON_FAILURE", False, 429, -2022),
        ("STOP_ON_FAILURE", True, 429, -2021),
        ("ALLOW_FAILURE", False, 400, -2022),
        ("ALLOW_FAILURE", True, 409, -2021),
    ],
)
def test_beyond_the_order_limit_it_may_still_cancel(mode: str, cancels: bool, status: int, code: int) -> None:
    caller = RestCaller(limits={"orders_per_10_s": 1})
    old = caller.place().body["orderId"]

    answer = replace(caller, mode, old if cancels else 999, orderRateLimitExceededMode="CANCEL_ONLY")

    assert (answer.status, answer.code) == (status, code)
    assert len(caller.exchange.open_orders("subject")) == (not cancels)


@pytest.mark.parametrize("mode", ["STOP_ON_FAILURE", "ALLOW_FAILURE"])
def test_beyond_the_order_limit_it_does_nothing_by_default(mode: str) -> None:
    caller = RestCaller(limits={"orders_per_10_s": 1})
    old = caller.place().body["orderId"]

    answer = replace(caller, mode, old)

    assert (answer.status, answer.code) == (429, -1015)
    assert [order.order_id for order in caller.exchange.open_orders("subject")] == [old]


def test_a_filter_is_asked_before_anything_is_cancelled() -> None:
    caller = RestCaller()
    old = caller.place().body["orderId"]

    answer = replace(caller, "STOP_ON_FAILURE", old, price="58000.001")

    assert answer.body == {"code": -1013, "msg": "Filter failure: PRICE_FILTER"}
    assert [order.order_id for order in caller.exchange.open_orders("subject")] == [old]


def test_an_order_that_was_not_attempted_counts_all_the_same() -> None:
    caller = RestCaller()

    replace(caller, "STOP_ON_FAILURE", 999)

    counts = caller.signed("GET", "/api/v3/rateLimit/order").body
    assert [row["count"] for row in counts] == [1, 1]
