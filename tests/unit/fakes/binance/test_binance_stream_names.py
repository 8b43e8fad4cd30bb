import pytest

from fakes.operations import StreamKind
from fakes.venues.binance.stream_names import Feed, Stream, parse

EVERY_DOCUMENTED_NAME = {
    "bazusd@referencePrice": (Feed.REFERENCE_PRICE, 1000),
    "bnbbtc@aggTrade": (Feed.AGGREGATE_TRADE, 0),
    "bnbbtc@trade": (Feed.TRADE, 0),
    "bnbbtc@blockTrade": (Feed.BLOCK_TRADE, 0),
    "bnbbtc@kline_1s": (Feed.KLINE, 1000),
    "bnbbtc@kline_1M": (Feed.KLINE, 2000),
    "bnbbtc@kline_1d@+08:00": (Feed.KLINE, 2000),
    "bnbbtc@miniTicker": (Feed.MINI_TICKER, 1000),
    "!miniTicker@arr": (Feed.MINI_TICKER, 1000),
    "bnbbtc@ticker": (Feed.TICKER, 1000),
    "bnbbtc@ticker_4h": (Feed.WINDOW_TICKER, 1000),
    "!ticker_1h@arr": (Feed.WINDOW_TICKER, 1000),
    "bnbbtc@bookTicker": (Feed.BOOK_TICKER, 0),
    "bnbbtc@avgPrice": (Feed.AVERAGE_PRICE, 1000),
    "bnbbtc@depth5": (Feed.PARTIAL_DEPTH, 1000),
    "bnbbtc@depth20@100ms": (Feed.PARTIAL_DEPTH, 100),
    "bnbbtc@depth": (Feed.DEPTH, 1000),
    "bnbbtc@depth@100ms": (Feed.DEPTH, 100),
}


@pytest.mark.parametrize("name", EVERY_DOCUMENTED_NAME)
def test_every_documented_name_is_understood(name: str) -> None:
    stream = parse(name)

    assert stream is not None
    assert (stream.feed, stream.speed_ms) == EVERY_DOCUMENTED_NAME[name]
    assert stream.name == name


@pytest.mark.parametrize(
    "name",
    [
        *("", "0", "btcusdt", "@trade", "BTCUSDT@trade", "btcusdt@TRADE", "!ticker@arr", "!bookTicker"),
        *("btcusdt@depth7", "btcusdt@depth@50ms", "btcusdt@kline_7m", "btcusdt@kline_1m@+09:00"),
        "btcusdt@ticker_2h",
    ],
)
def test_a_name_that_means_nothing_is_no_stream(name: str) -> None:
    assert parse(name) is None


def test_a_partial_book_knows_its_levels_and_its_market() -> None:
    assert parse("btcusdt@depth10@100ms") == Stream(
        name="btcusdt@depth10@100ms", feed=Feed.PARTIAL_DEPTH, symbol="BTCUSDT", speed_ms=100, levels=10
    )


def test_a_kline_in_another_zone_begins_its_day_eight_hours_earlier() -> None:
    stream = parse("btcusdt@kline_1d@+08:00")

    assert stream is not None
    assert (stream.interval, stream.offset_ms) == ("1d", 8 * 3_600_000)


def test_the_best_bid_and_ask_are_the_top_of_the_book() -> None:
    stream = parse("btcusdt@bookTicker")

    assert stream is not None
    assert stream.kind is StreamKind.BOOK_TOP
