from typing import Any

from fakes.instruments import Side
from fakes.venues.binance.channel import Channel, Saying
from fakes.venues.binance.channels import CHANNELS
from fakes.venues.binance.stream_names import parse
from tests.unit.fakes.binance.binance_market import OPENED_MS, BinanceMarket


def channel(market: BinanceMarket, name: str) -> Channel:
    stream = parse(name)
    assert stream is not None
    made = CHANNELS[stream.feed](stream, market.view, market.now_ms)
    market.moved()  # what was before the subscription
    return made


def said(sayings: list[Saying]) -> Any:
    assert len(sayings) == 1
    return sayings[0].event


def sees(channel: Channel, market: BinanceMarket) -> list[Saying]:
    return list(channel.saw(market.moved(), market.now_ms))


def test_a_trade_is_told_at_once_with_every_field(market: BinanceMarket) -> None:
    trades = channel(market, "foousdt@trade")
    market.trade(1000, 250)

    event = said(sees(trades, market))

    assert event == {
        "e": "trade",
        "E": OPENED_MS,
        "s": "FOOUSDT",
        "t": 1,
        "p": "100.00000000",
        "q": "0.25000000",
        "T": OPENED_MS,
        "m": False,
        "M": True,
    }


def test_a_buyer_who_was_there_first_is_the_maker(market: BinanceMarket) -> None:
    trades = channel(market, "foousdt@trade")
    market.trade(1000, 250, taker=Side.SELL)

    assert said(sees(trades, market))["m"] is True


def test_what_one_taker_matched_at_one_price_is_one_aggregate_trade(market: BinanceMarket) -> None:
    market.trade(990, 1)
    for ticks, lots in ((1000, 100), (1000, 50), (1001, 25)):
        market.quote(Side.SELL, ticks, lots)
    aggregates = channel(market, "foousdt@aggTrade")
    market.crowd.take("FOOUSDT", Side.BUY, 175)

    events: list[Any] = [saying.event for saying in sees(aggregates, market)]

    assert [(event["a"], event["f"], event["l"], event["q"]) for event in events] == [
        (2, 2, 3, "0.15000000"),
        (3, 4, 4, "0.02500000"),
    ]


def test_updates_of_the_book_join_without_a_gap(market: BinanceMarket) -> None:
    market.quote(Side.BUY, 990, 1000)
    before = market.exchange.depth("FOOUSDT").sequence
    depth = channel(market, "foousdt@depth@100ms")

    market.quote(Side.BUY, 991, 1000)
    market.quote(Side.BUY, 990, 500)
    market.quote(Side.SELL, 1020, 1000)
    sees(depth, market)
    first = said(list(depth.pulse(market.now_ms)))
    market.quote(Side.SELL, 1010, 1000)
    sees(depth, market)
    second = said(list(depth.pulse(market.now_ms)))

    assert (first["U"], first["u"]) == (before + 1, before + 3)
    assert first["b"] == [["99.10000000", "1.00000000"], ["99.00000000", "1.50000000"]]
    assert first["a"] == [["102.00000000", "1.00000000"]]
    assert (second["U"], second["u"]) == (before + 4, before + 4)
    assert (second["b"], second["a"]) == ([], [["101.00000000", "1.00000000"]])


def test_a_level_that_is_gone_has_quantity_zero_with_eight_decimals(market: BinanceMarket) -> None:
    market.quote(Side.SELL, 1010, 1000)
    depth = channel(market, "foousdt@depth@100ms")
    market.crowd.take("FOOUSDT", Side.BUY, 1000)
    sees(depth, market)

    assert said(list(depth.pulse(market.now_ms)))["a"] == [["101.00000000", "0.00000000"]]


def test_a_book_that_stands_still_is_not_talked_about(market: BinanceMarket) -> None:
    depth = channel(market, "foousdt@depth@100ms")

    assert depth.due_ms(market.now_ms) is None
    assert list(depth.pulse(market.now_ms)) == []


def test_updates_leave_at_multiples_of_their_speed(market: BinanceMarket) -> None:
    depth = channel(market, "foousdt@depth@100ms")
    market.now_ms = OPENED_MS + 130
    market.quote(Side.SELL, 1010, 1000)
    sees(depth, market)

    assert depth.due_ms(market.now_ms) == OPENED_MS + 200


def test_the_best_prices_are_told_only_when_they_change(market: BinanceMarket) -> None:
    market.quote(Side.BUY, 990, 1000)
    tops = channel(market, "foousdt@bookTicker")
    market.quote(Side.BUY, 980, 1000)
    behind = sees(tops, market)
    market.quote(Side.SELL, 1010, 2000)

    event = said(sees(tops, market))

    assert behind == []
    assert event == {
        "u": market.exchange.depth("FOOUSDT").sequence,
        "s": "FOOUSDT",
        "b": "99.00000000",
        "B": "1.00000000",
        "a": "101.00000000",
        "A": "2.00000000",
    }


def test_a_partial_book_is_cut_to_its_levels(market: BinanceMarket) -> None:
    partial = channel(market, "foousdt@depth5")
    for ticks in range(980, 990):
        market.quote(Side.BUY, ticks, 1000)
    sees(partial, market)

    event = said(list(partial.pulse(market.now_ms)))

    assert list(event) == ["lastUpdateId", "bids", "asks"]
    assert [price for price, _ in event["bids"]] == [f"{ticks / 10:.8f}" for ticks in range(989, 984, -1)]


def test_a_candle_closes_on_time_though_nobody_trades(market: BinanceMarket) -> None:
    candles = channel(market, "foousdt@kline_1m")
    minute_ms = OPENED_MS // 60_000 * 60_000
    market.trade(1000, 100)
    sees(candles, market)
    market.now_ms = minute_ms + 60_000

    closed = said(list(candles.pulse(market.now_ms)))["k"]

    assert (closed["t"], closed["T"], closed["x"]) == (minute_ms, minute_ms + 59_999, True)
    assert (closed["o"], closed["v"], closed["n"]) == ("100.00000000", "0.10000000", 1)


def test_a_candle_without_trades_is_flat_and_names_none(market: BinanceMarket) -> None:
    market.trade(1000, 100)
    market.now_ms += 120_000
    candles = channel(market, "foousdt@kline_1m")
    due_ms = candles.due_ms(market.now_ms)
    assert due_ms is not None

    closed = said(list(candles.pulse(due_ms)))["k"]

    assert [closed[name] for name in ("o", "h", "l", "c")] == ["100.00000000"] * 4
    assert [closed[name] for name in ("f", "L", "n", "v", "q")] == [-1, -1, 0, "0.00000000", "0.00000000"]


def test_who_comes_late_to_a_candle_gets_all_of_it(market: BinanceMarket) -> None:
    market.trade(1000, 100)
    market.trade(1100, 100, taker=Side.SELL)
    candles = channel(market, "foousdt@kline_1m")
    market.trade(900, 100)
    sees(candles, market)

    candle = said(list(candles.pulse(market.now_ms)))["k"]

    assert [candle[name] for name in ("o", "h", "l", "c")] == [
        "100.00000000",
        "110.00000000",
        "90.00000000",
        "90.00000000",
    ]
    assert (candle["f"], candle["L"], candle["n"]) == (1, 3, 3)
    assert (candle["V"], candle["v"]) == ("0.20000000", "0.30000000")


def test_a_day_east_of_greenwich_begins_eight_hours_earlier(market: BinanceMarket) -> None:
    market.trade(1000, 100)
    candles = channel(market, "foousdt@kline_1d@+08:00")
    market.trade(1000, 100)
    sees(candles, market)

    candle = said(list(candles.pulse(market.now_ms)))["k"]

    assert (candle["t"] + 8 * 3_600_000) % 86_400_000 == 0
    assert candle["t"] <= OPENED_MS <= candle["T"]


def test_the_ticker_forgets_trades_of_yesterday(market: BinanceMarket) -> None:
    market.trade(2000, 100)
    market.now_ms += 86_400_000
    ticker = channel(market, "foousdt@ticker")
    market.trade(1000, 100)
    market.trade(1100, 300)
    sees(ticker, market)

    event = said(list(ticker.pulse(market.now_ms)))

    assert [event[name] for name in ("o", "h", "l", "c", "x")] == [
        "100.00000000",
        "110.00000000",
        "100.00000000",
        "110.00000000",
        "200.00000000",
    ]
    assert (event["p"], event["P"], event["w"]) == ("10.00000000", "10.000", "107.50000000")
    assert (event["v"], event["q"], event["Q"], event["n"]) == ("0.40000000", "43.00000000", "0.30000000", 2)
    assert (event["F"], event["L"], event["C"] - event["O"]) == (2, 3, 86_400_000)


def test_a_falling_price_changes_by_a_negative_amount(market: BinanceMarket) -> None:
    ticker = channel(market, "foousdt@ticker")
    market.trade(1000, 100)
    market.trade(995, 100)
    sees(ticker, market)

    event = said(list(ticker.pulse(market.now_ms)))

    assert (event["p"], event["P"]) == ("-0.50000000", "-0.500")


def test_a_rolling_window_opens_on_a_minute(market: BinanceMarket) -> None:
    window = channel(market, "foousdt@ticker_1h")
    market.trade(1000, 100)
    sees(window, market)

    event = said(list(window.pulse(market.now_ms)))

    assert event["e"] == "1hTicker"
    assert event["O"] % 60_000 == 0


def test_the_average_price_is_that_of_five_minutes(market: BinanceMarket) -> None:
    market.trade(5000, 100)
    market.now_ms += 300_000
    average = channel(market, "foousdt@avgPrice")
    market.trade(1000, 100)
    market.trade(2000, 300)
    sees(average, market)

    event = said(list(average.pulse(market.now_ms)))

    assert event == {
        "e": "avgPrice",
        "E": market.now_ms,
        "s": "FOOUSDT",
        "i": "5m",
        "w": "175.00000000",
        "T": market.now_ms,
    }
