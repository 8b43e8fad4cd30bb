"""Candles are told as they grow (BYB-77)."""

import asyncio

from fakes.instruments import Side
from tests.unit.fakes.bybit.ws_stage import Stage, played


def test_a_candle_is_told_as_it_grows_and_not_only_when_it_closes() -> None:
    async def play(stage: Stage) -> tuple[bool, bool]:
        trade(stage)
        async with stage.connected() as client:
            await client.subscribe("kline.1.BTCUSDT")
            await client.until("kline.1.BTCUSDT")  # the snapshot; the next is due when the candle closes
            await asyncio.sleep(5.0)
            trade(stage)
            began_s = stage.venue.now_s()
            [candle] = (await client.until("kline.1.BTCUSDT"))["data"]
            return candle["confirm"], stage.venue.now_s() - began_s <= 1.1

    assert played(play) == (False, True)


def trade(stage: Stage) -> None:
    counterparty = stage.venue.counterparty
    counterparty.quote("BTCUSDT", Side.SELL, 6_010_000, 1000)
    counterparty.take("BTCUSDT", Side.BUY, 10)
