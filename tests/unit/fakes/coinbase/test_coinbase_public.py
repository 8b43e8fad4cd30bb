"""Questions about the venue and its markets: CBS-08, CBS-09, CBS-20 to CBS-28."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fakes.exchange import SymbolStatus
from fakes.venues.coinbase.markets import BTCUSDT
from tests.unit.fakes.coinbase.coinbase_caller import CoinbaseCaller

BOOK = "/market/product_book"
PRODUCT = "/market/products/BTC-USDT"


def test_the_time_is_text_three_times(caller: CoinbaseCaller) -> None:
    caller.now_s += 0.25

    assert caller.get("/time").body == {
        "iso": "2027-01-15T08:00:00Z",
        "epochSeconds": "1800000000",
        "epochMillis": "1800000000250",
    }


# --- the cache ------------------------------------------------------------------------------------


def test_a_public_answer_is_up_to_a_second_old(caller: CoinbaseCaller) -> None:
    before = caller.get(BOOK, product_id="BTC-USDT").body
    caller.crowd("BUY", Decimal(59_950), "1")
    caller.now_s += 0.999

    assert caller.get(BOOK, product_id="BTC-USDT").body == before
    fresh = caller.get(BOOK, product_id="BTC-USDT", fresh=True).body
    assert fresh["pricebook"]["bids"][0]["price"] == "59950"
    assert caller.get(BOOK, product_id="BTC-USDT").body == fresh  # what was asked freshly is kept
    caller.crowd("BUY", Decimal(59_960), "1")
    caller.now_s += 1
    assert caller.get(BOOK, product_id="BTC-USDT").body["pricebook"]["bids"][0]["price"] == "59960"


def test_the_twin_for_keys_is_never_old(caller: CoinbaseCaller) -> None:
    caller.get("/product_book", product_id="BTC-USDT")
    caller.crowd("BUY", Decimal(59_950), "1")

    told = caller.get("/product_book", product_id="BTC-USDT").body
    assert told["pricebook"]["bids"][0] == {"price": "59950", "size": "1"}


def test_another_question_is_another_answer(caller: CoinbaseCaller) -> None:
    caller.crowd("BUY", Decimal(59_950), "1")

    assert len(caller.get(BOOK, product_id="BTC-USDT", limit=1).body["pricebook"]["bids"]) == 1
    assert len(caller.get(BOOK, product_id="BTC-USDT", limit=2).body["pricebook"]["bids"]) == 2


def test_a_refusal_is_not_kept(caller: CoinbaseCaller) -> None:
    assert caller.get("/market/products/XRP-USDT").status == 404
    caller.venue.list_symbol("XRPUSDT")

    assert caller.get("/market/products/XRP-USDT").status == 200


# --- products -------------------------------------------------------------------------------------


def test_products_tell_their_rules(caller: CoinbaseCaller) -> None:
    told = caller.get(PRODUCT).body

    assert (told["price_increment"], told["base_increment"]) == ("0.01", "0.00000001")
    assert (told["base_min_size"], told["base_max_size"]) == ("0.00000001", "3400")
    assert (told["quote_min_size"], told["quote_max_size"]) == ("1", "150000000")
    assert (told["status"], told["product_type"], told["alias_to"]) == ("online", "SPOT", [])


def test_a_rule_that_changed_is_told(caller: CoinbaseCaller) -> None:
    caller.venue.change_filters("BTCUSDT", tick_multiple=5, min_lots=1000)
    told = caller.get(PRODUCT).body

    assert (told["price_increment"], told["base_min_size"]) == ("0.05", "0.00001")
    assert caller.limit(limit_price="50000.01").reason == "INVALID_PRICE_PRECISION"


@pytest.mark.parametrize(
    ("status", "flag"),
    [
        (SymbolStatus.CANCEL_ONLY, "cancel_only"),
        (SymbolStatus.POST_ONLY, "post_only"),
        (SymbolStatus.HALT, "trading_disabled"),
        (SymbolStatus.BREAK, "trading_disabled"),
    ],
)
def test_a_market_says_by_flags_how_it_is(caller: CoinbaseCaller, status: SymbolStatus, flag: str) -> None:
    caller.exchange.set_status("BTCUSDT", status)
    told = caller.get(PRODUCT).body
    flags = ("is_disabled", "cancel_only", "limit_only", "post_only", "trading_disabled", "view_only")

    assert [name for name in flags if told[name]] == [flag]


def test_the_day_is_counted_from_its_trades(caller: CoinbaseCaller) -> None:
    caller.market("BUY", base_size="0.5")
    caller.now_s += 86_000
    caller.market("SELL", base_size="0.25")
    told = caller.get(PRODUCT).body

    assert (told["price"], told["volume_24h"]) == ("59900", "0.75")
    assert told["price_percentage_change_24h"] == "-0.33277870216306"
    assert told["approximate_quote_24h_volume"] == "45025"
    caller.now_s += 1000
    later = caller.get(PRODUCT).body
    assert (later["volume_24h"], later["volume_percentage_change_24h"]) == ("0.25", "-50")


def test_lists_are_cut_and_filtered(caller: CoinbaseCaller) -> None:
    def listed(**parameters: Any) -> list[str]:
        body = caller.get("/market/products", **parameters).body
        assert body["num_products"] == len(body["products"])
        return [product["product_id"] for product in body["products"]]

    assert listed() == ["BTC-USDT", "ETH-USDT", "LTC-BTC"]
    assert listed(limit=2) == ["BTC-USDT", "ETH-USDT"]
    assert listed(limit=2, offset=2) == ["LTC-BTC"]
    assert listed(product_ids=["LTC-BTC", "BTC-PLN"]) == ["LTC-BTC"]
    assert listed(product_type="FUTURE") == []
    caller.venue.delist_symbol("ETHUSDT")
    assert listed(get_all_products="true") == ["BTC-USDT", "LTC-BTC"]


def test_a_dollar_market_has_a_second_name(caller: CoinbaseCaller) -> None:
    caller.exchange.list(replace(BTCUSDT, symbol="BTCUSD", quote="USD"))
    told = {each["product_id"]: each for each in caller.get("/products").body["products"]}

    assert (told["BTC-USD"]["alias"], told["BTC-USD"]["alias_to"]) == ("", ["BTC-USDC"])
    assert (told["BTC-USDC"]["alias"], told["BTC-USDC"]["alias_to"]) == ("BTC-USD", [])
    assert told["BTC-USDC"]["quote_currency_id"] == "USDC"
    assert (
        caller.get("/market/product_book", product_id="BTC-USDC").body["pricebook"]["product_id"]
        == "BTC-USDC"
    )


# --- books, trades, candles -----------------------------------------------------------------------


def test_a_book_tells_its_middle(caller: CoinbaseCaller) -> None:
    caller.crowd("SELL", Decimal("60000.01"), "0.5")
    told = caller.get(BOOK, product_id="BTC-USDT").body

    assert told["pricebook"]["asks"] == [
        {"price": "60000.01", "size": "0.5"},
        {"price": "60100", "size": "1"},
    ]
    assert (told["mid_market"], told["spread_absolute"]) == ("59950.005", "100.01")
    assert told["spread_bps"] == "16.6822338"


def test_levels_are_put_together_away_from_the_middle(caller: CoinbaseCaller) -> None:
    for side, price in (("BUY", "59899.5"), ("BUY", "59895"), ("SELL", "60100.5")):
        caller.crowd(side, Decimal(price), "1")
    told = caller.get(BOOK, product_id="BTC-USDT", aggregation_price_increment="10").body["pricebook"]

    assert told["bids"] == [{"price": "59900", "size": "1"}, {"price": "59890", "size": "2"}]
    assert told["asks"] == [{"price": "60100", "size": "1"}, {"price": "60110", "size": "1"}]


def test_the_best_of_several_books(caller: CoinbaseCaller) -> None:
    told = caller.get("/best_bid_ask", product_ids=["BTC-USDT"]).body["pricebooks"]

    assert [book["bids"] for book in told] == [[{"price": "59900", "size": "1"}]]
    assert len(caller.get("/best_bid_ask").body["pricebooks"]) == 3
    assert caller.get("/best_bid_ask", product_ids=["BTC-PLN"]).status == 400


def test_trades_are_newest_first_and_tell_the_makers_side(caller: CoinbaseCaller) -> None:
    caller.market("BUY", base_size="0.5")
    caller.now_s += 1
    caller.market("SELL", base_size="0.25")
    told = caller.get(f"{PRODUCT}/ticker", limit=10).body

    assert [(each["trade_id"], each["side"]) for each in told["trades"]] == [("2", "BUY"), ("1", "SELL")]
    assert (told["best_bid"], told["best_ask"]) == ("59900", "60100")
    later = caller.get(f"{PRODUCT}/ticker", start=1_800_000_001).body["trades"]
    assert [each["trade_id"] for each in later] == ["2"]
    assert [each["trade_id"] for each in caller.get(f"{PRODUCT}/ticker", limit=1).body["trades"]] == ["2"]


def test_candles_are_newest_first_and_only_where_somebody_traded(caller: CoinbaseCaller) -> None:
    caller.market("BUY", base_size="0.5")
    caller.now_s += 120
    caller.market("SELL", base_size="0.25")
    candles = caller.get(
        f"{PRODUCT}/candles", granularity="ONE_MINUTE", start=1_800_000_000, end=1_800_000_120
    ).body["candles"]

    assert candles == [
        {
            "start": "1800000120",
            "low": "59900",
            "high": "59900",
            "open": "59900",
            "close": "59900",
            "volume": "0.25",
        },
        {
            "start": "1800000000",
            "low": "60100",
            "high": "60100",
            "open": "60100",
            "close": "60100",
            "volume": "0.5",
        },
    ]


@pytest.mark.parametrize(
    "parameters",
    [
        {"granularity": "TEN_MINUTE", "start": 0, "end": 60},
        {"granularity": "ONE_MINUTE", "start": 0},
        {"granularity": "ONE_MINUTE", "start": 60, "end": 0},
        {"granularity": "ONE_MINUTE", "start": 0, "end": 60 * 351},
        {"start": 0, "end": 60},
    ],
)
def test_candles_that_cannot_be(caller: CoinbaseCaller, parameters: Any) -> None:
    assert caller.get(f"{PRODUCT}/candles", **parameters).status == 400


@pytest.mark.parametrize("path", [BOOK, "/product_book", "/market/products/BTC-PLN/ticker"])
def test_a_market_that_there_is_not(caller: CoinbaseCaller, path: str) -> None:
    answer = caller.get(path, product_id="BTC-PLN")

    assert (answer.status, answer.body["error"]) == (400, "INVALID_ARGUMENT")
