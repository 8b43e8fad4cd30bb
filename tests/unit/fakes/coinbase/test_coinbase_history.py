"""Questions for orders and executions: filters, pages and order (CBS-37, CBS-38)."""

from typing import Any

import pytest

from tests.unit.fakes.coinbase.coinbase_caller import CoinbaseCaller

BATCH = "/orders/historical/batch"
FILLS = "/orders/historical/fills"


@pytest.fixture
def traded(caller: CoinbaseCaller) -> CoinbaseCaller:
    """Six orders, a second apart: resting, filled, cancelled, of an hour's life, immediate, a sale on ETH."""
    caller.placed(_client_order_id="resting")
    caller.now_s += 1
    caller.placed(_client_order_id="filled", limit_price="60100", base_size="0.1")
    caller.now_s += 1
    caller.cancel(caller.placed(_client_order_id="cancelled"))
    caller.now_s += 1
    caller.placed("limit_limit_gtd", _client_order_id="ending", end_time="2027-01-15T10:00:00Z")
    caller.now_s += 1
    caller.market("BUY", base_size="0.2")
    caller.now_s += 1
    caller.placed(_client_order_id="ether", _product_id="ETH-USDT", limit_price="10", base_size="1")
    return caller


def names(caller: CoinbaseCaller, **filters: Any) -> list[str]:
    return [order["client_order_id"] for order in caller.get(BATCH, **filters).body["orders"]]


def test_the_list_is_newest_first(traded: CoinbaseCaller) -> None:
    assert names(traded) == ["ether", "m5", "ending", "cancelled", "filled", "resting"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"order_status": "OPEN"}, ["ether", "ending", "resting"]),
        ({"order_status": ["FILLED", "CANCELLED"]}, ["m5", "cancelled", "filled"]),
        ({"product_id": "ETH-USDT"}, ["ether"]),
        ({"product_ids": ["ETH-USDT", "LTC-BTC"]}, ["ether"]),
        ({"order_types": "MARKET"}, ["m5"]),
        ({"order_side": "SELL"}, []),
        ({"time_in_forces": "GOOD_UNTIL_DATE_TIME"}, ["ending"]),
        ({"time_in_forces": ["IMMEDIATE_OR_CANCEL", "FILL_OR_KILL"]}, ["m5"]),
        ({"start_date": "2027-01-15T08:00:03Z"}, ["ether", "m5", "ending"]),
        ({"end_date": "2027-01-15T08:00:01Z"}, ["resting"]),
        ({"product_type": "FUTURE"}, []),
        ({"sort_by": "LAST_FILL_TIME", "order_status": "FILLED"}, ["m5", "filled"]),
        ({"sort_by": "LIMIT_PRICE", "product_id": "BTC-USDT", "limit": "1"}, ["filled"]),
    ],
)
def test_filters_hold_together(traded: CoinbaseCaller, filters: Any, expected: list[str]) -> None:
    assert names(traded, **filters) == expected


@pytest.mark.parametrize(
    "filters",
    [
        {"order_status": ["OPEN", "FILLED"]},
        {"order_status": "RESTING"},
        {"sort_by": "LUCK"},
        {"cursor": "no cursor"},
        {"cursor": "YQ=="},
        {"limit": "many"},
        {"limit": "0"},
        {"start_date": "yesterday"},
    ],
)
def test_what_is_no_filter_is_an_invalid_argument(traded: CoinbaseCaller, filters: Any) -> None:
    answer = traded.get(BATCH, **filters)

    assert (answer.status, answer.body["error"]) == (400, "INVALID_ARGUMENT")


def test_pages_follow_each_other_without_holes(traded: CoinbaseCaller) -> None:
    seen: list[str] = []
    cursor = ""
    pages = 0
    while True:
        body = traded.get(BATCH, limit=4, cursor=cursor).body
        seen += [order["client_order_id"] for order in body["orders"]]
        pages, cursor = pages + 1, body["cursor"]
        if not body["has_next"]:
            break

    assert (pages, cursor) == (2, "")
    assert seen == names(traded)


def test_orders_are_asked_for_by_their_ids(traded: CoinbaseCaller) -> None:
    orders = traded.get(BATCH).body["orders"]
    wanted = [orders[0]["order_id"], orders[3]["order_id"]]

    assert names(traded, order_ids=wanted) == ["ether", "cancelled"]
    assert traded.get(f"/orders/historical/{wanted[1]}").body["order"] == orders[3]


def test_an_order_that_is_not_there_is_404(traded: CoinbaseCaller) -> None:
    answer = traded.get("/orders/historical/none")

    assert answer.status == 404
    assert answer.body["message"] == "order with this orderID was not found"


def test_executions_are_newest_first_and_filtered(traded: CoinbaseCaller) -> None:
    fills = traded.get(FILLS).body["fills"]

    assert [fill["size"] for fill in fills] == ["0.2", "0.1"]
    assert fills[0]["liquidity_indicator"] == "TAKER"
    assert fills[1]["commission"] == "36.06"
    by_order = traded.get(FILLS, order_ids=fills[1]["order_id"]).body["fills"]
    by_trade = traded.get(FILLS, trade_ids=[fills[0]["trade_id"]]).body["fills"]
    since = traded.get(FILLS, start_sequence_timestamp="2027-01-15T08:00:02Z").body["fills"]
    until = traded.get(FILLS, end_sequence_timestamp="2027-01-15T08:00:02Z").body["fills"]
    assert (by_order, by_trade, since, until) == ([fills[1]], [fills[0]], [fills[0]], [fills[1]])
    assert traded.get(FILLS, product_id="ETH-USDT").body["fills"] == []


def test_executions_come_in_pages(traded: CoinbaseCaller) -> None:
    first = traded.get(FILLS, limit=1).body
    second = traded.get(FILLS, limit=1, cursor=first["cursor"]).body

    assert first["cursor"] != "" == second["cursor"]
    assert [*first["fills"], *second["fills"]] == traded.get(FILLS).body["fills"]


def test_a_makers_execution_says_so(caller: CoinbaseCaller) -> None:
    caller.placed(_client_order_id="resting")
    caller.venue.counterparty.fill("subject", "BTCUSDT", "resting")
    [fill] = caller.get(FILLS).body["fills"]

    assert (fill["liquidity_indicator"], fill["commission"], fill["price"]) == ("MAKER", "2", "50000")
