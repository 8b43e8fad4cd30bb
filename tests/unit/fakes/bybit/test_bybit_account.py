"""What an account has, may and pays (BYB-61, BYB-62, BYB-91, BYB-95)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.fakes.bybit.bybit_caller import BybitCaller


def wallet(caller: BybitCaller, **parameters: str) -> Any:
    [account] = caller.get("account/wallet-balance", accountType="UNIFIED", **parameters).result["list"]
    return account


def test_what_open_orders_hold_is_locked(caller: BybitCaller) -> None:
    caller.placed()
    caller.placed(side="Sell", price="70000", qty="2")

    assert caller.balance("USDT") == (Decimal(1_000_000), Decimal(500))
    assert caller.balance("BTC") == (Decimal(10), Decimal(2))


def test_values_are_in_dollars(caller: BybitCaller) -> None:
    caller.placed(price="60100", qty="1")
    account = wallet(caller)

    assert [(row["coin"], row["usdValue"]) for row in account["coin"]] == [
        ("BTC", "661039.9"),  # 10.999 at 60100
        ("USDT", "939900"),
    ]
    assert account["totalEquity"] == account["totalWalletBalance"] == "1600939.9"


def test_what_is_locked_is_not_available(caller: BybitCaller) -> None:
    caller.placed()

    account = wallet(caller)
    assert Decimal(account["totalEquity"]) - Decimal(account["totalAvailableBalance"]) == 500


def test_coins_of_which_there_is_nothing_are_left_out_unless_asked_for(caller: BybitCaller) -> None:
    caller.exchange.accounts.credit("subject", "BTC", -10 * 10**10)

    assert [row["coin"] for row in wallet(caller)["coin"]] == ["USDT"]
    [row] = wallet(caller, coin="BTC")["coin"]
    assert (row["walletBalance"], row["equity"], row["usdValue"]) == ("0", "0", "0")


@pytest.mark.parametrize("kind", ["FUND", "SPOT", ""])
def test_there_is_one_kind_of_account(kind: str, caller: BybitCaller) -> None:
    assert caller.get("account/wallet-balance", accountType=kind).code == 10001


def test_the_log_has_two_lines_for_a_trade(caller: BybitCaller) -> None:
    order_id = caller.placed(price="60100", qty="1", orderLinkId="mine")

    quote, base = caller.get("account/transaction-log").result["list"]

    assert (quote["currency"], quote["change"], quote["cashBalance"]) == ("USDT", "-60100", "939900")
    assert (base["currency"], base["change"], base["cashBalance"]) == ("BTC", "0.999", "10.999")
    assert (base["fee"], base["cashFlow"], base["feeRate"]) == ("0.001", "1", "0.001")
    assert (base["orderId"], base["orderLinkId"], base["type"]) == (order_id, "mine", "TRADE")
    assert quote["tradeId"] == base["tradeId"]


def test_the_log_is_asked_for_by_coin_by_kind_and_in_pages(caller: BybitCaller) -> None:
    for _ in range(3):
        caller.now_s += 1
        caller.placed(price="60100")
    caller.venue.exchange.deposit("subject", "USDT", 10**10)

    def lines(**parameters: str) -> list[Any]:
        listed: list[Any] = caller.get("account/transaction-log", **parameters).result["list"]
        return listed

    assert len(lines(currency="BTC")) == 3
    assert [line["type"] for line in lines(type="TRANSFER_IN")] == ["TRANSFER_IN"]
    first = caller.get("account/transaction-log", limit="4").result
    rest = lines(limit="4", cursor=first["nextPageCursor"])
    assert [len(first["list"]), len(rest)] == [4, 3]
    assert [line["id"] for line in [*first["list"], *rest]] == [line["id"] for line in lines()]


def test_the_log_is_of_a_day_unless_both_ends_are_given(caller: BybitCaller) -> None:
    caller.placed(price="60100")
    start_ms = caller.now_ms
    caller.now_s += 86_400 + 1

    assert caller.get("account/transaction-log").result["list"] == []
    ends = {"startTime": str(start_ms), "endTime": str(caller.now_ms)}
    assert len(caller.get("account/transaction-log", **ends).result["list"]) == 2


def test_what_may_be_spent_is_what_there_is(caller: BybitCaller) -> None:
    caller.placed()
    told = caller.get("order/spot-borrow-check", symbol="BTCUSDT", side="Buy").result

    assert (told["maxTradeQty"], told["spotMaxTradeQty"]) == ("10", "10")
    assert (told["maxTradeAmount"], told["spotMaxTradeAmount"]) == ("999500", "999500")


def test_a_key_tells_what_it_may() -> None:
    trader, reader = BybitCaller(), BybitCaller(permissions=("READ",))

    told = trader.get("user/query-api").result
    assert (told["readOnly"], told["permissions"]["Spot"], told["ips"]) == (0, ["SpotTrade"], ["*"])
    told = reader.get("user/query-api").result
    assert (told["readOnly"], told["permissions"]["Spot"]) == (1, [])
    told = BybitCaller(sources=("10.0.0.1",)).get("user/query-api").result
    assert told["ips"] == ["10.0.0.1"]


def test_fees_are_those_that_are_taken(caller: BybitCaller) -> None:
    caller.venue.change_filters("BTCUSDT", maker_fee_ppm=500, taker_fee_ppm=2_000)
    [rates] = caller.get("account/fee-rate", symbol="BTCUSDT").result["list"]
    caller.placed(price="60100", qty="1")
    [fill] = caller.get("execution/list").result["list"]

    assert (rates["makerFeeRate"], rates["takerFeeRate"]) == ("0.0005", "0.002")
    assert (fill["feeRate"], fill["execFee"]) == ("0.002", "0.002")


def test_protection_was_not_granted(caller: BybitCaller) -> None:
    assert caller.post("order/disconnected-cancel-all", timeWindow=10).code == 10005
    assert caller.post("order/disconnected-cancel-all", timeWindow=2).code == 10001
