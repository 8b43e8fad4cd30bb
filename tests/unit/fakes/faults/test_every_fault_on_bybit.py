"""Each fault there is strikes a busy client of the Bybit fake, or says what it needs that Bybit has not."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from fakes.faults import DropMessages, during
from fakes.market.counterparty import NotTradable
from fakes.venues.bybit import Bybit
from tests.unit.fakes.faults.busy import PRACTISED, WINDOW_S, busy, fault, possible
from tests.unit.fakes.faults.bybit_stage import STREAM, BybitStage, login, play

POSSIBLE = possible(Bybit)


async def asks(stage: BybitStage, turn: int) -> None:
    await stage.ask("market/time")
    await stage.ask("market/instruments-info", category="spot")
    await stage.ask("market/orderbook", category="spot", symbol="BTCUSDT")
    await stage.get("account/wallet-balance", accountType="UNIFIED")
    await stage.get("order/realtime")
    await stage.get("order/history")


async def trades(stage: BybitStage, turn: int) -> None:
    """Places two orders, has one filled, asks for both and cancels the other."""
    names = [f"t{turn}", f"u{turn}"]
    for name in names:
        await stage.place(name)
    with suppress(NotTradable):
        stage.venue.counterparty.fill("subject", "BTCUSDT", names[0])
    await stage.get("order/realtime", orderLinkId=names[0])
    await stage.post("order/cancel", symbol="BTCUSDT", orderLinkId=names[1])


async def watches(stage: BybitStage, turn: int) -> None:
    for symbol in ("BTCUSDT", "ETHUSDT"):
        topics = [f"{feed}.{symbol}" for feed in ("orderbook.50", "publicTrade", "tickers")]
        await _listens(stage, "public/spot", [{"op": "subscribe", "args": topics}])


async def follows(stage: BybitStage, turn: int) -> None:
    topics = {"op": "subscribe", "args": ["order", "execution", "wallet"]}
    await _listens(stage, "private", [login(), topics])


async def _listens(stage: BybitStage, path: str, frames: list[dict[str, Any]]) -> None:
    """For four seconds, with a ping a second, in words and in frames."""
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


async def busy_with_all(stage: BybitStage) -> None:
    await busy(stage, [asks, trades, watches, follows])


@pytest.mark.parametrize("name", POSSIBLE)
def test_it_strikes(name: str) -> None:
    async def story(stage: BybitStage) -> None:
        await busy_with_all(stage)
        assert stage.fired > 0

    play(story, during(*WINDOW_S, fault(name)), limits=Bybit.unlimited)


def test_the_same_play_leaves_the_same_digest() -> None:
    drops = DropMessages(probability=0.5)

    digests = [play(busy_with_all, during(*WINDOW_S, drops), limits=Bybit.unlimited) for _ in range(2)]

    assert digests[0] == digests[1]


def test_what_cannot_be_there_says_what_it_needs() -> None:
    impossible = [name for name in PRACTISED if name not in POSSIBLE]

    assert impossible == [
        "AlteredLevel",
        "Ban",
        "MissingPings",
        "NonceAhead",
        "ServerShutdownNotice",
        "SharedAddress",
        "StaleSnapshot",
        "SystemMode",
        "UserStreamExpired",
    ]
