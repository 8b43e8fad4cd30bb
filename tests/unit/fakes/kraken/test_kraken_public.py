"""What anybody may ask: KRK-08 to KRK-17, KRK-59."""

from decimal import Decimal

import pytest

from tests.unit.fakes.kraken.kraken_caller import KrakenCaller
from tests.unit.fakes.still_venue import OPENED_S

NOW_S = int(OPENED_S)


def test_the_time_is_in_whole_seconds(caller: KrakenCaller) -> None:
    caller.now_s += 0.7

    assert caller.get("Time").result == {"unixtime": NOW_S, "rfc1123": "Fri, 15 Jan 27 08:00:00 +0000"}


def test_the_venue_says_how_it_is(caller: KrakenCaller) -> None:
    assert caller.get("SystemStatus").result == {"status": "online", "timestamp": "2027-01-15T08:00:00Z"}


def test_an_asset_is_asked_for_by_any_of_its_names(caller: KrakenCaller) -> None:
    told = caller.get("Assets", asset="XBT").result

    assert told == caller.get("Assets", asset="XXBT").result == caller.get("Assets", asset="BTC").result
    assert told == {
        "XXBT": {
            "aclass": "currency",
            "altname": "XBT",
            "decimals": 10,
            "display_decimals": 5,
            "collateral_value": 1,
            "status": "enabled",
        }
    }


def test_a_pair_has_every_documented_field(caller: KrakenCaller) -> None:
    (told,) = caller.get("AssetPairs", pair="LTCXBT").result.values()

    assert told == {
        "altname": "LTCXBT",
        "wsname": "LTC/XBT",
        "aclass_base": "currency",
        "base": "XLTC",
        "aclass_quote": "currency",
        "quote": "XXBT",
        "lot": "unit",
        "cost_decimals": 10,
        "pair_decimals": 6,
        "lot_decimals": 8,
        "lot_multiplier": 1,
        "leverage_buy": [],
        "leverage_sell": [],
        "fees": [[0, 0.4], [10_000, 0.36], [50_000, 0.32], [100_000, 0.28]],
        "fees_maker": [[0, 0.25], [10_000, 0.225], [50_000, 0.2], [100_000, 0.175]],
        "fee_volume_currency": "ZUSD",
        "margin_call": 80,
        "margin_stop": 40,
        "ordermin": "0.04",
        "costmin": "0.00002",
        "tick_size": "0.000001",
        "status": "online",
        "execution_venue": "international",
    }


@pytest.mark.parametrize(
    ("info", "names"),
    [
        ("leverage", ["leverage_buy", "leverage_sell"]),
        ("fees", ["fees", "fees_maker", "fee_volume_currency"]),
        ("margin", ["margin_call", "margin_stop"]),
    ],
)
def test_part_of_it_may_be_asked_for(caller: KrakenCaller, info: str, names: list[str]) -> None:
    assert list(caller.get("AssetPairs", pair="XBTUSDT", info=info).result["XBTUSDT"]) == names


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("XBTUSDT", "XBTUSDT"), ("LTCXBT", "XLTCXXBT"), ("XBT/USDT", "XBT/USDT"), ("BTC/USDT", "BTC/USDT")],
)
def test_answers_stand_under_the_key_or_the_slash_form_that_was_asked_for(
    caller: KrakenCaller, asked: str, answered: str
) -> None:
    for name in ("AssetPairs", "Ticker", "Depth", "Trades", "OHLC", "Spread"):
        assert next(iter(caller.get(name, pair=asked).result)) == answered


@pytest.mark.parametrize("name", ["AssetPairs", "Ticker", "Depth", "Trades", "OHLC", "Spread"])
def test_other_pairs_are_unknown(caller: KrakenCaller, name: str) -> None:
    assert caller.get(name, pair="BTCUSDT").error == "EQuery:Unknown asset pair"


# --- books ----------------------------------------------------------------------------------------


def test_books_have_prices_of_five_decimals_and_volumes_of_three(caller: KrakenCaller) -> None:
    caller.crowd("SELL", ASK, "0.5129")
    caller.crowd("SELL", ASK + 1, "0.0001")

    told = caller.get("Depth", pair="XBTUSDT").result["XBTUSDT"]

    assert told == {
        "asks": [["60100.00000", "1.512", NOW_S], ["60101.00000", "0.00010000", NOW_S]],
        "bids": [["59900.00000", "1.000", NOW_S]],
    }


def test_as_many_levels_as_are_asked_for(caller: KrakenCaller) -> None:
    for step in range(1, 120):
        caller.crowd("SELL", ASK + step, "1")

    assert len(caller.get("Depth", pair="XBTUSDT").result["XBTUSDT"]["asks"]) == 100
    assert len(caller.get("Depth", pair="XBTUSDT", count="2").result["XBTUSDT"]["asks"]) == 2


@pytest.mark.parametrize("count", ["0", "501", "all"])
def test_between_one_and_five_hundred(caller: KrakenCaller, count: str) -> None:
    assert caller.get("Depth", pair="XBTUSDT", count=count).error == "EGeneral:Invalid arguments:count"


ASK = Decimal("60100.0")

# --- trades ---------------------------------------------------------------------------------------


def traded(caller: KrakenCaller, count: int) -> None:
    for number in range(count):
        caller.now_s += 1
        market = {"ordertype": "market", "price": None} if number % 2 else {"price": "60100"}
        assert caller.place(volume="0.001", **market).error is None


def test_a_trade_is_a_row_of_seven(caller: KrakenCaller) -> None:
    traded(caller, 2)

    told = caller.get("Trades", pair="XBTUSDT").result

    first, second = told["XBTUSDT"]
    assert first == ["60100.00000", "0.00100000", OPENED_S + 1, "b", "l", "", 1]
    assert second[3:] == ["b", "m", "", 2]
    assert told["last"] == f"{NOW_S + 2}000000002"


def test_the_next_ones_are_asked_for_with_what_was_told_last(caller: KrakenCaller) -> None:
    traded(caller, 3)
    first = caller.get("Trades", pair="XBTUSDT", since="0", count="2").result

    rest = caller.get("Trades", pair="XBTUSDT", since=first["last"]).result

    assert [row[6] for row in first["XBTUSDT"]] == [1, 2]
    assert [row[6] for row in rest["XBTUSDT"]] == [3]
    again = caller.get("Trades", pair="XBTUSDT", since=rest["last"]).result
    assert again["XBTUSDT"] == []


# --- statistics -----------------------------------------------------------------------------------


def test_a_ticker_tells_of_today_and_of_a_day(caller: KrakenCaller) -> None:
    traded(caller, 2)
    caller.now_s += 16 * 3600  # past midnight, and less than a day later

    told = caller.get("Ticker", pair="XBTUSDT").result["XBTUSDT"]

    assert told == {
        "a": ["60100.00000", "0", "0.998"],
        "b": ["59900.00000", "1", "1.000"],
        "c": ["60100.00000", "0.00100000"],
        "v": ["0.00000000", "0.00200000"],
        "p": ["0.00000", "60100.00000"],
        "t": [0, 2],
        "l": ["0.00000", "60100.00000"],
        "h": ["0.00000", "60100.00000"],
        "o": "60100.00000",
    }


def test_without_a_pair_all_are_told(caller: KrakenCaller) -> None:
    assert list(caller.get("Ticker").result) == ["XBTUSDT", "ETHUSDT", "XLTCXXBT"]


def test_candles_have_the_decimals_of_the_pair_and_empty_ones_repeat_the_close(caller: KrakenCaller) -> None:
    traded(caller, 2)
    caller.now_s += 60

    told = caller.get("OHLC", pair="XBTUSDT").result

    assert told == {
        "XBTUSDT": [
            [NOW_S, "60100.0", "60100.0", "60100.0", "60100.0", "60100.0", "0.00200000", 2],
            [NOW_S + 60, "60100.0", "60100.0", "60100.0", "60100.0", "0.0", "0.00000000", 0],
        ],
        "last": NOW_S,
    }


def test_at_most_720_of_them_and_the_unfinished_one_always(caller: KrakenCaller) -> None:
    traded(caller, 1)
    caller.now_s = OPENED_S + 1000 * 60

    told = caller.get("OHLC", pair="XBTUSDT").result
    newer = caller.get("OHLC", pair="XBTUSDT", since=str(told["last"])).result

    assert len(told["XBTUSDT"]) == 720
    assert [row[0] for row in newer["XBTUSDT"]] == [NOW_S + 1000 * 60]


@pytest.mark.parametrize("interval", ["2", "1m", "0"])
def test_intervals_are_given_in_minutes(caller: KrakenCaller, interval: str) -> None:
    assert (
        caller.get("OHLC", pair="XBTUSDT", interval=interval).error == "EGeneral:Invalid arguments:interval"
    )


def test_the_best_prices_are_told_when_they_changed(caller: KrakenCaller) -> None:
    caller.now_s += 2
    caller.crowd("SELL", ASK - 1, "1")
    caller.crowd("SELL", ASK + 1, "1")

    told = caller.get("Spread", pair="XBTUSDT").result

    assert told == {
        "XBTUSDT": [[NOW_S, "59900.00000", "60100.00000"], [NOW_S + 2, "59900.00000", "60099.00000"]],
        "last": NOW_S + 2,
    }
