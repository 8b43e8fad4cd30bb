"""Amending and editing: KRK-45."""

import pytest

from tests.unit.fakes.kraken.kraken_caller import OTHER_KEY, KrakenCaller


def test_an_amended_order_keeps_its_id_and_its_name(caller: KrakenCaller) -> None:
    txid = caller.placed(cl_ord_id="a")

    amended = caller.post("AmendOrder", cl_ord_id="a", limit_price="50001.5", order_qty="0.02")

    assert amended.result["amend_id"].startswith("T")
    order = caller.order(txid)
    assert (order["status"], order["cl_ord_id"], order["vol"]) == ("open", "a", "0.02000000")
    assert (order["descr"]["price"], order["misc"]) == ("50001.5", "amended")


def test_it_keeps_its_fills(caller: KrakenCaller) -> None:
    txid = caller.placed(price="60100", volume="1.5")

    caller.post("AmendOrder", txid=txid, order_qty="1.2")

    order = caller.order(txid)
    assert (order["status"], order["vol"], order["vol_exec"]) == ("open", "1.20000000", "1.00000000")


def test_it_keeps_its_place_when_it_gets_smaller_and_not_otherwise(caller: KrakenCaller) -> None:
    first, second = caller.placed(price="60000"), caller.placed(price="60000")

    caller.post("AmendOrder", txid=first, order_qty="0.005")
    caller.place(api_key=OTHER_KEY, nonce="1", type="sell", price="60000", volume="0.005")
    assert caller.order(first)["status"] == "closed"

    third = caller.placed(price="60000")
    caller.post("AmendOrder", txid=second, order_qty="0.02")
    caller.place(api_key=OTHER_KEY, nonce="2", type="sell", price="60000", volume="0.01")
    assert caller.order(third)["status"] == "closed"


def test_amended_across_the_book_it_takes(caller: KrakenCaller) -> None:
    txid = caller.placed()

    caller.post("AmendOrder", txid=txid, limit_price="60100")

    assert caller.order(txid)["status"] == "closed"


def test_unless_it_must_not(caller: KrakenCaller) -> None:
    plain, posted = caller.placed(), caller.placed(oflags="post")

    for told in (
        caller.post("AmendOrder", txid=plain, limit_price="60100", post_only="true"),
        caller.post("AmendOrder", txid=posted, limit_price="60100"),
    ):
        assert told.error == "EOrder:Post only order"
    assert [caller.order(txid)["descr"]["price"] for txid in (plain, posted)] == ["50000.0"] * 2


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({}, "EGeneral:Invalid arguments:order_qty"),
        ({"order_qty": "0.00001"}, "EOrder:Order minimum not met"),
        (
            {"limit_price": "50000.01"},
            "EOrder:Invalid price:XBTUSDT price can only be specified up to 1 decimals.",
        ),
        ({"limit_price": "0.1"}, "EOrder:Cost minimum not met"),
        ({"order_qty": "1000"}, "EOrder:Insufficient funds"),
        ({"trigger_price": "1"}, "EGeneral:Invalid arguments:trigger_price"),
        ({"order_qty": "0.02", "deadline": "2026-01-01T00:00:00Z"}, "EService:Deadline elapsed"),
    ],
    ids=str,
)
def test_amendments_are_held_to_the_rules(
    caller: KrakenCaller, parameters: dict[str, str], error: str
) -> None:
    txid = caller.placed()

    assert caller.post("AmendOrder", txid=txid, **parameters).error == error
    order = caller.order(txid)
    assert (order["vol"], order["descr"]["price"]) == ("0.01000000", "50000.0")


def test_only_open_orders_of_ones_own_can_be_amended(caller: KrakenCaller) -> None:
    txid = caller.placed()
    told = caller.post("AmendOrder", api_key=OTHER_KEY, nonce="1", txid=txid, order_qty="0.02")
    assert told.error == "EOrder:Unknown order"
    caller.post("CancelAll")

    assert caller.post("AmendOrder", txid=txid, order_qty="0.02").error == "EOrder:Unknown order"


def test_its_history_tells_each_amendment(caller: KrakenCaller) -> None:
    txid = caller.placed()
    caller.now_s += 2
    amend_id = caller.post("AmendOrder", txid=txid, limit_price="50001").result["amend_id"]

    told = caller.post("OrderAmends", order_id=txid).result

    assert told["count"] == 2
    first, second = told["amends"]
    assert (first["amend_type"], first["limit_price"]) == ("original", "50000.0")
    assert (second["amend_type"], second["limit_price"]) == ("user", "50001.0")
    assert (second["amend_id"], second["order_qty"]) == (amend_id, "0.01000000")
    assert second["timestamp"] - first["timestamp"] == 2_000_000_000


# --- editing --------------------------------------------------------------------------------------


def test_an_edited_order_is_another(caller: KrakenCaller) -> None:
    txid = caller.placed(userref="7")

    told = caller.post("EditOrder", txid=txid, pair="XBTUSDT", price="49999").result

    assert told["status"] == "ok"
    assert (told["originaltxid"], told["orders_cancelled"]) == (txid, 1)
    assert (told["volume"], told["price"]) == ("0.01000000", "49999.0")
    assert told["descr"] == {"order": "buy 0.01000000 XBTUSDT @ limit 49999.0"}
    assert (told["olduserref"], told["newuserref"]) == ("7", "7")
    assert caller.order(txid)["status"] == "canceled"
    assert caller.order(told["txid"])["status"] == "open"


def test_its_fills_stay_with_the_old_one(caller: KrakenCaller) -> None:
    txid = caller.placed(price="60100", volume="1.5")

    told = caller.post("EditOrder", txid=txid, pair="XBTUSDT", price="60099").result

    assert caller.order(txid)["vol_exec"] == "1.00000000"
    new = caller.order(told["txid"])
    assert (new["vol"], new["vol_exec"]) == ("1.50000000", "0.00000000")


def test_an_edit_may_only_be_checked(caller: KrakenCaller) -> None:
    txid = caller.placed()

    told = caller.post("EditOrder", txid=txid, pair="XBTUSDT", price="49999", validate="true").result

    assert told == {"descr": {"order": "buy 0.01000000 XBTUSDT @ limit 49999.0"}}
    assert caller.order(txid)["status"] == "open"


def test_an_edit_that_cannot_be_paid_for_leaves_nothing(caller: KrakenCaller) -> None:
    txid = caller.placed()

    told = caller.post("EditOrder", txid=txid, pair="XBTUSDT", volume="1000").result

    assert (told["status"], told["error_message"]) == ("err", "EOrder:Insufficient funds")
    assert "txid" not in told
    assert caller.order(txid)["status"] == "canceled"


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"pair": "ETHUSDT"}, "EOrder:Unknown order"),
        ({"pair": "XBTPLN"}, "EQuery:Unknown asset pair"),
        ({"pair": "XBTUSDT", "cl_ord_id": "a"}, "EGeneral:Invalid arguments:cl_ord_id"),
        ({"pair": "XBTUSDT", "volume": "0.00001"}, "EOrder:Order minimum not met"),
    ],
    ids=str,
)
def test_bad_edits_change_nothing(caller: KrakenCaller, parameters: dict[str, str], error: str) -> None:
    txid = caller.placed()

    assert caller.post("EditOrder", txid=txid, **parameters).error == error
    assert caller.order(txid)["status"] == "open"
