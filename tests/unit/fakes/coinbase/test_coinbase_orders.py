"""Placing, cancelling and editing, and what becomes of orders: CBS-30 to CBS-50, CBS-86 to CBS-88."""

from decimal import Decimal
from typing import Any

import pytest

from fakes.exchange import SymbolStatus
from fakes.instruments import Side
from fakes.ledger import OrderAccepted, OrderRefused
from fakes.matching import NewOrder, Order
from tests.unit.fakes.coinbase.coinbase_caller import ORDER, RESTING, CoinbaseCaller
from tests.unit.fakes.coinbase.keys import OTHER_NAME, OTHER_SECRET


def balance(caller: CoinbaseCaller, asset: str) -> tuple[str, str]:
    """(available, hold)"""
    row = next(each for each in caller.get("/accounts").body["accounts"] if each["currency"] == asset)
    return row["available_balance"]["value"], row["hold"]["value"]


# --- placing --------------------------------------------------------------------------------------


def test_a_limit_order_rests_and_ties_up_its_cost_with_its_fee(caller: CoinbaseCaller) -> None:
    told = caller.order(caller.placed())

    assert (told["status"], told["filled_size"], told["completion_percentage"]) == ("OPEN", "0", "0")
    assert told["outstanding_hold_amount"] == "503"
    assert balance(caller, "USDT") == ("999497", "503")


def test_a_sale_ties_up_what_it_sells(caller: CoinbaseCaller) -> None:
    told = caller.order(caller.placed(_side="SELL", limit_price="70000"))

    assert told["outstanding_hold_amount"] == "0.01"
    assert balance(caller, "BTC") == ("9.99", "0.01")


def test_a_client_order_id_names_one_order_for_ever(caller: CoinbaseCaller) -> None:
    """CBS-32: also once it is over, and on another market."""
    first = caller.limit().body["order_id"]
    caller.cancel(first)

    again = caller.limit(limit_price="40000")
    elsewhere = caller.limit(_product_id="ETH-USDT", limit_price="10", base_size="1")

    assert again.body["order_id"] == elsewhere.body["order_id"] == first
    assert elsewhere.body["success_response"]["product_id"] == "BTC-USDT"
    assert len(list(caller.venue.ledger.of(OrderAccepted))) == 1


def test_an_order_that_was_refused_leaves_its_name_free(caller: CoinbaseCaller) -> None:
    assert caller.limit(base_size="1000").reason == "INSUFFICIENT_FUND"
    assert caller.limit().reason is None


def test_names_of_two_accounts_are_not_the_same(caller: CoinbaseCaller) -> None:
    mine = caller.limit().body["order_id"]
    other = caller.token("POST", "/api/v3/brokerage/orders", name=OTHER_NAME, secret=OTHER_SECRET)
    order = {**ORDER, "order_configuration": {"limit_limit_gtc": RESTING}}

    assert caller.post("/orders", order, credentials=other).body["order_id"] != mine


def test_a_market_buy_by_amount_spends_it_with_its_fee(caller: CoinbaseCaller) -> None:
    caller.market("BUY", quote_size="1000")
    [told] = caller.get("/orders/historical/batch").body["orders"]

    assert told["order_configuration"] == {"market_market_ioc": {"quote_size": "1000"}}
    assert (told["status"], told["size_in_quote"], told["size_inclusive_of_fees"]) == ("FILLED", True, True)
    spent = Decimal(told["filled_value"]) + Decimal(told["total_fees"])
    assert Decimal(told["total_value_after_fees"]) == spent
    assert Decimal("999.99") < spent <= 1000
    assert Decimal(balance(caller, "USDT")[0]) == 1_000_000 - spent


def test_a_market_sale_by_size_gets_what_is_left_after_its_fee(caller: CoinbaseCaller) -> None:
    caller.market("SELL", base_size="0.5")
    [told] = caller.get("/orders/historical/batch").body["orders"]

    assert (told["filled_value"], told["total_fees"]) == ("29950", "179.7")
    assert told["total_value_after_fees"] == "29770.3"
    assert balance(caller, "USDT") == ("1029770.3", "0")


def test_what_a_market_order_cannot_get_is_cancelled(caller: CoinbaseCaller) -> None:
    caller.market("BUY", base_size="1.5")
    [told] = caller.get("/orders/historical/batch").body["orders"]

    assert (told["status"], told["filled_size"], told["completion_percentage"]) == ("CANCELLED", "1", "66.67")
    assert told["cancel_message"] == ""


@pytest.mark.parametrize(
    ("kind", "size", "status", "filled"),
    [
        ("sor_limit_ioc", "1.5", "CANCELLED", "1"),
        ("sor_limit_ioc", "0.5", "FILLED", "0.5"),
        ("limit_limit_fok", "1.5", "CANCELLED", "0"),
        ("limit_limit_fok", "1", "FILLED", "1"),
        ("limit_limit_gtc", "1.5", "OPEN", "1"),
    ],
)
def test_what_becomes_of_what_is_left(
    caller: CoinbaseCaller, kind: str, size: str, status: str, filled: str
) -> None:
    told = caller.order(caller.placed(kind, base_size=size, limit_price="60100"))

    assert (told["status"], told["filled_size"]) == (status, filled)


def test_a_limit_by_amount_is_turned_into_a_size(caller: CoinbaseCaller) -> None:
    told = caller.order(caller.placed(base_size=None, quote_size="500"))

    assert told["order_configuration"]["limit_limit_gtc"]["base_size"] == "0.01"


def test_a_gtd_order_says_its_end(caller: CoinbaseCaller) -> None:
    order_id = caller.placed("limit_limit_gtd", end_time="2027-01-15T09:00:00Z", post_only=True)
    told = caller.order(order_id)

    assert told["time_in_force"] == "GOOD_UNTIL_DATE_TIME"
    assert told["order_configuration"]["limit_limit_gtd"] == {
        "base_size": "0.01",
        "limit_price": "50000",
        "post_only": True,
        "end_time": "2027-01-15T09:00:00Z",
    }


def test_a_post_only_order_that_would_take_is_never_there(caller: CoinbaseCaller) -> None:
    caller.limit(limit_price="60100", post_only=True)

    assert caller.get("/orders/historical/batch").body["orders"] == []


def test_only_orders_that_rest_are_taken_in_a_market_for_them(caller: CoinbaseCaller) -> None:
    caller.exchange.set_status("BTCUSDT", SymbolStatus.POST_ONLY)

    assert caller.limit().reason == "ORDER_ENTRY_DISABLED"
    assert caller.limit(post_only=True).reason is None


def test_one_order_too_many_is_taken_and_fails(caller: CoinbaseCaller) -> None:
    caller = CoinbaseCaller(limits={"open_orders": 2})
    order_ids = [caller.placed() for _ in range(3)]
    told = caller.order(order_ids[2])

    assert (told["status"], told["reject_reason"]) == ("FAILED", "TOO_MANY_OPEN_ORDERS")
    assert told["outstanding_hold_amount"] == "0"
    assert balance(caller, "USDT")[1] == "1006"
    assert [entry.fact.reason for entry in caller.venue.ledger.of(OrderRefused)] == ["too_many_open_orders"]
    assert caller.cancel(order_ids[2]).body["results"][0]["failure_reason"] == "UNKNOWN_CANCEL_ORDER"
    caller.cancel(order_ids[0])
    assert caller.order(caller.placed())["status"] == "OPEN"


def test_an_order_of_a_delisted_market_is_of_no_market(caller: CoinbaseCaller) -> None:
    caller.venue.delist_symbol("BTCUSDT")

    assert caller.limit().reason == "INVALID_PRODUCT_ID"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_order_id": None},
        {"client_order_id": 1},
        {"product_id": None},
        {"side": None},
        {"order_configuration": None},
        {"order_configuration": {"limit_limit_gtc": {"base_size": 0.01, "limit_price": "50000"}}},
    ],
    ids=str,
)
def test_what_is_no_order_is_an_invalid_argument(caller: CoinbaseCaller, changes: Any) -> None:
    order = {**ORDER, "order_configuration": {"limit_limit_gtc": RESTING}, **changes}
    answer = caller.post("/orders", {name: value for name, value in order.items() if value is not None})

    assert (answer.status, answer.body["error"]) == (400, "INVALID_ARGUMENT")


# --- cancelling -----------------------------------------------------------------------------------


def test_cancels_are_answered_one_by_one(caller: CoinbaseCaller) -> None:
    mine = caller.placed()
    results = caller.cancel(mine, "none").body["results"]

    assert results == [
        {"success": True, "failure_reason": "UNKNOWN_CANCEL_FAILURE_REASON", "order_id": mine},
        {"success": False, "failure_reason": "UNKNOWN_CANCEL_ORDER", "order_id": "none"},
    ]
    told = caller.order(mine)
    assert (told["status"], told["cancel_message"]) == ("CANCELLED", "User requested cancel")
    assert balance(caller, "USDT") == ("1000000", "0")


def test_another_accounts_order_cannot_be_cancelled(caller: CoinbaseCaller) -> None:
    mine = caller.placed()
    path = "/orders/batch_cancel"
    other = caller.token("POST", f"/api/v3/brokerage{path}", name=OTHER_NAME, secret=OTHER_SECRET)
    answer = caller.post(path, {"order_ids": [mine]}, credentials=other)

    assert answer.body["results"][0]["failure_reason"] == "UNKNOWN_CANCEL_ORDER"
    assert caller.order(mine)["status"] == "OPEN"


@pytest.mark.parametrize("order_ids", [[], [f"o{number}" for number in range(101)], "o", [1]])
def test_as_many_as_may_be_named(caller: CoinbaseCaller, order_ids: Any) -> None:
    answer = caller.post("/orders/batch_cancel", {"order_ids": order_ids})

    assert answer.status == (200 if order_ids == "o" else 400)


# --- editing --------------------------------------------------------------------------------------


def test_an_edit_keeps_the_id_and_tells_its_history(caller: CoinbaseCaller) -> None:
    order_id = caller.placed()
    caller.now_s += 1

    assert caller.edit(order_id, price="50001", size="0.02").body == {"success": True, "errors": []}
    told = caller.order(order_id)
    assert told["order_configuration"]["limit_limit_gtc"] == {
        "base_size": "0.02",
        "limit_price": "50001",
        "post_only": False,
    }
    assert told["edit_history"] == [
        {"price": "50001", "size": "0.02", "replace_accept_timestamp": "2027-01-15T08:00:01.000000Z"}
    ]


def test_a_smaller_size_keeps_its_place_and_all_else_loses_it(caller: CoinbaseCaller) -> None:
    ids = [caller.placed(base_size="0.02") for _ in range(2)]
    caller.edit(ids[0], price="50000", size="0.01")
    side = caller.exchange.engine("BTCUSDT").bids.level(5_000_000)
    assert side is not None
    first = [order.tags["order_id"] for order in side.orders.values()]
    caller.edit(ids[0], price="50000", size="0.03")
    then = [order.tags["order_id"] for order in side.orders.values()]

    assert (first, then) == (ids, ids[::-1])


def test_an_edit_that_crosses_takes(caller: CoinbaseCaller) -> None:
    order_id = caller.placed()
    caller.edit(order_id, price="60100", size="0.01")

    assert caller.order(order_id)["status"] == "FILLED"


def test_of_a_filled_part_the_size_counts(caller: CoinbaseCaller) -> None:
    order_id = caller.placed(base_size="1.5", limit_price="60100")

    assert caller.edit(order_id, price="60100", size="1.2").reason is None
    assert caller.order(order_id)["completion_percentage"] == "83.33"


# --- previews -------------------------------------------------------------------------------------


def preview(caller: CoinbaseCaller, configuration: Any, side: str = "BUY") -> Any:
    order = {"product_id": "BTC-USDT", "side": side, "order_configuration": configuration}
    return caller.post("/orders/preview", order).body


def test_a_preview_says_what_it_would_cost_and_places_nothing(caller: CoinbaseCaller) -> None:
    told = preview(caller, {"limit_limit_gtc": {"base_size": "0.1", "limit_price": "60100"}})

    assert told["errs"] == told["warning"] == []
    assert (told["quote_size"], told["commission_total"], told["order_total"]) == ("6010", "36.06", "6046.06")
    assert (told["best_bid"], told["best_ask"], told["slippage"]) == ("59900", "60100", "0")
    assert told["preview_id"]
    assert list(caller.venue.ledger.of(OrderAccepted)) == []


def test_an_order_that_rests_pays_the_makers_fee(caller: CoinbaseCaller) -> None:
    told = preview(caller, {"limit_limit_gtc": RESTING})

    assert (told["commission_total"], told["order_total"]) == ("2", "502")


def test_an_amount_is_spent_with_its_fee_in_a_preview_too(caller: CoinbaseCaller) -> None:
    told = preview(caller, {"market_market_ioc": {"quote_size": "1000"}})

    assert Decimal("999.99") < Decimal(told["order_total"]) <= 1000


def test_slippage_is_against_the_best_price(caller: CoinbaseCaller) -> None:
    caller.crowd("SELL", Decimal(60_200), "1")
    told = preview(caller, {"market_market_ioc": {"base_size": "2"}})

    assert told["slippage"] == "0.000832"
    assert told["warning"] == ["BIG_ORDER"]


def test_a_preview_of_an_edit_says_the_same(caller: CoinbaseCaller) -> None:
    order_id = caller.placed()
    body = {"order_id": order_id, "price": "40000", "size": "0.02"}
    told = caller.post("/orders/edit_preview", body).body

    assert told["errors"] == []
    assert (told["quote_size"], told["base_size"], told["order_total"]) == ("800", "0.02", "803.2")
    assert caller.order(order_id)["order_configuration"]["limit_limit_gtc"]["limit_price"] == "50000"
    failed = caller.post("/orders/edit_preview", {**body, "size": "0"}).body["errors"]
    assert failed[0]["edit_failure_reason"] == "INVALID_EDITED_SIZE"


# --- what the lab does without a protocol ---------------------------------------------------------


def test_an_order_that_came_in_by_no_protocol_is_shown_too(caller: CoinbaseCaller) -> None:
    new = NewOrder(account="subject", client_order_id="by-hand", side=Side.BUY, ticks=5_000_000, lots=10**6)
    order = caller.exchange.place("BTCUSDT", new)
    assert isinstance(order, Order)
    [told] = caller.get("/orders/historical/batch", order_status="OPEN").body["orders"]

    assert told["client_order_id"] == "by-hand"
    assert told["order_configuration"]["limit_limit_gtc"]["base_size"] == "0.01"
    assert caller.order(told["order_id"]) == told
    assert caller.edit(told["order_id"], price="50001", size="0.01").reason is None
    assert caller.cancel(told["order_id"]).body["results"][0]["success"] is True
