"""Positions, wallets and the money they bind, as requests tell them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.fakes.binance.usdm.usdm_caller import OTHER_KEY, UsdmCaller


def positions(caller: UsdmCaller, **given: Any) -> list[Any]:
    rows: list[Any] = caller.call("GET", "/fapi/v3/positionRisk", **given).ok
    return rows


def wallet(caller: UsdmCaller, asset: str = "USDT") -> dict[str, Decimal]:
    (row,) = (row for row in caller.call("GET", "/fapi/v3/account").ok["assets"] if row["asset"] == asset)
    return {name: Decimal(value) for name, value in row.items() if name not in ("asset", "updateTime")}


def test_an_account_without_positions_or_orders_shows_none(caller: UsdmCaller) -> None:
    assert positions(caller) == []
    assert caller.call("GET", "/fapi/v3/account").ok["positions"] == []
    assert {row["symbol"] for row in caller.call("GET", "/fapi/v2/positionRisk").ok} == {
        "BTCUSDT",
        "ETHUSDT",
        "LTCBTC",
    }


def test_what_was_bought_is_held_at_what_was_paid(caller: UsdmCaller) -> None:
    caller.bought("0.01")

    (row,) = positions(caller)
    assert (row["symbol"], row["positionSide"]) == ("BTCUSDT", "BOTH")
    assert Decimal(row["positionAmt"]) == Decimal("0.01")
    assert Decimal(row["entryPrice"]) == 60_100
    marked = Decimal(row["markPrice"])
    assert Decimal(row["unRealizedProfit"]) == (marked - 60_100) * Decimal("0.01")
    assert positions(caller, symbol="ETHUSDT") == []


def test_what_is_sold_and_not_held_is_owed(caller: UsdmCaller) -> None:
    caller.placed(type="MARKET", timeInForce=None, price=None, side="SELL", quantity="0.02")

    (row,) = positions(caller)
    assert Decimal(row["positionAmt"]) == Decimal("-0.02")
    assert positions(caller, api_key=OTHER_KEY) == []


def test_an_order_alone_shows_its_market_and_binds_a_twentieth_of_its_worth(caller: UsdmCaller) -> None:
    before = wallet(caller)
    caller.placed(quantity="0.01", price="50000")

    (row,) = positions(caller)
    assert Decimal(row["positionAmt"]) == 0
    after = wallet(caller)
    assert after["openOrderInitialMargin"] == 25
    assert after["availableBalance"] == before["availableBalance"] - 25
    assert after["walletBalance"] == before["walletBalance"]


def test_more_leverage_binds_less(caller: UsdmCaller) -> None:
    assert caller.call("POST", "leverage", symbol="BTCUSDT", leverage=100).ok["leverage"] == 100
    caller.placed(quantity="0.01", price="50000")

    assert wallet(caller)["openOrderInitialMargin"] == 5


@pytest.mark.parametrize(("leverage", "code"), [(0, -4028), (126, -4028), (125, None), (1, None)])
def test_leverage_has_its_bounds(caller: UsdmCaller, leverage: int, code: int | None) -> None:
    assert caller.call("POST", "leverage", symbol="BTCUSDT", leverage=leverage).code == code


def test_a_closed_position_leaves_its_gain_less_fees_and_no_row(caller: UsdmCaller) -> None:
    before = wallet(caller)["walletBalance"]
    caller.bought("0.01")
    caller.placed(
        type="MARKET", timeInForce=None, price=None, side="SELL", quantity="0.01", reduceOnly="true"
    )

    assert positions(caller) == []
    lost, paid = (60_100 - 59_900) * Decimal("0.01"), (60_100 + 59_900) * Decimal("0.01") * Decimal("0.0004")
    assert wallet(caller)["walletBalance"] == before - lost - paid
    told = caller.call("GET", "income").ok
    assert {row["incomeType"] for row in told} == {"REALIZED_PNL", "COMMISSION"}
    assert sum(Decimal(row["income"]) for row in told) == -lost - paid


def test_funding_is_an_income_and_comes_out_of_the_wallet(caller: UsdmCaller) -> None:
    caller.bought("0.01")
    before = wallet(caller)["walletBalance"]
    caller.exchange.contracts.fund("BTCUSDT")

    (row,) = caller.call("GET", "income", incomeType="FUNDING_FEE").ok
    assert Decimal(row["income"]) == wallet(caller)["walletBalance"] - before
    assert Decimal(row["income"]) < 0


@pytest.mark.parametrize(("position", "code"), [("0", -2022), ("0.01", None)])
def test_what_may_only_reduce_needs_something_to_reduce(
    caller: UsdmCaller, position: str, code: int | None
) -> None:
    if Decimal(position):
        caller.bought(position)

    assert caller.place(side="SELL", price="70000", reduceOnly="true").code == code


def test_an_order_that_only_reduces_binds_nothing_and_ends_with_the_position(caller: UsdmCaller) -> None:
    caller.bought("0.01")
    closing = caller.placed(side="SELL", price="62000", quantity="0.01", reduceOnly="true")
    assert wallet(caller)["openOrderInitialMargin"] == 0

    caller.placed(type="MARKET", timeInForce=None, price=None, side="SELL", quantity="0.01")
    assert caller.call("GET", "order", symbol="BTCUSDT", orderId=closing).ok["status"] == "EXPIRED"


def test_more_than_the_margin_bears_is_refused(caller: UsdmCaller) -> None:
    assert caller.place(quantity="900", price="50000").code == -2019


def test_a_switch_that_is_not_touched_again_is_refused_beyond_its_symbol(caller: UsdmCaller) -> None:
    assert caller.call("POST", "countdownCancelAll", symbol="NONE", countdownTime=1000).code == -1121


def test_hedge_mode_and_isolated_margin_are_not_to_be_had(caller: UsdmCaller) -> None:
    assert caller.place(positionSide="LONG").code == -4061
    assert caller.call("GET", "positionSide/dual").ok == {"dualSidePosition": False}


@pytest.mark.parametrize("since", [None, 0], ids=["newest_first", "oldest_first"])
def test_each_income_is_on_one_page(caller: UsdmCaller, since: int | None) -> None:
    for _ in range(5):
        caller.bought("0.001")

    pages = [
        [row["tranId"] for row in caller.call("GET", "income", page=page, limit=2, startTime=since).ok]
        for page in (1, 2, 3, 4)
    ]

    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({number for page in pages for number in page}) == 5
    assert (pages[0][0] > pages[1][0]) is (since is None)
