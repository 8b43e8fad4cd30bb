"""Orders over REST: what is accepted, what is refused and in which words."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.fakes.binance.rest_caller import ASK, BID, RestCaller

ORDER = "/api/v3/order"


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"symbol": "NOPE"}, -1121, "Invalid symbol."),
        ({"side": "LEND"}, -1117, "Invalid side."),
        ({"type": "WISH"}, -1116, "Invalid orderType."),
        ({"timeInForce": "GTX"}, -1115, "Invalid timeInForce."),
        (
            {"timeInForce": None},
            -1102,
            "Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.",
        ),
        ({"price": None}, -1102, "Mandatory parameter 'price' was not sent, was empty/null, or malformed."),
        ({"quantity": ""}, -1105, "Parameter 'quantity' was empty."),
        ({"quantity": "-1"}, -1100, None),
        ({"price": "59000.123456789"}, -1111, "Parameter 'price' has too much precision."),
        ({"price": "59000.001"}, -1013, "Filter failure: PRICE_FILTER"),
        ({"price": "2000000"}, -1013, "Filter failure: PRICE_FILTER"),
        ({"quantity": "0.000001"}, -1013, "Filter failure: LOT_SIZE"),
        ({"quantity": "9001"}, -1013, "Filter failure: LOT_SIZE"),
        ({"quantity": "0.00001"}, -1013, "Filter failure: NOTIONAL"),
        ({"quantity": "100"}, -2010, "Account has insufficient balance for requested action."),
        ({"type": "LIMIT_MAKER"}, -1106, "Parameter 'timeInForce' sent when not required."),
        (
            {"type": "LIMIT_MAKER", "timeInForce": None, "price": str(ASK)},
            -2010,
            "Order would immediately match and take.",
        ),
        ({"type": "STOP_LOSS"}, -2010, "Stop loss orders are not supported for this symbol."),
        (
            {"newClientOrderId": "a.b"},
            -1100,
            "Illegal characters found in parameter 'newClientOrderId'; "
            "legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
        ),
        ({"newClientOrderId": "x" * 37}, -1100, None),
        ({"selfTradePreventionMode": "HOPE"}, -1013, None),
        ({"wish": "1"}, -1104, None),
    ],
)
def test_a_faulty_order_is_refused_as_documented(
    changed: dict[str, Any], code: int, words: str | None
) -> None:
    caller = RestCaller()

    answer = caller.place(**changed)

    assert (answer.status, answer.code) == (400, code)
    assert words in (None, answer.body["msg"])
    assert caller.exchange.open_orders("subject") == []


def test_a_price_far_from_the_last_trades_is_refused() -> None:
    caller = RestCaller()
    caller.place(type="MARKET", quantity="0.01", timeInForce=None, price=None)

    assert caller.place(price="12019.99").body["msg"] == "Filter failure: PERCENT_PRICE_BY_SIDE"
    assert caller.place(price="12020.00").status == 200


def test_a_name_is_taken_while_its_order_is_open_and_free_again_afterwards() -> None:
    """BIN-16: a client order id is no protection against sending twice."""
    caller = RestCaller()
    first = caller.place(newClientOrderId="mine").body["orderId"]

    assert caller.place(newClientOrderId="mine").body == {"code": -2010, "msg": "Duplicate order sent."}
    caller.signed("DELETE", ORDER, symbol="BTCUSDT", origClientOrderId="mine")
    again = caller.place(newClientOrderId="mine")

    assert again.status == 200
    assert again.body["orderId"] > first


def test_an_order_that_cannot_fill_at_once_expires_with_status_200() -> None:
    """BIN-45."""
    caller = RestCaller()

    answer = caller.place(timeInForce="IOC", price=str(ASK), quantity="1.5")

    assert answer.status == 200
    assert answer.body["status"] == "EXPIRED"
    assert answer.body["executedQty"] == "1.00000000"
    assert answer.body["expiryReason"] == "UNFILLED_IOC_QUANTITY_EXPIRED"
    assert [fill["price"] for fill in answer.body["fills"]] == ["60100.00000000"]


def test_fill_or_kill_fills_nothing_unless_it_fills_all() -> None:
    answer = RestCaller().place(timeInForce="FOK", price=str(ASK), quantity="1.5")

    assert answer.body["status"] == "EXPIRED"
    assert answer.body["executedQty"] == "0.00000000"
    assert answer.body["expiryReason"] == "UNFILLED_FOK_ORDER_EXPIRED"


def test_a_market_order_may_name_what_it_wants_to_spend() -> None:
    answer = RestCaller().place(
        type="MARKET", timeInForce=None, price=None, quantity=None, quoteOrderQty="601"
    )

    assert answer.body["executedQty"] == "0.01000000"
    assert answer.body["cummulativeQuoteQty"] == "601.00000000"
    assert answer.body["origQuoteOrderQty"] == "601.00000000"


@pytest.mark.parametrize(
    ("emptied", "words"),
    [
        (False, "Order book liquidity is less than `LOT_SIZE` filter minimum quantity."),
        (True, "Order book liquidity is less than symbol minimum quantity."),
    ],
)
def test_a_market_order_that_can_buy_nothing_is_refused(emptied: bool, words: str) -> None:
    """BIN-55."""
    caller = RestCaller()
    caller.venue.change_filters("BTCUSDT", min_notional=Decimal("0.01"))
    if emptied:
        caller.place(type="MARKET", timeInForce=None, price=None, quantity="1")

    answer = caller.place(type="MARKET", timeInForce=None, price=None, quantity=None, quoteOrderQty="0.5")

    assert answer.body == {"code": -2010, "msg": words}


def test_the_fee_is_taken_from_what_was_bought() -> None:
    answer = RestCaller().place(type="MARKET", timeInForce=None, price=None, quantity="0.01")

    assert answer.body["fills"][0]["commission"] == "0.00001000"
    assert answer.body["fills"][0]["commissionAsset"] == "BTC"


def test_post_only_orders_are_answered_with_an_acknowledgement_by_default() -> None:
    answer = RestCaller().place(type="LIMIT_MAKER", timeInForce=None)

    assert sorted(answer.body) == ["clientOrderId", "orderId", "orderListId", "symbol", "transactTime"]


def test_an_order_without_a_name_is_given_one() -> None:
    first, second = (RestCaller().place().body["clientOrderId"] for _ in range(2))

    assert len(first) == 22
    assert first == second  # the same seed, the same name


def test_a_cancel_tells_its_own_name_and_the_orders() -> None:
    """BIN-47."""
    caller = RestCaller()
    caller.place(newClientOrderId="mine")

    answer = caller.signed(
        "DELETE", ORDER, symbol="BTCUSDT", origClientOrderId="mine", newClientOrderId="bye"
    )

    assert answer.body["origClientOrderId"] == "mine"
    assert answer.body["clientOrderId"] == "bye"
    assert answer.body["status"] == "CANCELED"


@pytest.mark.parametrize("ended", ["filled", "cancelled", "never"])
def test_the_refusal_of_a_cancel_does_not_say_why(ended: str) -> None:
    """BIN-14."""
    caller = RestCaller()
    if ended != "never":
        caller.place(newClientOrderId="mine", price=str(BID))
    if ended == "filled":
        caller.crowd("SELL", BID, "1.01")
    elif ended == "cancelled":
        caller.signed("DELETE", ORDER, symbol="BTCUSDT", origClientOrderId="mine")

    answer = caller.signed("DELETE", ORDER, symbol="BTCUSDT", origClientOrderId="mine")

    assert answer.body == {"code": -2011, "msg": "Unknown order sent."}


def test_two_names_of_an_order_must_agree() -> None:
    caller = RestCaller()
    order_id = caller.place(newClientOrderId="mine").body["orderId"]
    both = {"symbol": "BTCUSDT", "orderId": order_id, "origClientOrderId": "other"}

    assert caller.signed("GET", ORDER, **both).code == -2039
    assert caller.signed("DELETE", ORDER, **both).code == -2011


def test_a_query_needs_a_name() -> None:
    answer = RestCaller().signed("GET", ORDER, symbol="BTCUSDT")

    assert answer.body == {
        "code": -1102,
        "msg": "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
    }


def test_nobody_sees_an_order_of_somebody_else() -> None:
    caller = RestCaller()

    assert caller.signed("GET", ORDER, symbol="BTCUSDT", orderId=1).code == -2013
    assert caller.signed("DELETE", ORDER, symbol="BTCUSDT", orderId=1).code == -2011


@pytest.mark.parametrize(
    ("restriction", "filled", "code"),
    [("ONLY_NEW", False, 200), ("ONLY_NEW", True, -2011), ("ONLY_PARTIALLY_FILLED", False, -2011)],
)
def test_a_cancel_may_depend_on_the_orders_state(restriction: str, filled: bool, code: int) -> None:
    caller = RestCaller()
    caller.place(newClientOrderId="mine", price="59950.00")
    if filled:
        caller.crowd("SELL", Decimal("59950"), "0.005")

    answer = caller.signed(
        "DELETE", ORDER, symbol="BTCUSDT", origClientOrderId="mine", cancelRestrictions=restriction
    )

    assert answer.body.get("code", 200) == code


def test_cancelling_all_without_any_is_refused() -> None:
    caller = RestCaller()
    caller.place()
    caller.place()

    assert len(caller.signed("DELETE", "/api/v3/openOrders", symbol="BTCUSDT").body) == 2
    assert caller.signed("DELETE", "/api/v3/openOrders", symbol="BTCUSDT").code == -2011


def test_a_closed_market_takes_no_orders() -> None:
    caller = RestCaller()
    caller.close_market()

    assert caller.place().body == {"code": -2010, "msg": "Market is closed."}
    assert caller.get("/api/v3/exchangeInfo", symbol="BTCUSDT").body["symbols"][0]["status"] == "BREAK"


def test_a_delisted_symbol_is_unknown() -> None:
    caller = RestCaller()
    caller.venue.delist_symbol("BTCUSDT")

    assert caller.place().code == -1121
    assert caller.get("/api/v3/depth", symbol="BTCUSDT").code == -1121


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("0.01", "The requested action would change no state; rejecting"),
        ("0.02", "Order amend (quantity increase) is not supported."),
    ],
)
def test_an_amendment_only_makes_smaller(quantity: str, words: str) -> None:
    caller = RestCaller()
    order_id = caller.place().body["orderId"]

    answer = caller.signed(
        "PUT", "/api/v3/order/amend/keepPriority", symbol="BTCUSDT", orderId=order_id, newQty=quantity
    )

    assert answer.body == {"code": -2038, "msg": words}


def test_an_amended_order_is_found_by_its_new_name_only() -> None:
    caller = RestCaller()
    caller.place(newClientOrderId="old")
    named = {"symbol": "BTCUSDT", "origClientOrderId": "old"}
    caller.signed("PUT", "/api/v3/order/amend/keepPriority", **named, newQty="0.005", newClientOrderId="new")

    assert caller.signed("GET", ORDER, **named).code == -2013
    found = caller.signed("GET", ORDER, symbol="BTCUSDT", origClientOrderId="new").body
    assert found["origQty"] == "0.00500000"


def test_my_trades_from_an_id_are_that_trade_and_later_ones() -> None:
    """BIN-48."""
    caller = RestCaller()
    for _ in range(3):
        caller.place(type="MARKET", timeInForce=None, price=None)
    ids = [trade["id"] for trade in caller.signed("GET", "/api/v3/myTrades", symbol="BTCUSDT").body]

    later = caller.signed("GET", "/api/v3/myTrades", symbol="BTCUSDT", fromId=ids[1]).body
    both = caller.signed("GET", "/api/v3/myTrades", symbol="BTCUSDT", fromId=1, startTime=1)

    assert [trade["id"] for trade in later] == ids[1:]
    assert both.code == -1128


def test_lists_of_orders_span_at_most_a_day() -> None:
    caller = RestCaller()
    start_ms = 1_700_000_000_000

    answer = caller.signed(
        "GET", "/api/v3/allOrders", symbol="BTCUSDT", startTime=start_ms, endTime=start_ms + 86_400_001
    )

    assert answer.body == {"code": -1127, "msg": "More than 24 hours between startTime and endTime."}


def test_self_trade_prevention_ends_the_maker_without_a_trade() -> None:
    """BIN-49."""
    caller = RestCaller()
    caller.place(newClientOrderId="maker", price="60000")

    taker = caller.place(side="SELL", price="60000", selfTradePreventionMode="EXPIRE_MAKER").body
    maker = caller.signed("GET", ORDER, symbol="BTCUSDT", origClientOrderId="maker").body

    assert taker["status"] == "NEW"
    assert maker["status"] == "EXPIRED_IN_MATCH"
    assert maker["preventedQuantity"] == "0.01000000"
    assert caller.signed("GET", "/api/v3/myTrades", symbol="BTCUSDT").body == []


def test_balances_show_what_open_orders_hold() -> None:
    caller = RestCaller()
    caller.place(price="50000", quantity="1")

    answer = caller.signed("GET", "/api/v3/account", omitZeroBalances="true")

    assert answer.body["balances"] == [
        {"asset": "BTC", "free": "10.00000000", "locked": "0.00000000"},
        {"asset": "USDT", "free": "950000.00000000", "locked": "50000.00000000"},
    ]


def test_the_account_is_as_old_as_its_last_change() -> None:
    caller = RestCaller()
    caller.place()
    changed_ms = int(caller.now_s * 1000)
    caller.now_s += 60

    assert caller.signed("GET", "/api/v3/account").body["updateTime"] == changed_ms


def test_listen_keys_are_gone() -> None:
    """BIN-40."""
    assert RestCaller().send("POST", "/api/v3/userDataStream", "").status == 410
