"""Placing, amending, cancelling, and finding orders again (BYB-35 to BYB-56)."""

from decimal import Decimal
from typing import Any

import pytest

from fakes.instruments import Side
from fakes.matching import NewOrder
from tests.unit.fakes.bybit.bybit_caller import ORDER, OTHER_KEY, BybitCaller

DAY_S = 86_400


def rows(caller: BybitCaller, name: str, **parameters: Any) -> list[Any]:
    listed: list[Any] = caller.get(name, **parameters).result["list"]
    return listed


# --- placing --------------------------------------------------------------------------------------


def test_an_order_rests_and_holds_what_it_may_spend(caller: BybitCaller) -> None:
    order = caller.order(caller.placed(orderLinkId="mine"))

    assert (order["orderStatus"], order["price"], order["qty"]) == ("New", "50000", "0.01")
    assert (order["leavesQty"], order["leavesValue"], order["avgPrice"]) == ("0.01", "500", "")
    assert (order["orderLinkId"], order["rejectReason"]) == ("mine", "EC_NoError")
    assert caller.balance("USDT") == (Decimal(1_000_000), Decimal(500))


def test_ids_are_numbers_of_nineteen_digits_that_rise(caller: BybitCaller) -> None:
    ids = [caller.placed() for _ in range(3)]

    assert all(len(each) == 19 and each.isdecimal() for each in ids)
    assert ids == sorted(ids)


def test_a_taker_pays_its_fee_in_what_it_receives(caller: BybitCaller) -> None:
    order_id = caller.placed(price="60100", qty="0.5")

    [fill] = rows(caller, "execution/list")
    assert (fill["execPrice"], fill["execQty"], fill["execValue"]) == ("60100", "0.5", "30050")
    assert (fill["execFee"], fill["feeCurrency"], fill["feeRate"]) == ("0.0005", "BTC", "0.001")
    assert (fill["isMaker"], fill["orderId"], fill["leavesQty"]) == (False, order_id, "0")
    assert caller.order(order_id)["cumFeeDetail"] == {"BTC": "0.0005"}
    assert caller.balance("BTC") == (Decimal("10.4995"), Decimal(0))
    assert caller.balance("USDT") == (Decimal(969_950), Decimal(0))


def test_a_seller_pays_in_the_quote_coin(caller: BybitCaller) -> None:
    caller.placed(side="Sell", price="59900", qty="0.5")

    [fill] = rows(caller, "execution/list")
    assert (fill["side"], fill["execFee"], fill["feeCurrency"]) == ("Sell", "29.95", "USDT")


def test_a_market_buy_is_of_a_value(caller: BybitCaller) -> None:
    order_id = caller.placed(orderType="Market", price=None, qty="601")

    order = caller.order(order_id)
    assert (order["orderStatus"], order["qty"], order["cumExecQty"]) == ("Filled", "601", "0.01")
    assert (order["timeInForce"], order["orderType"], order["avgPrice"]) == ("IOC", "Market", "60100")


def test_a_market_buy_may_be_of_a_quantity(caller: BybitCaller) -> None:
    order_id = caller.placed(orderType="Market", price=None, qty="0.01", marketUnit="baseCoin")

    assert caller.order(order_id)["cumExecQty"] == "0.01"


def test_a_market_sell_may_be_of_a_value(caller: BybitCaller) -> None:
    order_id = caller.placed(orderType="Market", side="Sell", price=None, qty="599", marketUnit="quoteCoin")

    assert caller.order(order_id)["cumExecQty"] == "0.01"


def test_a_market_order_stops_at_its_band_and_the_rest_is_cancelled(caller: BybitCaller) -> None:
    """BYB-39: five percent from the last price, here 60100, is 63105."""
    caller.placed(price="60100", qty="0.5")
    caller.crowd("SELL", Decimal("63000"), "1")
    caller.crowd("SELL", Decimal("63200"), "1")

    order_id = caller.placed(orderType="Market", price=None, qty="2", marketUnit="baseCoin")

    order = caller.order(order_id)
    assert (order["orderStatus"], order["cumExecQty"]) == ("PartiallyFilledCanceled", "1.5")
    assert (order["price"], order["rejectReason"]) == ("63105", "EC_NoImmediateQtyToFill")


@pytest.mark.parametrize(
    ("kind", "tolerance", "filled"),
    [("TickSize", "100", "1"), ("TickSize", "10000", "2"), ("Percent", "0.1", "1"), ("Percent", "1", "2")],
)
def test_a_market_order_may_say_how_far_it_goes(
    kind: str, tolerance: str, filled: str, caller: BybitCaller
) -> None:
    caller.crowd("SELL", Decimal("60200"), "1")

    order_id = caller.placed(
        orderType="Market",
        price=None,
        qty="2",
        marketUnit="baseCoin",
        slippageToleranceType=kind,
        slippageTolerance=tolerance,
    )

    assert caller.order(order_id)["cumExecQty"] == filled


@pytest.mark.parametrize(("kind", "tolerance"), [("TickSize", "0.5"), ("Percent", "11"), ("Percent", "")])
def test_a_tolerance_lies_within_bounds(kind: str, tolerance: str, caller: BybitCaller) -> None:
    given = {"slippageToleranceType": kind, "slippageTolerance": tolerance}
    answer = caller.place(orderType="Market", price=None, qty="50", **given)

    assert answer.code == 10001


def test_post_only_that_would_take_is_taken_and_cancelled(caller: BybitCaller) -> None:
    order = caller.order(caller.placed(timeInForce="PostOnly", price="60100"))

    assert (order["orderStatus"], order["cumExecQty"]) == ("Cancelled", "0")
    assert order["rejectReason"] == "EC_PostOnlyWillTakeLiquidity"


@pytest.mark.parametrize(
    ("time_in_force", "quantity", "status", "reason"),
    [
        ("IOC", "0.5", "Filled", "EC_NoError"),
        ("IOC", "1.5", "PartiallyFilledCanceled", "EC_NoImmediateQtyToFill"),
        ("FOK", "1", "Filled", "EC_NoError"),
        ("FOK", "1.5", "Cancelled", "EC_NoEnoughQtyToFill"),
    ],
)
def test_what_may_not_rest_ends(
    time_in_force: str, quantity: str, status: str, reason: str, caller: BybitCaller
) -> None:
    order = caller.order(caller.placed(timeInForce=time_in_force, price="60100", qty=quantity))

    assert (order["orderStatus"], order["rejectReason"], order["leavesQty"]) == (status, reason, "0")
    assert caller.balance("USDT")[1] == 0


def test_a_name_is_never_free_again(caller: BybitCaller) -> None:
    order_id = caller.placed(orderLinkId="mine")
    caller.post("order/cancel", symbol="BTCUSDT", orderId=order_id)

    assert caller.place(orderLinkId="mine").code == 170141
    assert caller.place(orderLinkId="mine", symbol="ETHUSDT", price="10", qty="1").code == 170141
    assert caller.place(orderLinkId="mine", api_key=OTHER_KEY).code == 0


def test_a_refused_order_does_not_use_up_its_name(caller: BybitCaller) -> None:
    assert caller.place(orderLinkId="mine", qty="80").code == 170131
    assert caller.place(orderLinkId="mine").code == 0


@pytest.mark.parametrize("name", ["with blanks", "x" * 37, "ü", "a.b"])
def test_a_name_has_few_letters_and_signs(name: str, caller: BybitCaller) -> None:
    assert caller.place(orderLinkId=name).code == 10001


@pytest.mark.parametrize(
    ("mode", "mine", "theirs"),
    [
        ("None", "Filled", "Filled"),
        ("CancelTaker", "Cancelled", "New"),
        ("CancelMaker", "New", "Cancelled"),
        ("CancelBoth", "Cancelled", "Cancelled"),
    ],
)
def test_trades_with_oneself_are_prevented_as_the_incoming_order_says(
    mode: str, mine: str, theirs: str, caller: BybitCaller
) -> None:
    maker = caller.placed(side="Sell", price="60000", smpType="CancelBoth")
    taker = caller.placed(price="60000", smpType=mode)

    shown = {name: caller.order(each) for name, each in (("maker", maker), ("taker", taker))}
    assert shown["taker"]["orderStatus"] == mine
    assert shown["maker"]["orderStatus"] == theirs
    for name, other in (("maker", taker), ("taker", maker)):
        if shown[name]["orderStatus"] == "Cancelled":
            assert (shown[name]["cancelType"], shown[name]["smpOrderId"]) == ("CancelBySmp", other)


def test_a_check_places_nothing(caller: BybitCaller) -> None:
    answer = caller.post("order/pre-check", **ORDER)

    assert answer.result["preImrE4"] == 0
    assert rows(caller, "order/realtime") == []
    assert caller.post("order/pre-check", **{**ORDER, "price": "0.05"}).code == 170134


@pytest.mark.parametrize("category", ["linear", "option", "stocks", ""])
def test_another_category_has_no_such_market_here(category: str, caller: BybitCaller) -> None:
    assert caller.place(category=category).code == 10001


# --- amending and cancelling ------------------------------------------------------------------------


def amended(caller: BybitCaller, order_id: str, **change: str) -> int:
    return caller.post("order/amend", symbol="BTCUSDT", orderId=order_id, **change).code


def test_an_amended_order_keeps_its_ids_and_fills(caller: BybitCaller) -> None:
    order_id = caller.placed(price="60100", qty="1.5", orderLinkId="mine")

    assert amended(caller, order_id, qty="2", price="60000") == 0

    order = caller.order(order_id)
    assert (order["qty"], order["price"], order["cumExecQty"]) == ("2", "60000", "1")
    assert (order["orderLinkId"], order["orderStatus"]) == ("mine", "PartiallyFilled")


def test_smaller_it_keeps_its_place_and_larger_it_does_not(caller: BybitCaller) -> None:
    first = caller.placed(price="59950", qty="0.4")
    second = caller.placed(price="59950", qty="0.4", api_key=OTHER_KEY)
    assert amended(caller, first, qty="0.3") == 0
    caller.venue.counterparty.take("BTCUSDT", Side.SELL, 100_000)
    assert caller.order(first)["cumExecQty"] == "0.1"

    assert amended(caller, first, qty="0.5") == 0
    caller.venue.counterparty.take("BTCUSDT", Side.SELL, 100_000)

    assert caller.order(first)["cumExecQty"] == "0.1"
    assert caller.order(second, api_key=OTHER_KEY)["cumExecQty"] == "0.1"


def test_an_amendment_to_the_same_is_taken(caller: BybitCaller) -> None:
    assert amended(caller, caller.placed(), qty="0.01", price="50000") == 0


def test_an_amendment_needs_something_to_amend(caller: BybitCaller) -> None:
    assert amended(caller, caller.placed()) == 10001


def test_an_amendment_beyond_the_balance_leaves_the_order_as_it_was(caller: BybitCaller) -> None:
    order_id = caller.placed()

    assert amended(caller, order_id, qty="30") == 170131
    assert caller.order(order_id)["qty"] == "0.01"


def test_a_cancelled_order_shows_what_it_had_filled(caller: BybitCaller) -> None:
    order_id = caller.placed(price="60100", qty="1.5")

    assert caller.post("order/cancel", symbol="BTCUSDT", orderId=order_id).result == {
        "orderId": order_id,
        "orderLinkId": "",
    }

    order = caller.order(order_id)
    assert (order["orderStatus"], order["cancelType"]) == ("PartiallyFilledCanceled", "CancelByUser")
    assert (order["cumExecQty"], order["leavesQty"]) == ("1", "0")
    assert caller.post("order/cancel", symbol="BTCUSDT", orderId=order_id).code == 170213


def test_the_venues_id_counts_before_the_clients(caller: BybitCaller) -> None:
    first, second = caller.placed(orderLinkId="first"), caller.placed(orderLinkId="second")

    caller.post("order/cancel", symbol="BTCUSDT", orderId=first, orderLinkId="second")

    assert caller.order(first)["orderStatus"] == "Cancelled"
    assert caller.order(second)["orderStatus"] == "New"


def test_a_cancel_needs_an_id_and_the_right_market(caller: BybitCaller) -> None:
    order_id = caller.placed()

    assert caller.post("order/cancel", symbol="BTCUSDT").code == 10001
    assert caller.post("order/cancel", symbol="ETHUSDT", orderId=order_id).code == 170213
    assert caller.post("order/cancel", symbol="BTCUSDT", orderId=order_id, api_key=OTHER_KEY).code == 170213


def test_all_are_cancelled_or_those_of_one_market(caller: BybitCaller) -> None:
    bitcoins = [caller.placed() for _ in range(2)]
    ether = caller.placed(symbol="ETHUSDT", price="10", qty="1")

    ended = caller.post("order/cancel-all", symbol="BTCUSDT").result

    assert [row["orderId"] for row in ended["list"]] == bitcoins
    assert ended["success"] == "1"
    assert [row["orderId"] for row in caller.post("order/cancel-all").result["list"]] == [ether]
    assert caller.post("order/cancel-all").result["list"] == []


# --- batches ----------------------------------------------------------------------------------------


def test_each_order_of_a_batch_has_a_row_of_its_own(caller: BybitCaller) -> None:
    answer = caller.post(
        "order/create-batch",
        request=[{**ORDER, "orderLinkId": "a"}, {**ORDER, "qty": "80"}, {**ORDER, "orderLinkId": "a"}],
    )

    assert answer.codes == [0, 170131, 170141]
    first, second, third = answer.result["list"]
    assert (first["orderLinkId"], first["createAt"]) == ("a", str(caller.now_ms))
    assert (second["orderId"], second["createAt"]) == ("", "")
    assert (third["orderLinkId"], third["symbol"], third["category"]) == ("a", "BTCUSDT", "spot")


@pytest.mark.parametrize("request_rows", [[], [ORDER] * 11, "orders", [1]])
def test_a_batch_has_one_to_ten_orders(request_rows: Any, caller: BybitCaller) -> None:
    assert caller.post("order/create-batch", request=request_rows).code == 10001


# --- lists ------------------------------------------------------------------------------------------


def test_open_orders_come_newest_first_in_pages(caller: BybitCaller) -> None:
    ids = []
    for _ in range(5):
        caller.now_s += 1
        ids.append(caller.placed())

    first = caller.get("order/realtime", limit="2").result
    second = caller.get("order/realtime", limit="2", cursor=first["nextPageCursor"]).result
    third = caller.get("order/realtime", limit="2", cursor=second["nextPageCursor"]).result

    pages = [[row["orderId"] for row in page["list"]] for page in (first, second, third)]
    assert pages == [ids[:2:-1], ids[2:0:-1], ids[:1]]
    assert first["nextPageCursor"].startswith("page_token%3D")
    assert third["nextPageCursor"] == ""


def test_a_cursor_of_no_page_is_refused(caller: BybitCaller) -> None:
    assert caller.get("order/realtime", cursor="guess").code == 10001


def test_ended_orders_are_listed_when_asked_for(caller: BybitCaller) -> None:
    open_id, ended_id = caller.placed(), caller.placed(timeInForce="IOC")

    assert [row["orderId"] for row in rows(caller, "order/realtime")] == [open_id]
    assert [row["orderId"] for row in rows(caller, "order/realtime", openOnly="1")] == [ended_id]
    assert [row["orderId"] for row in rows(caller, "order/history")] == [ended_id]
    assert [row["orderId"] for row in rows(caller, "order/realtime", orderId=ended_id)] == [ended_id]


def test_lists_are_of_one_market_or_of_one_base_coin(caller: BybitCaller) -> None:
    caller.placed()
    ether = caller.placed(symbol="ETHUSDT", price="10", qty="1")

    assert [row["orderId"] for row in rows(caller, "order/realtime", symbol="ETHUSDT")] == [ether]
    assert [row["orderId"] for row in rows(caller, "order/realtime", baseCoin="ETH")] == [ether]
    assert caller.get("order/realtime", symbol="ETHEUR").code == 10001


def test_what_ended_without_a_fill_is_forgotten_after_a_day(caller: BybitCaller) -> None:
    unfilled = caller.placed(timeInForce="IOC")
    filled = caller.placed(price="60100")
    caller.now_s += DAY_S

    assert [row["orderId"] for row in rows(caller, "order/history")] == [filled]
    assert rows(caller, "order/history", orderId=unfilled) == []


def test_a_history_is_of_a_week_at_most(caller: BybitCaller) -> None:
    caller.placed(price="60100")
    start, week = caller.now_ms, 7 * DAY_S * 1000
    caller.now_s += 8 * DAY_S

    assert rows(caller, "order/history") == []
    assert len(rows(caller, "order/history", startTime=str(start))) == 1
    assert len(rows(caller, "order/history", endTime=str(start + week))) == 1
    assert len(rows(caller, "execution/list", startTime=str(start), endTime=str(start + week))) == 1
    too_long = caller.get("order/history", startTime=str(start), endTime=str(start + week + 1))
    assert too_long.code == 10001


def test_a_history_may_be_of_one_status(caller: BybitCaller) -> None:
    caller.placed(timeInForce="IOC")
    filled = caller.placed(price="60100")

    assert [row["orderId"] for row in rows(caller, "order/history", orderStatus="Filled")] == [filled]


def test_executions_are_of_an_order_or_of_a_kind(caller: BybitCaller) -> None:
    mine = caller.placed(price="60100", orderLinkId="mine")
    caller.placed(price="60100")

    assert [row["orderId"] for row in rows(caller, "execution/list", orderLinkId="mine")] == [mine]
    assert len(rows(caller, "execution/list", execType="Trade")) == 2
    assert rows(caller, "execution/list", execType="Funding") == []


def test_others_see_nothing_of_it(caller: BybitCaller) -> None:
    order_id = caller.placed(price="60100")

    for name in ("order/realtime", "order/history", "execution/list"):
        assert caller.get(name, api_key=OTHER_KEY, orderId=order_id).result["list"] == []


def test_what_came_in_by_no_protocol_of_the_venues_is_found_too(caller: BybitCaller) -> None:
    new = NewOrder(account="subject", client_order_id="by-hand", side=Side.BUY, ticks=500_000, lots=10_000)
    caller.exchange.place("BTCUSDT", new)

    [row] = rows(caller, "order/realtime", orderLinkId="by-hand")

    assert (row["orderLinkId"], row["price"]) == ("by-hand", "50000")
    assert caller.order(row["orderId"]) == row
    assert caller.post("order/cancel", symbol="BTCUSDT", orderId=row["orderId"]).code == 0
