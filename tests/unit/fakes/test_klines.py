from datetime import UTC, datetime

import pytest

from fakes.instruments import Side
from fakes.klines import INTERVALS_MS, even_klines, klines, next_open, open_of
from fakes.ledger import Traded
from fakes.trades import Trade


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def trade(number: int, at_ms: int, ticks: int, taker: Side = Side.BUY) -> Trade:
    fact = Traded(
        symbol="BTCUSDT",
        trade_id=number,
        ticks=ticks,
        lots=2,
        taker_side=taker,
        maker_order_id=1,
        taker_order_id=2,
        maker_account="a",
        taker_account="b",
        maker_client_order_id="",
        taker_client_order_id="",
        maker_fee_atoms=0,
        taker_fee_atoms=0,
    )
    return Trade(fact, at_ms, ticks * 20)


@pytest.mark.parametrize(
    ("interval", "opened", "following"),
    [
        ("1m", "2026-02-11T10:17:00", "2026-02-11T10:18:00"),
        ("4h", "2026-02-11T08:00:00", "2026-02-11T12:00:00"),
        ("1d", "2026-02-11T00:00:00", "2026-02-12T00:00:00"),
        ("1w", "2026-02-09T00:00:00", "2026-02-16T00:00:00"),
        ("1M", "2026-02-01T00:00:00", "2026-03-01T00:00:00"),
    ],
)
def test_candles_open_where_the_calendar_says(interval: str, opened: str, following: str) -> None:
    at_ms = ms("2026-02-11T10:17:36")

    assert open_of(interval, at_ms) == ms(opened)
    assert next_open(interval, ms(opened)) == ms(following)


@pytest.mark.parametrize("interval", INTERVALS_MS)
def test_a_candle_ends_just_before_the_next_opens(interval: str) -> None:
    opened = open_of(interval, ms("2026-12-31T23:59:59"))

    assert open_of(interval, next_open(interval, opened) - 1) == opened
    assert open_of(interval, next_open(interval, opened)) == next_open(interval, opened)


def test_a_candle_sums_its_trades() -> None:
    trades = [trade(1, 1_000, 100), trade(2, 2_000, 130, Side.SELL), trade(3, 3_000, 90)]

    (candle,) = klines(trades, "1m", 0, 0)

    assert (candle.open_ticks, candle.high_ticks, candle.low_ticks, candle.close_ticks) == (100, 130, 90, 90)
    assert (candle.lots, candle.trades, candle.taker_buy_lots) == (6, 3, 4)
    assert (candle.first_trade_id, candle.last_trade_id) == (1, 3)


def test_a_minute_without_trades_is_flat_at_the_last_price() -> None:
    candles = list(klines([trade(1, 1_000, 100), trade(2, 121_000, 130)], "1m", 0, 120_000))

    assert [(c.open_ticks, c.close_ticks, c.trades) for c in candles] == [
        (100, 100, 1),
        (100, 100, 0),
        (130, 130, 1),
    ]


def test_only_candles_that_open_within_the_range_are_given() -> None:
    trades = [trade(n, n * 60_000, 100 + n) for n in range(6)]

    assert [c.open_ms for c in klines(trades, "1m", 60_001, 180_000)] == [120_000, 180_000]


def test_before_the_first_trade_there_are_no_candles() -> None:
    assert [c.open_ms for c in klines([trade(1, 600_000, 100)], "1m", 0, 660_000)] == [600_000, 660_000]
    assert list(klines([], "1m", 0, 660_000)) == []


def test_even_candles_are_counted_from_the_epoch() -> None:
    week_ms = 7 * 86_400_000
    [candle] = even_klines([trade(1, week_ms + 5, 100)], week_ms, 0, week_ms + 6)

    assert (candle.open_ms, candle.close_ms) == (week_ms, 2 * week_ms - 1)
    assert (candle.open_ticks, candle.trades) == (100, 1)
