"""BIN-20 to BIN-24: what is counted, what is given back, and what becomes of those who go on."""

from decimal import Decimal

import pytest

from fakes.ledger import Banned, QuotaExceeded, QuotaUsed
from fakes.market.counterparty import Counterparty
from fakes.quotas import BanLadder
from tests.unit.fakes.binance.rest_caller import BID, RestCaller

PING = "/api/v3/ping"
WEIGHT = "X-MBX-USED-WEIGHT-1M"
ORDERS = "X-MBX-ORDER-COUNT-10S"


def orders_counted(caller: RestCaller) -> list[int]:
    return [row["count"] for row in caller.signed("GET", "/api/v3/rateLimit/order").body]


@pytest.mark.parametrize(("limit", "weight"), [(100, 5), (101, 25), (501, 50), (1001, 250), (9999, 250)])
def test_a_deeper_book_costs_more(limit: int, weight: int) -> None:
    """BIN-37."""
    answer = RestCaller().get("/api/v3/depth", symbol="BTCUSDT", limit=limit)

    assert answer.headers[WEIGHT] == str(weight)


def test_placing_and_cancelling_are_free_when_they_succeed_and_cost_when_they_fail() -> None:
    caller = RestCaller()

    order_id = caller.place().body["orderId"]
    cancel = {"symbol": "BTCUSDT", "orderId": order_id}

    assert caller.signed("DELETE", "/api/v3/order", **cancel).headers[WEIGHT] == "0"
    assert caller.signed("DELETE", "/api/v3/order", **cancel).headers[WEIGHT] == "1"


def test_beyond_the_weight_requests_are_refused_until_the_minute_is_over() -> None:
    caller = RestCaller(limits={"weight_per_minute": 2})
    caller.now_s += 45
    caller.get(PING)
    caller.get(PING)

    refused = caller.get(PING)
    caller.now_s += 15
    served = caller.get(PING)

    assert (refused.status, refused.code) == (429, -1003)
    assert refused.headers["Retry-After"] == "15"
    assert "current limit is 2 request weight per 1 MINUTE" in refused.body["msg"]
    assert (served.status, served.headers[WEIGHT]) == (200, "1")
    assert [entry.fact.limiter for entry in caller.venue.ledger.of(QuotaExceeded)] == ["REQUEST_WEIGHT"]


def test_what_was_used_in_the_busiest_window_is_on_record() -> None:
    caller = RestCaller()
    for _ in range(3):
        caller.get(PING)
    caller.now_s += 60
    caller.get(PING)
    caller.place()

    used = [
        (entry.fact.limiter, entry.fact.used, entry.fact.limit) for entry in caller.venue.ledger.of(QuotaUsed)
    ]
    assert [each for each in used if each[0] == "REQUEST_WEIGHT"] == [
        ("REQUEST_WEIGHT", number, 6000) for number in (1, 2, 3)
    ]
    assert ("ORDERS_10S", 1, 50) in used
    assert ("ORDERS_1D", 1, 160_000) in used


def test_weight_is_counted_by_address() -> None:
    caller = RestCaller(limits={"weight_per_minute": 1})
    caller.get(PING)

    assert caller.get(PING).status == 429
    assert caller.send("GET", PING, "", source="10.0.0.2").status == 200


def test_who_goes_on_after_being_told_to_wait_is_banned_for_two_minutes() -> None:
    caller = RestCaller(limits={"weight_per_minute": 1})
    caller.get(PING)
    caller.get(PING)
    caller.now_s += 2

    statuses = [caller.get(PING).status for _ in range(7)]
    banned = caller.get(PING)
    caller.now_s += 119
    still = caller.get("/api/v3/time")
    caller.now_s += 1
    free = caller.get(PING)

    assert statuses == [429] * 5 + [418] * 2
    assert banned.headers["Retry-After"] == "120"
    assert banned.body["msg"].startswith(
        "Way too much request weight used; IP banned until 1800000122000. Please use"
    )
    assert (still.status, still.headers["Retry-After"]) == (418, "1")
    assert free.status == 200
    assert [entry.fact.until_s for entry in caller.venue.ledger.of(Banned)] == [122.0]


def test_requests_already_on_their_way_are_not_held_against_the_sender() -> None:
    caller = RestCaller(limits={"weight_per_minute": 1})

    assert [caller.get(PING).status for _ in range(20)] == [200] + [429] * 19


def test_a_second_ban_is_longer() -> None:
    ladder = BanLadder()

    assert ladder.ban("a", 0.0) == 120.0
    assert ladder.ban("a", 200.0) == 440.0


def test_each_accepted_order_counts_and_cancelling_gives_nothing_back() -> None:
    """BIN-23."""
    caller = RestCaller()
    first = caller.place()
    caller.signed("DELETE", "/api/v3/openOrders", symbol="BTCUSDT")
    second = caller.place()
    caller.place(price="1")

    assert (first.headers[ORDERS], second.headers[ORDERS]) == ("1", "2")
    assert orders_counted(caller) == [2, 2]


def test_the_order_count_begins_anew_every_ten_seconds() -> None:
    caller = RestCaller()
    caller.place()
    caller.now_s += 10

    assert orders_counted(caller) == [0, 1]


def test_beyond_the_order_limit_placing_is_refused_and_cancelling_is_not() -> None:
    caller = RestCaller(limits={"orders_per_10_s": 1})
    order_id = caller.place().body["orderId"]

    refused = caller.place()

    assert (refused.status, refused.code) == (429, -1015)
    assert refused.body["msg"] == "Too many new orders; current limit is 1 orders per 10 SECOND."
    assert refused.headers["Retry-After"] == "10"
    assert caller.signed("DELETE", "/api/v3/order", symbol="BTCUSDT", orderId=order_id).status == 200


def test_an_order_that_fills_at_once_leaves_the_count_as_it_was() -> None:
    """order_count_decrement.md, example 1."""
    caller = RestCaller()
    caller.place()
    caller.place()
    answer = caller.place(type="MARKET", timeInForce=None, price=None)

    assert answer.headers[ORDERS] == "2"


def test_a_first_fill_as_maker_lowers_the_count_by_more_than_one() -> None:
    """order_count_decrement.md, example 2: five orders, the first of them partially filled."""
    caller = RestCaller()
    for number in range(5):
        caller.place(newClientOrderId=f"order-{number}", price=str(BID + Decimal("0.01") * number))
    crowd = Counterparty(caller.exchange)

    crowd.fill("subject", "BTCUSDT", "order-4", 100)
    once = orders_counted(caller)
    caller.place()
    crowd.fill("subject", "BTCUSDT", "order-4", 100)

    assert once == [0, 0]
    assert orders_counted(caller) == [1, 1]


def test_a_limit_that_does_not_exist_cannot_be_set() -> None:
    with pytest.raises(ValueError, match="wishes"):
        RestCaller(limits={"wishes": 3})
