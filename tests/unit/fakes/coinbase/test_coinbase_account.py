"""Balances, fees and rights, the older API of the wallet, and the sandbox: CBS-18, CBS-45, CBS-81, CBS-86."""

import json
from typing import Any

import pytest

from fakes.venues.coinbase.sandbox import CHOSEN, ORDER_ID, answered
from tests.unit.fakes.coinbase.coinbase_caller import CoinbaseCaller

V3 = "/api/v3/brokerage"


def test_an_account_is_found_by_its_id(caller: CoinbaseCaller) -> None:
    accounts = caller.get("/accounts").body["accounts"]

    assert caller.get(f"/accounts/{accounts[1]['uuid']}").body["account"] == accounts[1]
    assert caller.get("/accounts/none").status == 404
    assert [each["type"] for each in accounts] == ["ACCOUNT_TYPE_CRYPTO"] * 2


def test_accounts_come_in_pages(caller: CoinbaseCaller) -> None:
    first = caller.get("/accounts", limit=1).body
    second = caller.get("/accounts", limit=1, cursor=first["cursor"]).body

    assert (first["has_next"], first["size"]) == (True, 1)
    assert (second["has_next"], second["cursor"]) == (False, "")
    assert [each["currency"] for each in (*first["accounts"], *second["accounts"])] == ["BTC", "USDT"]


def test_what_was_traded_is_summed_up(caller: CoinbaseCaller) -> None:
    caller.market("BUY", base_size="0.5")
    told = caller.get("/transaction_summary").body

    assert (told["total_volume"], told["total_fees"]) == (30050.0, 180.3)
    assert (told["fee_tier"]["maker_fee_rate"], told["fee_tier"]["taker_fee_rate"]) == ("0.004", "0.006")


def test_a_key_says_what_it_may(caller: CoinbaseCaller) -> None:
    told = caller.get("/key_permissions").body
    [portfolio] = caller.get("/portfolios").body["portfolios"]

    assert (told["can_view"], told["can_trade"], told["can_transfer"]) == (True, True, False)
    assert told["portfolio_uuid"] == portfolio["uuid"]
    assert told["portfolio_uuid"] == caller.get("/accounts").body["accounts"][0]["retail_portfolio_id"]


# --- the wallet -----------------------------------------------------------------------------------


def test_the_wallet_knows_what_is_free(caller: CoinbaseCaller) -> None:
    caller.placed()
    told = caller.get("/v2/accounts").body["data"]

    assert [(each["currency"]["code"], each["balance"]["amount"]) for each in told] == [
        ("BTC", "10"),
        ("USDT", "999497"),
    ]


def test_the_wallet_tells_assets_time_and_rates(caller: CoinbaseCaller) -> None:
    caller.market("BUY", base_size="0.5")

    assert caller.get("/v2/time").body["data"]["epoch"] == 1_800_000_000
    assert [each["id"] for each in caller.get("/v2/currencies").body["data"]] == ["USD", "EUR", "GBP"]
    coins = [each["code"] for each in caller.get("/v2/currencies/crypto").body["data"]]
    assert coins == ["BTC", "USDT", "ETH", "LTC"]
    rates = caller.get("/v2/exchange-rates").body["data"]["rates"]
    assert (rates["USDT"], rates["BTC"]) == ("1", "0.0000166389351082")


# --- the sandbox ----------------------------------------------------------------------------------


def asked(method: str, path: str, chosen: str = "") -> tuple[int, Any]:
    reply = answered(method, V3 + path, chosen)
    return reply.status, json.loads(reply.body)


def test_the_sandbox_answers_always_the_same() -> None:
    status, placed = asked("POST", "/orders")

    assert (status, placed["success_response"]["order_id"]) == (200, ORDER_ID)
    assert asked("GET", f"/orders/historical/{ORDER_ID}")[1]["order"]["order_id"] == ORDER_ID
    assert asked("GET", "/accounts")[1]["size"] == 1
    assert asked("GET", "/product_book")[0] == 404


@pytest.mark.parametrize("chosen", CHOSEN)
def test_a_header_chooses_the_error(chosen: str) -> None:
    _, told = asked("POST", "/orders", chosen)

    text = json.dumps(told)
    assert "INSUFFICIENT_FUND" in text or "ORDER_NOT_FOUND" in text or "UNKNOWN_CANCEL_ORDER" in text
