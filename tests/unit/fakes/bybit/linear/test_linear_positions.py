"""Positions, margins and leverage (BYB-59, BYB-61, BYB-86, BYB-87, BYB-89)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller


def test_a_flat_position_is_listed_where_it_is_named(caller: LinearCaller) -> None:
    row = caller.position()

    assert (row["side"], row["size"], row["avgPrice"], row["seq"], row["leverage"]) == (
        "",
        "0",
        "0",
        -1,
        "10",
    )
    assert caller.get("position/list", settleCoin="USDT").result["list"] == []
    assert caller.get("position/list").code == 10001


def test_a_position_grows_shrinks_and_turns(caller: LinearCaller) -> None:
    caller.buys("0.2")
    long = caller.position()
    caller.sells("0.5")
    short = caller.position()

    assert (long["side"], long["size"], long["avgPrice"]) == ("Buy", "0.200", "60100")
    assert (short["side"], short["size"], short["avgPrice"]) == ("Sell", "0.300", "59900")
    assert Decimal(short["positionIM"]) > 0
    # both fees of 0.055 %, and two hundred dollars lost on 0.2
    paid = Decimal("0.2") * 60_100 + Decimal("0.5") * 59_900
    assert Decimal(short["cumRealisedPnl"]) == -40 - paid * Decimal("0.00055")
    assert [row["symbol"] for row in caller.get("position/list", settleCoin="USDT").result["list"]] == [
        "BTCUSDT"
    ]


def test_the_wallet_tells_what_is_tied_up(caller: LinearCaller) -> None:
    before = caller.margins()
    caller.placed(qty="0.1", price="50000")
    caller.buys("0.1")
    after = caller.margins()
    account = caller.wallet()

    assert before["equity"] == before["walletBalance"] == 1_000_000
    assert after["totalOrderIM"] == 500
    assert after["walletBalance"] == 1_000_000 - Decimal("0.1") * 60_100 * Decimal("0.00055")
    assert after["equity"] == after["walletBalance"] + after["unrealisedPnl"]
    assert after["totalPositionIM"] == after["totalPositionMM"] * 20
    assert Decimal(account["totalAvailableBalance"]) > 0
    assert Decimal(account["totalInitialMargin"]) >= after["totalOrderIM"] + after["totalPositionIM"]


def test_leverage_is_set_by_market(caller: LinearCaller) -> None:
    def set_to(text: str) -> int:
        return caller.post(
            "position/set-leverage", symbol="BTCUSDT", buyLeverage=text, sellLeverage=text
        ).code

    assert [set_to(text) for text in ("20", "20", "101", "0", "2.5")] == [0, 110043, 110013, 10001, 10001]
    assert caller.position()["leverage"] == "20"
    unlike = {"symbol": "BTCUSDT", "buyLeverage": "3", "sellLeverage": "4"}
    assert caller.post("position/set-leverage", **unlike).code == 10001


@pytest.mark.parametrize(
    ("method", "sent", "code"),
    [
        ("position/switch-mode", {"coin": "USDT", "mode": 0}, 110025),
        ("position/switch-mode", {"coin": "USDT", "mode": 3}, 10001),
        ("position/trading-stop", {"symbol": "BTCUSDT", "takeProfit": "0"}, 34040),
        ("position/trading-stop", {"symbol": "BTCUSDT", "takeProfit": "90000"}, 10001),
        ("position/trading-stop", {"symbol": "NOPE", "takeProfit": "0"}, 10001),
    ],
)
def test_settings_that_are_so_already(
    caller: LinearCaller, method: str, sent: dict[str, Any], code: int
) -> None:
    assert caller.post(method, **sent).code == code


def test_what_was_closed_is_listed(caller: LinearCaller) -> None:
    caller.buys("0.2")
    order_id = caller.sells("0.1")

    [row] = caller.get("position/closed-pnl", symbol="BTCUSDT").result["list"]
    assert (row["orderId"], row["closedSize"], row["side"]) == (order_id, "0.100", "Sell")
    assert (row["avgEntryPrice"], row["avgExitPrice"]) == ("60100", "59900")
    fees = [Decimal("0.1") * price * Decimal("0.00055") for price in (60_100, 59_900)]
    assert [Decimal(row["openFee"]), Decimal(row["closeFee"])] == fees
    assert Decimal(row["closedPnl"]) == -20 - sum(fees)
    assert caller.get("position/closed-pnl", symbol="ETHUSDT").result["list"] == []


def test_executions_tell_what_they_closed(caller: LinearCaller) -> None:
    caller.buys("0.2")
    caller.sells("0.1")

    closing, opening = caller.get("execution/list", symbol="BTCUSDT").result["list"]
    assert (opening["closedSize"], closing["closedSize"]) == ("0.000", "0.100")
    assert (opening["feeCurrency"], opening["feeRate"]) == ("USDT", "0.00055")
    assert closing["execId"].count("-") == 4


def test_fundings_are_executions_and_move_the_wallet(caller: LinearCaller) -> None:
    caller.buys("0.2")
    before = caller.margins()["walletBalance"]

    caller.exchange.contracts.fund("BTCUSDT")

    [paid, _] = caller.get("execution/list", symbol="BTCUSDT").result["list"]
    assert (paid["execType"], paid["side"], paid["execQty"]) == ("Funding", "Buy", "0.200")
    assert Decimal(paid["execFee"]) > 0
    assert caller.margins()["walletBalance"] == before - Decimal(paid["execFee"])
    only = caller.get("execution/list", execType="Funding").result["list"]
    assert [row["execId"] for row in only] == [paid["execId"]]
    assert len(caller.get("execution/list", execType="Trade").result["list"]) == 1
    [line, trade, *_] = caller.get("account/transaction-log").result["list"]
    assert (line["type"], line["funding"]) == ("SETTLEMENT", f"-{paid['execFee']}")
    assert (trade["type"], trade["cashFlow"], trade["qty"]) == ("TRADE", "0", "0.200")
