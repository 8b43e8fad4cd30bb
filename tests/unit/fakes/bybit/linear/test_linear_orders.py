"""Orders on contracts: what is otherwise than on spot (BYB-17, BYB-23, BYB-45, BYB-51, BYB-88)."""

from typing import Any

import pytest

from fakes.exchange import SymbolStatus
from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller


def test_a_quantity_is_cut_to_the_step(caller: LinearCaller) -> None:
    order = caller.order(caller.placed(qty="0.0129"))

    assert (order["qty"], order["price"], order["orderStatus"]) == ("0.012", "50000.00"[:-1], "New")
    assert (order["reduceOnly"], order["isLeverage"], order["createType"]) == (False, "", "CreateByUser")
    assert "marketUnit" not in order


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"qty": "0.0009"}, 110017),
        ({"qty": "0"}, 10001),
        ({"qty": "0.001", "price": "2000"}, 110094),
        ({"qty": "5000"}, 10001),
        ({"price": "50000.05"}, 10001),
        ({"symbol": "NOPE"}, 10001),
        ({"qty": "1000", "price": "50000"}, 110007),
        ({"reduceOnly": True}, 110017),
        ({"qty": "0", "reduceOnly": True, "closeOnTrigger": True}, 110017),
        ({"positionIdx": 1}, 10001),
        ({"timeInForce": "RPI"}, 110119),
        ({"triggerPrice": "70000"}, 10001),
        ({"side": "Long"}, 10001),
        ({"orderType": "Stop"}, 10001),
    ],
)
def test_refusals_have_numbers_of_their_own(caller: LinearCaller, changed: dict[str, Any], code: int) -> None:
    assert caller.place(**changed).code == code


def test_prices_stay_within_the_band(caller: LinearCaller) -> None:
    caller.buys("0.5")

    assert caller.place(price="70000", qty="0.01").code == 30208
    assert caller.place(price="40000", qty="0.01", side="Sell").code == 30209


def test_an_order_that_there_is_not_and_one_that_there_is_already(caller: LinearCaller) -> None:
    caller.placed(orderLinkId="one")

    assert caller.place(orderLinkId="one").code == 110072
    assert caller.post("order/cancel", symbol="BTCUSDT", orderLinkId="two").code == 110001
    assert caller.post("order/amend", symbol="BTCUSDT", orderLinkId="two", qty="1").code == 110001


def test_a_market_that_is_closed(caller: LinearCaller) -> None:
    caller.exchange.set_status("BTCUSDT", SymbolStatus.HALT)

    assert caller.place().code == 110074


def test_open_orders_and_cancelling_all_need_to_know_where(caller: LinearCaller) -> None:
    order_id = caller.placed()

    assert caller.get("order/realtime").code == 10001
    assert caller.post("order/cancel-all").code == 10001
    for scope in ({"symbol": "BTCUSDT"}, {"baseCoin": "BTC"}, {"settleCoin": "USDT"}):
        listed = caller.get("order/realtime", **scope).result["list"]
        assert [row["orderId"] for row in listed] == [order_id]
    assert caller.get("order/realtime", settleCoin="BTC").result["list"] == []
    assert caller.post("order/cancel-all", settleCoin="BTC").result["list"] == []
    ended = caller.post("order/cancel-all", settleCoin="USDT").result
    assert [row["orderId"] for row in ended["list"]] == [order_id]


def test_cancelling_all_ends_five_hundred_of_more() -> None:
    caller = LinearCaller(limits={"open_orders": 600, "order/create": 10_000})
    for _ in range(510):
        caller.placed(qty="0.001", price="50000")

    ended = caller.post("order/cancel-all", symbol="BTCUSDT").result["list"]

    assert len(ended) == len({row["orderId"] for row in ended}) == 500
    assert len(caller.exchange.open_orders("subject")) == 10


def test_the_bound_on_open_orders_is_of_each_market() -> None:
    caller = LinearCaller(limits={"open_orders": 1})
    caller.placed()

    assert caller.place().code == 110020
    assert caller.place(symbol="ETHUSDT", price="3000", qty="1").code == 0


def test_an_order_that_may_only_reduce_ends_when_there_is_nothing_left(caller: LinearCaller) -> None:
    caller.buys("0.1")
    resting = caller.placed(side="Sell", price="61000", qty="0.1", reduceOnly=True)
    assert caller.order(resting)["reduceOnly"] is True

    caller.sells("0.1")

    order = caller.order(resting)
    assert (order["orderStatus"], order["cancelType"]) == ("Cancelled", "CancelByReduceOnly")


def test_nothing_and_reduce_only_closes_all(caller: LinearCaller) -> None:
    caller.buys("0.1")

    caller.sells("0", reduceOnly=True, closeOnTrigger=True)

    assert caller.position()["size"] == "0"


def test_an_order_may_be_changed(caller: LinearCaller) -> None:
    order_id = caller.placed()

    caller.post("order/amend", symbol="BTCUSDT", orderId=order_id, qty="0.0209", price="50100.0")

    order = caller.order(order_id)
    assert (order["qty"], order["price"]) == ("0.020", "50100.0")


def test_part_of_a_market_order_ends_as_cancelled(caller: LinearCaller) -> None:
    order = caller.order(caller.buys("1.5"))

    assert (order["orderStatus"], order["cumExecQty"]) == ("Cancelled", "1.000")


def test_batches_hold_twenty(caller: LinearCaller) -> None:
    row = {"symbol": "BTCUSDT", "side": "Buy", "orderType": "Limit", "qty": "0.01", "price": "50000"}

    assert caller.post("order/create-batch", request=[row] * 21).code == 10001
    assert caller.post("order/create-batch", request=[row] * 3).codes == [0, 0, 0]
