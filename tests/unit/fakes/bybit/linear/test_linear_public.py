"""What anybody may ask about contracts (BYB-15, BYB-17, BYB-18, BYB-76, BYB-90)."""

from decimal import Decimal

from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller


def test_rules_come_in_pages(caller: LinearCaller) -> None:
    names = []
    cursor = ""
    while True:
        asked = {"cursor": cursor} if cursor else {}
        page = caller.public("market/instruments-info", category="linear", limit="2", **asked).result
        names += [row["symbol"] for row in page["list"]]
        cursor = page["nextPageCursor"]
        if not cursor:
            break

    assert names == ["BTCUSDT", "ETHUSDT", "LTCBTC"]


def test_the_rules_of_a_contract(caller: LinearCaller) -> None:
    [row] = caller.public("market/instruments-info", category="linear", symbol="BTCUSDT").result["list"]

    assert row["contractType"] == "LinearPerpetual"
    assert row["priceFilter"] == {"minPrice": "0.1", "maxPrice": "1999999.8", "tickSize": "0.10"}
    assert row["lotSizeFilter"]["qtyStep"] == "0.001"
    assert row["leverageFilter"] == {"minLeverage": "1", "maxLeverage": "100.00", "leverageStep": "1"}
    assert (row["fundingInterval"], row["settleCoin"]) == (480, "USDT")
    assert caller.public("market/instruments-info", category="spot").result["list"] == []


def test_the_ticker_of_a_contract(caller: LinearCaller) -> None:
    caller.buys("0.2")

    [row] = caller.public("market/tickers", category="linear", symbol="BTCUSDT").result["list"]
    assert (row["lastPrice"], row["openInterest"], row["fundingRate"]) == ("60100.0", "0.400", "0.0001")
    assert Decimal(row["markPrice"]) == Decimal(row["indexPrice"]) > 0
    assert int(row["nextFundingTime"]) % (8 * 3_600_000) == 0
    assert int(row["nextFundingTime"]) > caller.now_ms


def test_the_book_shows_twenty_five_levels_padded(caller: LinearCaller) -> None:
    for step in range(30):
        caller.crowd("BUY", Decimal(50_000 + step), "0.5")

    book = caller.public("market/orderbook", category="linear", symbol="BTCUSDT").result
    assert (len(book["b"]), book["a"]) == (25, [["60100.0", "1.000"]])


def test_fundings_of_the_past(caller: LinearCaller) -> None:
    asked = {"category": "linear", "symbol": "BTCUSDT"}

    rows = caller.public("market/funding/history", **asked, limit="3").result["list"]
    times = [int(row["fundingRateTimestamp"]) for row in rows]
    assert [row["fundingRate"] for row in rows] == ["0.0001"] * 3
    assert times == sorted(times, reverse=True)
    assert times[0] - times[1] == 8 * 3_600_000
    spans = {"startTime": str(times[1]), "endTime": str(times[0])}
    bounded = caller.public("market/funding/history", **asked, **spans).result["list"]
    assert [int(row["fundingRateTimestamp"]) for row in bounded] == times[:2]


def test_marks_open_interest_and_risk(caller: LinearCaller) -> None:
    caller.buys("0.2")
    asked = {"category": "linear", "symbol": "BTCUSDT"}

    for method in ("market/mark-price-kline", "market/index-price-kline"):
        [candle] = caller.public(method, **asked, interval="1").result["list"]
        assert candle[1:] == ["60100.0"] * 4
    [row] = caller.public("market/open-interest", **asked, intervalTime="1h").result["list"]
    assert (row["openInterest"], row["singleOpenInterest"]) == ("0.400", "0.200")
    [risk] = caller.public("market/risk-limit", **asked).result["list"]
    assert (risk["maintenanceMargin"], risk["initialMargin"], risk["maxLeverage"]) == (
        "0.005",
        "0.01",
        "100.00",
    )


def test_the_rules_for_an_account_come_in_pages(caller: LinearCaller) -> None:
    first = caller.get("account/instruments-info", limit="2").result
    rest = caller.get("account/instruments-info", limit="2", cursor=first["nextPageCursor"]).result
    [one] = caller.get("account/instruments-info", symbol="ETHUSDT").result["list"]

    assert [row["symbol"] for row in first["list"]] == ["BTCUSDT", "ETHUSDT"]
    assert ([row["symbol"] for row in rest["list"]], rest["nextPageCursor"]) == (["LTCBTC"], "")
    assert one == first["list"][1]
    assert caller.get("account/instruments-info", limit="201").code == 10001
