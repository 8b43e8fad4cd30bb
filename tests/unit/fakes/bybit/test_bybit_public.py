"""What anybody may ask (BYB-08, BYB-14 to BYB-24)."""

from decimal import Decimal
from typing import Any

import pytest

from fakes.instruments import Side
from tests.unit.fakes.bybit.bybit_caller import BybitCaller

SPOT = {"category": "spot"}
BTC = {"category": "spot", "symbol": "BTCUSDT"}


def instruments(caller: BybitCaller, **parameters: str) -> list[Any]:
    listed: list[Any] = caller.public("market/instruments-info", **SPOT | parameters).result["list"]
    return listed


def test_the_time_is_told_in_three_units(caller: BybitCaller) -> None:
    caller.now_s += 0.123456
    answer = caller.public("market/time")

    assert answer.result == {"timeSecond": "1800000000", "timeNano": "1800000000123456000"}
    assert answer.body["time"] == 1_800_000_000_123


def test_rules_are_those_that_orders_are_held_to(caller: BybitCaller) -> None:
    [rules] = instruments(caller, symbol="BTCUSDT")

    assert rules["priceFilter"] == {"tickSize": "0.1"}
    assert rules["lotSizeFilter"] == {
        "basePrecision": "0.000001",
        "quotePrecision": "0.0000001",
        "minOrderQty": "0.000011",
        "maxOrderQty": "83",
        "minOrderAmt": "5",
        "maxOrderAmt": "8000000",
        "maxLimitOrderQty": "83",
        "maxMarketOrderQty": "41.5",
        "postOnlyMaxLimitOrderSize": "83",
    }


def test_rules_change_with_the_market(caller: BybitCaller) -> None:
    caller.venue.change_filters("BTCUSDT", tick_multiple=5, min_lots=100)

    [rules] = instruments(caller, symbol="BTCUSDT")
    assert rules["priceFilter"]["tickSize"] == "0.5"
    assert rules["lotSizeFilter"]["minOrderQty"] == "0.0001"
    assert caller.place(price="50000.1").code == 170134


def test_markets_that_do_not_trade_are_listed_when_asked_for(caller: BybitCaller) -> None:
    caller.venue.set_symbol_status("ETHUSDT", "HALT")

    assert [row["symbol"] for row in instruments(caller)] == ["BTCUSDT", "LTCBTC"]
    assert [row["symbol"] for row in instruments(caller, status="PreLaunch")] == ["ETHUSDT"]
    assert [row["status"] for row in instruments(caller, symbol="ETHUSDT")] == ["PreLaunch"]


def test_markets_come_and_go(caller: BybitCaller) -> None:
    caller.venue.list_symbol("XRPUSDT")
    caller.venue.delist_symbol("LTCBTC")

    assert [row["symbol"] for row in instruments(caller)] == ["BTCUSDT", "ETHUSDT", "XRPUSDT"]
    assert [row["symbol"] for row in instruments(caller, baseCoin="XRP")] == ["XRPUSDT"]
    assert caller.public("market/orderbook", category="spot", symbol="LTCBTC").code == 10001


def test_other_categories_have_no_markets_here(caller: BybitCaller) -> None:
    assert caller.public("market/instruments-info", category="linear").result["list"] == []
    assert caller.public("market/instruments-info", category="stocks").code == 10001
    assert caller.public("market/orderbook", category="linear", symbol="BTCUSDT").code == 10001


@pytest.mark.parametrize("name", ["orderbook", "recent-trade", "tickers", "price-limit", "full_orderbook"])
def test_a_market_that_there_is_not_is_refused(name: str, caller: BybitCaller) -> None:
    assert caller.public(f"market/{name}", category="spot", symbol="NOPE").code == 10001


def test_a_book_has_one_level_unless_more_are_asked_for(caller: BybitCaller) -> None:
    caller.crowd("BUY", Decimal("59800"), "2")

    one = caller.public("market/orderbook", **BTC).result
    more = caller.public("market/orderbook", limit="50", **BTC).result

    assert (one["b"], one["a"]) == ([["59900", "1"]], [["60100", "1"]])
    assert more["b"] == [["59900", "1"], ["59800", "2"]]
    assert more["seq"] == caller.exchange.depth("BTCUSDT").sequence
    assert caller.public("market/orderbook", limit="1001", **BTC).code == 10001


def test_trades_come_newest_first_with_the_takers_side(caller: BybitCaller) -> None:
    caller.placed(price="60100", qty="0.25")
    caller.placed(side="Sell", price="59900", qty="0.5")

    last, first = caller.public("market/recent-trade", **BTC).result["list"]

    assert (last["price"], last["size"], last["side"]) == ("59900", "0.5", "Sell")
    assert (first["price"], first["size"], first["side"]) == ("60100", "0.25", "Buy")
    assert int(last["execId"]) == int(first["execId"]) + 1
    assert int(last["seq"]) > int(first["seq"])


def test_the_public_and_both_sides_know_a_trade_by_one_id(caller: BybitCaller) -> None:
    caller.placed(price="60100")

    [public] = caller.public("market/recent-trade", **BTC).result["list"]
    [own] = caller.get("execution/list").result["list"]

    assert public["execId"] == own["execId"]
    assert int(public["execId"]) == caller.exchange.trades("BTCUSDT")[0].trade_id
    assert int(public["seq"]) == own["seq"]


def test_ids_of_trades_are_not_shared_by_markets(caller: BybitCaller) -> None:
    for symbol in ("BTCUSDT", "ETHUSDT"):
        caller.venue.counterparty.quote(symbol, Side.SELL, 600_000, 100_000)
        caller.placed(symbol=symbol, orderType="Market", price=None, qty="100")

    ids = [row["execId"] for row in caller.get("execution/list").result["list"]]
    assert len(dict.fromkeys(ids)) == 2


def test_a_ticker_tells_of_the_last_day(caller: BybitCaller) -> None:
    caller.placed(price="60100", qty="0.25")
    caller.now_s += 3_600
    caller.placed(side="Sell", price="59900", qty="0.5")

    [row] = caller.public("market/tickers", **BTC).result["list"]

    assert (row["lastPrice"], row["prevPrice24h"]) == ("59900", "60100")
    assert (row["highPrice24h"], row["lowPrice24h"]) == ("60100", "59900")
    assert (row["volume24h"], row["turnover24h"]) == ("0.75", "44975")
    assert (row["price24hPcnt"], row["usdIndexPrice"]) == ("-0.0033", "59900")
    assert (row["bid1Price"], row["ask1Price"]) == ("59900", "60100")


def test_candles_come_newest_first(caller: BybitCaller) -> None:
    caller.placed(price="60100", qty="0.25")
    caller.now_s += 60
    caller.placed(side="Sell", price="59900", qty="0.5")
    caller.now_s += 60

    rows = caller.public("market/kline", interval="1", **BTC).result["list"]

    assert rows[0][1:] == ["59900", "59900", "59900", "59900", "0", "0"]
    assert rows[1][1:] == ["59900", "59900", "59900", "59900", "0.5", "29950"]
    assert rows[2] == ["1800000000000", "60100", "60100", "60100", "60100", "0.25", "15025"]
    assert len(caller.public("market/kline", interval="1", limit="2", **BTC).result["list"]) == 2
    assert caller.public("market/kline", interval="2", **BTC).code == 10001


def test_candles_are_of_linear_markets_unless_spot_is_asked_for(caller: BybitCaller) -> None:
    assert caller.public("market/kline", interval="1", symbol="BTCUSDT").code == 10001


def test_the_band_moves_with_the_last_price(caller: BybitCaller) -> None:
    caller.placed(price="60100")
    told = caller.public("market/price-limit", **BTC).result

    assert (told["buyLmt"], told["sellLmt"]) == ("63105", "57095")
    assert caller.place(price="63105.1").code == 170193
    assert caller.place(side="Sell", price="57094.9").code == 170194
    assert caller.place(side="Sell", price="57095", timeInForce="PostOnly").code == 0


def test_nothing_is_announced_here(caller: BybitCaller) -> None:
    assert caller.public("system/status").result == {"list": []}
