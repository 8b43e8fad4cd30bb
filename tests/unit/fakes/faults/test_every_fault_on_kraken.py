"""Each fault there is strikes a busy client of the Kraken fake, or says what it needs that Kraken has not."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from fakes.faults import DropMessages, during
from fakes.market.counterparty import NotTradable
from fakes.venues.kraken import Kraken
from tests.unit.fakes.faults.busy import PRACTISED, WINDOW_S, busy, fault, possible
from tests.unit.fakes.faults.kraken_stage import KrakenStage, play

POSSIBLE = possible(Kraken)


async def asks(stage: KrakenStage, turn: int) -> None:
    for name, parameters in (("Time", {}), ("AssetPairs", {}), ("Depth", {"pair": "XBTUSDT"})):
        await stage.get(name, **parameters)
    await stage.post("BalanceEx")
    await stage.post("OpenOrders")
    await stage.post("ClosedOrders")


async def trades(stage: KrakenStage, turn: int) -> None:
    """Places two orders, has one filled, asks for both and cancels the other."""
    names = [f"t{turn}", f"u{turn}"]
    placed = [await stage.place(name) for name in names]
    txids = [told["result"]["txid"][0] for told in placed]
    with suppress(NotTradable):
        stage.venue.counterparty.fill("subject", "BTCUSDT", names[0])
    await stage.post("QueryOrders", txid=",".join(txids[:1]))
    await stage.post("CancelOrder", txid=txids[1])


async def watches(stage: KrakenStage, turn: int) -> None:
    channels = [{"channel": name, "symbol": ["BTC/USDT", "ETH/USDT"]} for name in ("book", "trade", "ticker")]
    await _listens(stage, "wss://ws.kraken.com/v2", channels)


async def idles(stage: KrakenStage, turn: int) -> None:
    """On a market where little happens, so that the venue's heartbeat is heard."""
    await _listens(stage, "wss://ws.kraken.com/v2", [{"channel": "trade", "symbol": ["LTC/BTC"]}])


async def follows(stage: KrakenStage, turn: int) -> None:
    token = (await stage.post("GetWebSocketsToken"))["result"]["token"]
    channels = [{"channel": name, "token": token} for name in ("executions", "balances")]
    await _listens(stage, "wss://ws-auth.kraken.com/v2", channels)


async def _listens(stage: KrakenStage, url: str, channels: list[dict[str, Any]]) -> None:
    """For four seconds, with a ping a second."""
    async with stage.http.ws_connect(url) as socket:
        for channel in channels:
            await socket.send_str(json.dumps({"method": "subscribe", "params": channel}))
        for _ in range(4):
            await socket.send_str('{"method":"ping"}')
            try:
                async with asyncio.timeout(1.0):
                    while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                        pass
                    return
            except TimeoutError:
                continue


async def at_work(stage: KrakenStage) -> None:
    await busy(stage, (asks, trades, watches, idles, follows))


@pytest.mark.parametrize("name", POSSIBLE)
def test_it_strikes(name: str) -> None:
    async def story(stage: KrakenStage) -> None:
        await at_work(stage)
        assert stage.fired > 0

    play(story, during(*WINDOW_S, fault(name)), limits=Kraken.unlimited)


def test_the_same_play_leaves_the_same_digest() -> None:
    drops = during(*WINDOW_S, DropMessages(probability=0.5))

    digests = [play(at_work, drops, limits=Kraken.unlimited) for _ in range(2)]

    assert digests[0] == digests[1]


def test_what_cannot_be_there_says_what_it_needs() -> None:
    impossible = [name for name in PRACTISED if name not in POSSIBLE]

    assert impossible == [
        "Ban",
        "RejectedLater",
        "RestartedBook",
        "ServerShutdownNotice",
        "SharedAddress",
        "StaleSnapshot",
        "UserStreamExpired",
    ]
