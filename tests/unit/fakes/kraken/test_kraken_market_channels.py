from fakes.instruments import Side
from fakes.venues.kraken.market_channels import BookChannel, CandleChannel, TickerChannel, TradeChannel
from tests.unit.fakes.kraken.kraken_market import LOT, KrakenMarket, shown


def test_a_book_speaks_of_what_it_shows_and_tells_how_far_it_is() -> None:
    market = KrakenMarket()
    market.quote(Side.BUY, 1000)
    channel = BookChannel(market.view, 10)

    assert channel.snapshot(market.now_ms).sequence == 1
    market.quote(Side.SELL, 1001)
    saying = channel.saw(market.moved(), market.now_ms)

    assert saying is not None
    assert saying.sequence == 2
    assert saying.message["type"] == "update"
    assert shown(saying.message["data"][0]["asks"][0], "price", "qty") == ["100.1", "1.00000000"]


def test_trades_of_one_operation_are_one_message() -> None:
    market = KrakenMarket()
    channel = TradeChannel(market.view)
    for ticks in (1000, 1001):
        market.quote(Side.SELL, ticks)
        assert channel.saw(market.moved(), market.now_ms) is None

    market.crowd.take("FOOUSDT", Side.BUY, 2 * LOT)
    saying = channel.saw(market.moved(), market.now_ms)

    assert saying is not None
    assert [row["trade_id"] for row in saying.message["data"]] == [1, 2]
    assert saying.sequence == 2


def test_a_snapshot_of_trades_has_the_last_fifty() -> None:
    market = KrakenMarket()
    for _ in range(52):
        market.trade(1000)

    saying = TradeChannel(market.view).snapshot(market.now_ms)

    assert [row["trade_id"] for row in saying.message["data"]] == list(range(3, 53))


def test_a_ticker_speaks_of_trades_or_if_so_asked_of_best_offers() -> None:
    market = KrakenMarket()
    market.quote(Side.BUY, 1000)
    by_trades, by_offers = TickerChannel(market.view, "trades"), TickerChannel(market.view, "bbo")

    market.quote(Side.BUY, 999)  # below the best
    assert by_trades.saw(market.moved(), market.now_ms) is None
    assert by_offers.saw(market.moved(), market.now_ms) is None
    market.quote(Side.BUY, 1001)
    assert by_trades.saw(market.moved(), market.now_ms) is None
    assert by_offers.saw(market.moved(), market.now_ms) is not None
    market.crowd.take("FOOUSDT", Side.SELL, LOT // 2)
    saying = by_trades.saw(market.moved(), market.now_ms)

    assert saying is not None
    assert shown(saying.message["data"][0], "bid", "bid_qty", "last") == ["100.1", "0.50000000", "100.1"]


def test_a_candle_grows_with_its_trades_and_the_next_begins_with_the_first_of_its_own() -> None:
    market = KrakenMarket()
    channel = CandleChannel(market.view, 1)
    told = []
    for wait_ms, ticks in ((0, 1000), (10, 1010), (60_000, 990)):
        market.now_ms += wait_ms
        market.trade(ticks)
        saying = channel.saw(market.moved(), market.now_ms)
        assert saying is not None
        [row] = saying.message["data"]
        told.append(shown(row, "open", "close", "trades", "interval_begin"))

    assert told == [
        ["100.0", "100.0", 1, "2023-11-14T22:13:00.000000000Z"],
        ["100.0", "101.0", 2, "2023-11-14T22:13:00.000000000Z"],
        ["99.0", "99.0", 1, "2023-11-14T22:14:00.000000000Z"],
    ]


def test_a_snapshot_of_candles_leaves_out_those_without_trades() -> None:
    market = KrakenMarket()
    for wait_ms in (0, 180_000):
        market.now_ms += wait_ms
        market.trade(1000)

    rows = CandleChannel(market.view, 1).snapshot(market.now_ms).message["data"]

    assert [row["interval_begin"] for row in rows] == [
        "2023-11-14T22:13:00.000000000Z",
        "2023-11-14T22:16:00.000000000Z",
    ]


def test_a_channel_opened_in_the_middle_of_a_candle_counts_what_came_before() -> None:
    market = KrakenMarket()
    market.trade(1000)
    channel = CandleChannel(market.view, 1)

    market.trade(1010)
    saying = channel.saw(market.moved(), market.now_ms)

    assert saying is not None
    assert saying.message["data"][0]["trades"] == 2
