from fakes.exact_json import encoded
from fakes.instruments import Side
from fakes.klines import klines
from fakes.rolling import RollingWindow
from fakes.venues.kraken import market_messages
from fakes.venues.kraken.book_window import BookChange
from fakes.venues.kraken.market_messages import Top
from tests.unit.fakes.kraken.kraken_market import DIGITS, LOT, OPENED_MS, KrakenMarket


def test_a_book_is_written_with_all_digits() -> None:
    message = market_messages.book(
        DIGITS, "update", BookChange([(1000, 0)], [(1001, LOT // 2)]), 7, OPENED_MS
    )

    assert encoded(message) == (
        b'{"channel":"book","type":"update","data":[{"symbol":"FOO/USDT",'
        b'"bids":[{"price":100.0,"qty":0.00000000}],"asks":[{"price":100.1,"qty":0.50000000}],'
        b'"checksum":7,"timestamp":"2023-11-14T22:13:20.123000Z"}]}'
    )


def test_a_trade_tells_the_takers_side_and_kind_of_order() -> None:
    market = KrakenMarket()
    market.trade(1001, LOT, Side.BUY)
    market.quote(Side.BUY, 1000)
    market.quote(Side.SELL, 1000, LOT // 2)  # a limit order that takes

    message = market_messages.trades(DIGITS, "update", market.exchange.trades("FOOUSDT"))

    told = [(row["side"], row["ord_type"], row["qty"].text, row["trade_id"]) for row in message["data"]]
    assert told == [("buy", "market", "1.00000000", 1), ("sell", "limit", "0.50000000", 2)]


def day_of(market: KrakenMarket) -> RollingWindow:
    window = RollingWindow(86_400_000, market.exchange.trades("FOOUSDT"))
    window.advance(market.now_ms)
    return window


def test_a_ticker_tells_the_last_24_hours() -> None:
    market = KrakenMarket()
    market.trade(900)  # leaves the window
    market.now_ms += 86_400_000
    for ticks, lots in ((1000, LOT), (1100, 3 * LOT)):
        market.trade(ticks, lots)

    message = market_messages.ticker(
        DIGITS, "snapshot", day_of(market), Top((999, LOT), (1001, 2 * LOT)), market.now_ms
    )

    [row] = message["data"]
    assert {name: getattr(value, "text", value) for name, value in row.items()} == {
        "symbol": "FOO/USDT",
        "bid": "99.9",
        "bid_qty": "1.00000000",
        "ask": "100.1",
        "ask_qty": "2.00000000",
        "last": "110.0",
        "volume": "4.00000000",
        "vwap": "107.5",
        "low": "100.0",
        "high": "110.0",
        "change": "20.0",
        "change_pct": "22.22",
        "timestamp": "2023-11-15T22:13:20.123000Z",
    }


def test_a_fall_is_negative_and_a_market_without_trades_is_flat() -> None:
    market = KrakenMarket()
    [flat] = market_messages.ticker(DIGITS, "snapshot", day_of(market), Top(), market.now_ms)["data"]
    for ticks in (1000, 998):
        market.trade(ticks)
    [fallen] = market_messages.ticker(DIGITS, "update", day_of(market), Top(), market.now_ms)["data"]

    assert (flat["last"], flat["change"], flat["change_pct"]) == (0.0, 0.0, 0.0)
    assert (fallen["change"].text, fallen["change_pct"].text) == ("-0.2", "-0.20")


def test_a_candle_has_its_beginning_and_as_timestamp_its_end() -> None:
    market = KrakenMarket()
    for ticks in (1000, 1010, 990, 1005):
        market.trade(ticks)
    these = list(klines(market.exchange.trades("FOOUSDT"), "1m", OPENED_MS - 60_000, market.now_ms))

    message = market_messages.candles(DIGITS, "update", these, 1, market.now_ms)

    assert message["timestamp"] == "2023-11-14T22:13:20.123000000Z"
    [row] = message["data"]
    assert [row[name].text for name in ("open", "high", "low", "close", "volume", "vwap")] == [
        "100.0",
        "101.0",
        "99.0",
        "100.5",
        "4.00000000",
        "100.1",
    ]
    assert (row["trades"], row["interval"]) == (4, 1)
    assert row["interval_begin"] == "2023-11-14T22:13:00.000000000Z"
    assert row["timestamp"] == "2023-11-14T22:14:00.000000Z"


def test_only_the_first_status_of_a_connection_tells_its_number() -> None:
    first = market_messages.status("online", 13_834_774_380_200_032_777)
    later = market_messages.status("maintenance")

    assert b'"connection_id":13834774380200032777' in encoded(first)
    assert later["data"] == [{"version": "2.0.10", "system": "maintenance", "api_version": "v2"}]
