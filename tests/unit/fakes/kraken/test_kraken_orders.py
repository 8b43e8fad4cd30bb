"""Placing and cancelling: KRK-31 to KRK-48."""

import re
from decimal import Decimal

import pytest

from fakes.accounts import VENUE
from fakes.ledger import OrderAccepted, OrderRefused
from tests.unit.fakes.kraken.kraken_caller import OTHER_KEY, KrakenCaller

TXID = re.compile(r"^O[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$")


def invalid(name: str) -> str:
    return f"EGeneral:Invalid arguments:{name}"


# --- the answer -----------------------------------------------------------------------------------


def test_an_accepted_order_gets_an_id_and_is_described(caller: KrakenCaller) -> None:
    result = caller.place(volume="1.5", price="50000").result

    assert result["descr"] == {"order": "buy 1.50000000 XBTUSDT @ limit 50000.0"}
    assert [bool(TXID.match(txid)) for txid in result["txid"]] == [True]


def test_a_market_order_is_described_too(caller: KrakenCaller) -> None:
    answer = caller.place(ordertype="market", type="sell", price=None)

    assert answer.result["descr"] == {"order": "sell 0.01000000 XBTUSDT @ market"}


def test_an_order_that_is_only_checked_has_no_id_and_does_not_exist(caller: KrakenCaller) -> None:
    answer = caller.place(validate="true")

    assert answer.result == {"descr": {"order": "buy 0.01000000 XBTUSDT @ limit 50000.0"}}
    assert list(caller.venue.ledger.of(OrderAccepted)) == []


def test_checking_finds_what_placing_would(caller: KrakenCaller) -> None:
    assert caller.place(validate="true", volume="0.00001").error == "EOrder:Order minimum not met"


def test_the_same_seed_gives_the_same_ids() -> None:
    assert KrakenCaller().placed() == KrakenCaller().placed()


# --- form -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", ["XBTUSDT", "XBT/USDT", "BTC/USDT"])
def test_a_market_may_be_called_by_any_of_its_names(caller: KrakenCaller, pair: str) -> None:
    assert caller.place(pair=pair).error is None


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"pair": None}, invalid("pair")),
        ({"ordertype": None}, invalid("ordertype")),
        ({"type": None}, invalid("type")),
        ({"type": "hold"}, invalid("type")),
        ({"volume": None}, invalid("volume")),
        ({"volume": "much"}, invalid("volume")),
        ({"volume": "-1"}, invalid("volume")),
        ({"volume": "0.000000001"}, invalid("volume")),
        ({"price": None}, invalid("price")),
        ({"price": "+5%"}, invalid("price")),
        ({"price2": "1"}, invalid("price2")),
        ({"displayvol": "0.001"}, invalid("displayvol")),
        ({"timeinforce": "DAY"}, invalid("timeinforce")),
        ({"timeinforce": "GTD"}, invalid("timeinforce")),
        ({"timeinforce": "IOC", "oflags": "post"}, invalid("timeinforce")),
        ({"ordertype": "market", "price": None, "timeinforce": "FOK"}, invalid("timeinforce")),
        ({"oflags": "now"}, invalid("oflags")),
        ({"oflags": "fcib,fciq"}, invalid("oflags")),
        ({"oflags": "viqc"}, invalid("oflags")),
        ({"ordertype": "market", "price": None, "oflags": "post"}, invalid("oflags")),
        ({"ordertype": "market", "price": None, "type": "sell", "oflags": "viqc"}, invalid("oflags")),
        ({"stptype": "cancel-none"}, invalid("stptype")),
        ({"userref": "ours"}, invalid("userref")),
        ({"userref": str(2**31)}, invalid("userref")),
        ({"cl_ord_id": "a", "userref": "1"}, invalid("cl_ord_id")),
        ({"cl_ord_id": "nineteen letters id"}, invalid("cl_ord_id")),
        ({"cl_ord_id": "ä"}, invalid("cl_ord_id")),
        ({"validate": "perhaps"}, invalid("validate")),
        ({"expiretm": "+4", "timeinforce": "GTD"}, invalid("expiretm")),
        ({"expiretm": "soon", "timeinforce": "GTD"}, invalid("expiretm")),
        ({"deadline": "2027-01-15T08:00:01Z"}, invalid("deadline")),
        ({"deadline": "2027-01-15T08:01:01Z"}, invalid("deadline")),
        ({"deadline": "tomorrow"}, invalid("deadline")),
        ({"starttm": "+60"}, "EOrder:Scheduled orders limit exceeded"),
        ({"close[ordertype]": "limit"}, "EOrder:Scheduled orders limit exceeded"),
        ({"ordertype": "trailing-stop"}, "EOrder:Scheduled orders limit exceeded"),
        ({"ordertype": "iceberg"}, "EOrder:Scheduled orders limit exceeded"),
        ({"reduce_only": "true"}, "EOrder:Margin allowance exceeded"),
    ],
    ids=str,
)
def test_ill_formed_orders_are_refused(
    caller: KrakenCaller, parameters: dict[str, str | None], error: str
) -> None:
    assert caller.place(**parameters).error == error


@pytest.mark.parametrize(
    "cl_ord_id",
    ["a", "eighteen-letters-i", "6d1b345e-2821-40e2-ad83-4ecb18a06876", "da8e4ad59b78481c93e589746b0cf91f"],
)
def test_client_ids_come_in_three_forms(caller: KrakenCaller, cl_ord_id: str) -> None:
    txid = caller.placed(cl_ord_id=cl_ord_id)

    assert caller.order(txid)["cl_ord_id"] == cl_ord_id


def test_a_deadline_that_is_near_enough_is_taken(caller: KrakenCaller) -> None:
    assert caller.place(deadline="2027-01-15T08:00:02Z").error is None
    assert caller.place(deadline="2027-01-15T09:01:00+01:00").error is None


# --- names ----------------------------------------------------------------------------------------


def test_a_name_is_unique_among_open_orders_only(caller: KrakenCaller) -> None:
    caller.place(cl_ord_id="a")
    assert caller.place(cl_ord_id="a").error == "EOrder:Duplicate cl_ord_id"

    caller.post("CancelOrder", cl_ord_id="a")

    assert caller.place(cl_ord_id="a").error is None


def test_on_all_markets_together(caller: KrakenCaller) -> None:
    caller.place(cl_ord_id="a")

    assert (
        caller.place(cl_ord_id="a", pair="ETHUSDT", price="10", volume="1").error
        == "EOrder:Duplicate cl_ord_id"
    )


def test_but_not_of_all_clients(caller: KrakenCaller) -> None:
    caller.place(cl_ord_id="a")

    assert caller.place(cl_ord_id="a", api_key=OTHER_KEY, nonce="1").error is None


def test_a_userref_is_not_unique(caller: KrakenCaller) -> None:
    assert [caller.place(userref="7").error for _ in range(2)] == [None, None]


# --- what becomes of them -------------------------------------------------------------------------


def test_an_order_rests_open(caller: KrakenCaller) -> None:
    order = caller.order(caller.placed())

    assert (order["status"], order["vol_exec"], order["price"]) == ("open", "0.00000000", "0.00000")


def test_one_that_is_filled_is_closed(caller: KrakenCaller) -> None:
    order = caller.order(caller.placed(price="60100", volume="0.5"))

    assert (order["status"], order["vol_exec"], order["cost"]) == ("closed", "0.50000000", "30050.00000")
    assert (order["price"], order["descr"]["price"]) == ("60100.00000", "60100.0")
    assert order["closetm"] == order["opentm"]


def test_what_an_immediate_order_leaves_is_cancelled(caller: KrakenCaller) -> None:
    order = caller.order(caller.placed(price="60100", volume="1.5", timeinforce="IOC"))

    assert (order["status"], order["vol_exec"], order["misc"]) == ("canceled", "1.00000000", "partial")


def test_an_immediate_order_that_is_filled_is_closed(caller: KrakenCaller) -> None:
    order = caller.order(caller.placed(price="60100", volume="1", timeinforce="IOC"))

    assert order["status"] == "closed"


def test_all_or_none(caller: KrakenCaller) -> None:
    none = caller.order(caller.placed(price="60100", volume="1.5", timeinforce="FOK"))
    whole = caller.order(caller.placed(price="60100", volume="1", timeinforce="FOK"))

    assert (none["status"], none["vol_exec"]) == ("canceled", "0.00000000")
    assert (whole["status"], whole["vol_exec"]) == ("closed", "1.00000000")


def test_what_the_book_cannot_fill_of_a_market_order_is_cancelled(caller: KrakenCaller) -> None:
    order = caller.order(caller.placed(ordertype="market", price=None, volume="1.5"))

    assert (order["status"], order["vol_exec"]) == ("canceled", "1.00000000")


def test_a_market_order_by_amount_spends_that_much(caller: KrakenCaller) -> None:
    order = caller.order(caller.placed(ordertype="market", price=None, volume="601", oflags="viqc"))

    assert (order["vol"], order["vol_exec"], order["cost"]) == ("601.00000", "0.01000000", "601.00000")
    assert order["oflags"] == "viqc,fciq"


def test_a_post_only_order_that_would_take_is_accepted_and_cancelled(caller: KrakenCaller) -> None:
    order = caller.order(caller.placed(price="60100", oflags="post"))

    assert (order["status"], order["reason"]) == ("canceled", "Post only order")


@pytest.mark.parametrize(
    ("stptype", "older", "newer"),
    [
        (None, "open", "canceled"),
        ("cancel-newest", "open", "canceled"),
        ("cancel-oldest", "canceled", "open"),
        ("cancel-both", "canceled", "canceled"),
    ],
)
def test_self_trades_are_prevented(caller: KrakenCaller, stptype: str | None, older: str, newer: str) -> None:
    first = caller.placed(price="60000", type="sell")
    second = caller.placed(price="60000", stptype=stptype)

    assert (caller.order(first)["status"], caller.order(second)["status"]) == (older, newer)


# --- money ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "oflags", "spent", "fee", "asset"),
    [
        ("buy", None, "USDT", "120.20000", "USDT"),
        ("buy", "fcib", "USDT", "0.0020000000", "BTC"),
        ("sell", None, "BTC", "0.0020000000", "BTC"),
        ("sell", "fciq", "BTC", "119.80000", "USDT"),
    ],
)
def test_the_fee_is_in_the_asset_that_is_preferred(
    caller: KrakenCaller, side: str, oflags: str | None, spent: str, fee: str, asset: str
) -> None:
    price = "60100" if side == "buy" else "59900"

    order = caller.order(caller.placed(type=side, price=price, volume="0.5", oflags=oflags))

    assert order["fee"] == fee
    collected = caller.exchange.accounts.balance(VENUE, asset).free_atoms
    assert collected >= int(Decimal(fee).scaleb({"USDT": 5, "BTC": 10}[asset]))


def test_an_account_cannot_spend_the_fee_twice(caller: KrakenCaller) -> None:
    """All that is there buys less than it would without a fee."""
    assert caller.place(price="50000", volume="20").error == "EOrder:Insufficient funds"
    assert caller.place(price="50000", volume="19.92").error is None


def test_a_refusal_for_funds_is_in_the_ledger(caller: KrakenCaller) -> None:
    caller.place(volume="1000", cl_ord_id="a")

    facts = [(e.fact.client_order_id, e.fact.reason) for e in caller.venue.ledger.of(OrderRefused)]
    assert facts == [("a", "insufficient_balance")]


# --- cancelling -----------------------------------------------------------------------------------


def test_an_order_is_cancelled_by_its_id_or_its_name(caller: KrakenCaller) -> None:
    first, second = caller.placed(), caller.placed(cl_ord_id="b")

    assert caller.post("CancelOrder", txid=first).result == {"count": 1}
    assert caller.post("CancelOrder", cl_ord_id="b").result == {"count": 1}
    assert [caller.order(txid)["reason"] for txid in (first, second)] == ["User requested"] * 2


def test_all_of_a_userref_at_once(caller: KrakenCaller) -> None:
    for userref in ("7", "7", "8"):
        caller.place(userref=userref)

    assert caller.post("CancelOrder", txid="7").result == {"count": 2}


@pytest.mark.parametrize("parameters", [{}, {"txid": "O", "cl_ord_id": "a"}])
def test_exactly_one_name_is_given(caller: KrakenCaller, parameters: dict[str, str]) -> None:
    assert caller.post("CancelOrder", **parameters).error == invalid("txid")


def test_what_is_finished_or_never_was_is_unknown(caller: KrakenCaller) -> None:
    txid = caller.placed()
    caller.post("CancelOrder", txid=txid)

    for parameters in ({"txid": txid}, {"cl_ord_id": "never"}, {"txid": "12345"}):
        assert caller.post("CancelOrder", **parameters).error == "EOrder:Unknown order"


def test_nobody_cancels_anothers_order(caller: KrakenCaller) -> None:
    txid = caller.placed()

    told = caller.post("CancelOrder", api_key=OTHER_KEY, nonce="1", txid=txid)

    assert told.error == "EOrder:Unknown order"
    assert caller.order(txid)["status"] == "open"


def test_all_orders_of_all_markets(caller: KrakenCaller) -> None:
    caller.place()
    caller.place(pair="ETHUSDT", price="10", volume="1")
    caller.place(api_key=OTHER_KEY, nonce="1")

    assert caller.post("CancelAll").result == {"count": 2}
    assert caller.post("CancelAll").result == {"count": 0}


def test_several_by_their_names(caller: KrakenCaller) -> None:
    first, _ = caller.placed(), caller.placed(cl_ord_id="b")

    answer = caller.post_json(
        "CancelOrderBatch", orders=[first, "OAAAAA-BBBBB-CCCCCC"], cl_ord_ids=["b", "c"]
    )

    assert answer.result == {"count": 2}


@pytest.mark.parametrize("count", [0, 51])
def test_but_not_none_and_not_too_many(caller: KrakenCaller, count: int) -> None:
    answer = caller.post_json("CancelOrderBatch", orders=["OAAAAA-BBBBB-CCCCCC"] * count)

    assert answer.error == invalid("orders")


# --- batches --------------------------------------------------------------------------------------

ROW = {"ordertype": "limit", "type": "buy", "volume": "0.01", "price": "50000"}


def test_a_batch_answers_in_its_order(caller: KrakenCaller) -> None:
    rows = [ROW, {**ROW, "price": "49999", "cl_ord_id": "b"}]

    orders = caller.post_json("AddOrderBatch", pair="XBTUSDT", orders=rows).result["orders"]

    assert [order["descr"]["order"] for order in orders] == [
        "buy 0.01000000 XBTUSDT @ limit 50000.0",
        "buy 0.01000000 XBTUSDT @ limit 49999.0",
    ]
    assert caller.order(orders[1]["txid"])["cl_ord_id"] == "b"


@pytest.mark.parametrize(
    ("bad", "error"),
    [({"type": "hold"}, invalid("type")), ({"volume": "0.00001"}, "EOrder:Order minimum not met")],
)
def test_one_bad_order_refuses_all(caller: KrakenCaller, bad: dict[str, str], error: str) -> None:
    answer = caller.post_json("AddOrderBatch", pair="XBTUSDT", orders=[ROW, {**ROW, **bad}])

    assert answer.error == error
    assert list(caller.venue.ledger.of(OrderAccepted)) == []


def test_a_fault_on_one_order_finds_it_in_a_batch() -> None:
    caller = KrakenCaller()
    seen: list[dict[str, str]] = []
    caller.venue.faults.request = lambda request: seen.append(request.parameters)  # type: ignore[method-assign]

    caller.post_json("AddOrderBatch", pair="XBTUSDT", orders=[ROW, {**ROW, "cl_ord_id": "b"}])

    assert "b" in seen[0].values()
    assert "BTCUSDT" in seen[0].values()


def test_lack_of_funds_refuses_one(caller: KrakenCaller) -> None:
    answer = caller.post_json("AddOrderBatch", pair="XBTUSDT", orders=[{**ROW, "volume": "100"}, ROW])

    first, second = answer.result["orders"]
    assert first == {"error": "EOrder:Insufficient funds"}
    assert TXID.match(second["txid"])


@pytest.mark.parametrize("count", [1, 16])
def test_a_batch_has_two_to_fifteen(caller: KrakenCaller, count: int) -> None:
    assert caller.post_json("AddOrderBatch", pair="XBTUSDT", orders=[ROW] * count).error == invalid("orders")
