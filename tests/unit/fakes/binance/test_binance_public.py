"""Public market data: selections, spans of time and the arithmetic of statistics."""

from typing import Any

import pytest

from tests.unit.fakes.binance.rest_caller import RestCaller
from tests.unit.fakes.still_venue import OPENED_S

OPENED_MS = int(OPENED_S * 1000)
MARKET: dict[str, Any] = {"type": "MARKET", "timeInForce": None, "price": None}


@pytest.fixture
def caller() -> RestCaller:
    """Three trades, a minute apart: bought 0.01 at 60100, sold 0.02 at 59900, bought 0.01 at 60100."""
    caller = RestCaller()
    caller.place(**MARKET, quantity="0.01")
    caller.now_s += 60
    caller.place(**MARKET, quantity="0.02", side="SELL")
    caller.now_s += 60
    caller.place(**MARKET, quantity="0.01")
    return caller


def test_candles_add_up(caller: RestCaller) -> None:
    rows = caller.get("/api/v3/klines", symbol="BTCUSDT", interval="5m").body

    assert len(rows) == 1
    assert rows[0][1:6] == [
        "60100.00000000",
        "60100.00000000",
        "59900.00000000",
        "60100.00000000",
        "0.04000000",
    ]
    assert rows[0][6] == rows[0][0] + 299_999
    assert rows[0][7:11] == ["2400.00000000", 3, "0.02000000", "1202.00000000"]


@pytest.mark.parametrize(
    ("span", "opened"),
    [
        ({"limit": 2}, [1, 2]),
        ({"startTime": OPENED_MS, "limit": 2}, [0, 1]),
        ({"startTime": OPENED_MS, "endTime": OPENED_MS + 60_000}, [0, 1]),
        ({"endTime": OPENED_MS + 60_000, "limit": 1}, [1]),
    ],
)
def test_a_span_selects_as_documented(caller: RestCaller, span: dict[str, Any], opened: list[int]) -> None:
    rows = caller.get("/api/v3/klines", symbol="BTCUSDT", interval="1m", **span).body

    assert [(row[0] - OPENED_MS) // 60_000 for row in rows] == opened


def test_intervals_are_case_sensitive(caller: RestCaller) -> None:
    assert caller.get("/api/v3/klines", symbol="BTCUSDT", interval="1D").code == -1120
    assert caller.get("/api/v3/klines", symbol="BTCUSDT", interval="1d").status == 200


def test_a_time_zone_moves_the_days(caller: RestCaller) -> None:
    utc = caller.get("/api/v3/klines", symbol="BTCUSDT", interval="1d").body[0][0]
    moved = caller.get("/api/v3/klines", symbol="BTCUSDT", interval="1d", timeZone="8").body[0][0]

    assert utc % 86_400_000 == 0
    assert (moved + 8 * 3_600_000) % 86_400_000 == 0
    assert caller.get("/api/v3/klines", symbol="BTCUSDT", interval="1d", timeZone="15").code == -1130


def test_the_day_ticker_adds_up(caller: RestCaller) -> None:
    row = caller.get("/api/v3/ticker/24hr", symbol="BTCUSDT").body

    assert (row["openPrice"], row["highPrice"], row["lowPrice"], row["lastPrice"]) == (
        "60100.00000000",
        "60100.00000000",
        "59900.00000000",
        "60100.00000000",
    )
    assert (row["volume"], row["quoteVolume"], row["count"]) == ("0.04000000", "2400.00000000", 3)
    assert (row["weightedAvgPrice"], row["priceChange"]) == ("60000.00000000", "0.00000000")
    assert (row["bidPrice"], row["bidQty"]) == ("59900.00000000", "0.98000000")


def test_a_rolling_window_forgets(caller: RestCaller) -> None:
    row = caller.get("/api/v3/ticker", symbol="BTCUSDT", windowSize="1m").body

    assert row["count"] == 2
    assert caller.get("/api/v3/ticker", symbol="BTCUSDT", windowSize="60m").code == -1130


def test_the_average_price_weighs_by_volume(caller: RestCaller) -> None:
    assert caller.get("/api/v3/avgPrice", symbol="BTCUSDT").body["price"] == "60000.00000000"

    caller.now_s += 270

    assert caller.get("/api/v3/avgPrice", symbol="BTCUSDT").body["price"] == "60100.00000000"


def test_one_symbol_is_an_object_and_several_are_a_list(caller: RestCaller) -> None:
    several = '["BTCUSDT","ETHUSDT"]'

    assert isinstance(caller.get("/api/v3/ticker/price", symbol="BTCUSDT").body, dict)
    assert len(caller.get("/api/v3/ticker/price", symbols=several).body) == 2
    assert len(caller.get("/api/v3/ticker/price").body) == 3
    assert caller.get("/api/v3/ticker/price", symbols=several, symbol="BTCUSDT").code == -1128
    assert caller.get("/api/v3/ticker/price", symbols='["BTCUSDT","BTCUSDT"]').code == -1151
    assert caller.get("/api/v3/ticker/price", symbols="BTCUSDT").code == -1100


def test_a_status_selects_symbols(caller: RestCaller) -> None:
    caller.venue.set_symbol_status("ETHUSDT", "HALT")
    info = "/api/v3/exchangeInfo"

    assert [row["symbol"] for row in caller.get(info, symbolStatus="HALT").body["symbols"]] == ["ETHUSDT"]
    assert caller.get("/api/v3/ticker/price", symbol="ETHUSDT", symbolStatus="TRADING").code == -1220
    assert caller.get(info, symbolStatus="CANCEL_ONLY").code == -1122


def test_trades_from_an_id_are_that_trade_and_later_ones(caller: RestCaller) -> None:
    rows = caller.get("/api/v3/historicalTrades", symbol="BTCUSDT", fromId=2).body

    assert [(row["id"], row["isBuyerMaker"]) for row in rows] == [(2, True), (3, False)]


def test_trades_of_one_order_at_one_price_are_one_aggregate(caller: RestCaller) -> None:
    caller.crowd("SELL", caller.exchange.instrument("BTCUSDT").price(6_010_000), "5")
    caller.place(**MARKET, quantity="2")

    row = caller.get("/api/v3/aggTrades", symbol="BTCUSDT", limit=1).body[0]

    assert (row["a"], row["f"], row["l"], row["q"]) == (4, 4, 5, "2.00000000")


def test_a_limit_of_zero_is_refused_and_a_large_one_cut(caller: RestCaller) -> None:
    assert caller.get("/api/v3/trades", symbol="BTCUSDT", limit=0).code == -1130
    assert caller.get("/api/v3/trades", symbol="BTCUSDT", limit=5000).status == 200


def test_changed_filters_are_told_and_applied(caller: RestCaller) -> None:
    caller.venue.change_filters("BTCUSDT", tick_multiple=100)
    filters = caller.get("/api/v3/exchangeInfo", symbol="BTCUSDT").body["symbols"][0]["filters"]

    assert filters[0]["tickSize"] == "1.00000000"
    assert caller.place(price="59000.50").body["msg"] == "Filter failure: PRICE_FILTER"
    assert caller.place(price="59000.00").status == 200
