"""Each fault there is strikes a busy client of Bybit's contracts too."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from fakes.faults import during
from fakes.market.counterparty import NotTradable
from fakes.venues.bybit.linear import BybitLinear
from tests.unit.fakes.faults.busy import WINDOW_S, busy, fault, possible
from tests.unit.fakes.faults.bybit_stage import STREAM, BybitStage, login, play

POSSIBLE = possible(BybitLinear)
BTC = {"symbol": "BTCUSDT"}


async def asks(stage: BybitStage, turn: int) -> None:
    await stage.ask("market/time")
    await stage.ask("market/instruments-info", category="linear")
    await stage.ask("market/orderbook", category="linear", **BTC)
    await stage.get("account/wallet-balance", accountType="UNIFIED")
    await stage.get("position/list", settleCoin="USDT")
    await stage.get("order/realtime", settleCoin="USDT")
    await stage.get("order/history")


async def trades(stage: BybitStage, turn: int) -> None:
    names = [f"t{turn}", f"u{turn}"]
    for name in names:
        await stage.place(name)
    with suppress(NotTradable):
        stage.venue.counterparty.fill("subject", "BTCUSDT", names[0])
    await stage.get("order/realtime", orderLinkId=names[0], **BTC)
    await stage.post("order/cancel", orderLinkId=names[1], **BTC)


async def watches(stage: BybitStage, turn: int) -> None:
    for symbol in ("BTCUSDT", "ETHUSDT"):
        topics = [f"{feed}.{symbol}" for feed in ("orderbook.50", "publicTrade", "tickers")]
        await _listens(stage, "public/linear", [{"op": "subscribe", "args": topics}])


async def follows(stage: BybitStage, turn: int) -> None:
    topics = {"op": "subscribe", "args": ["order", "execution", "wallet", "position"]}
    await _listens(stage, "private", [login(), topics])


async def _listens(stage: BybitStage, path: str, frames: list[dict[str, Any]]) -> None:
    """For four seconds, with a ping a second."""
    async with stage.http.ws_connect(STREAM + path) as socket:
        for frame in frames:
            await socket.send_str(json.dumps(frame))
        for _ in range(4):
            await socket.send_str('{"op":"ping"}')
            try:
                async with asyncio.timeout(1.0):
                    while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                        pass
                    return
            except TimeoutError:
                continue


@pytest.mark.parametrize("name", POSSIBLE)
def test_it_strikes(name: str) -> None:
    async def story(stage: BybitStage) -> None:
        await busy(stage, [asks, trades, watches, follows])
        assert stage.fired > 0

    play(story, during(*WINDOW_S, fault(name)), limits=BybitLinear.unlimited, venue_class=BybitLinear)
