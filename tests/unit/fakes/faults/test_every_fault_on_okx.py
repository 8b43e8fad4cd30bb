"""Each fault there is strikes a busy client of the OKX fake, or says what it needs that OKX has not."""

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from fakes.faults import DropMessages, StrangeRow, UnknownEnum, during
from fakes.market.counterparty import NotTradable
from fakes.market.scripts import QUIET
from fakes.venues.okx import Okx
from fakes.words import Word
from tests.unit.fakes.faults.busy import GIVEN, PRACTISED, WINDOW_S, busy, fault, possible
from tests.unit.fakes.okx.okx_stage import WS, Client, Stage, digested

POSSIBLE = possible(Okx)
WORDED = {
    **GIVEN,
    "StrangeRow": StrangeRow(row="ETHUSDT", field=Word.RULES_STATUS, value="melting"),
    "UnknownEnum": UnknownEnum(field=Word.REPORT_STATUS),
}
"""In this venue's words where a fault has another venue's by default."""


async def asks(stage: Stage, turn: int) -> None:
    await stage.get("public/time")
    await stage.get("public/instruments", instType="SPOT")
    await stage.get("market/books", instId="BTC-USDT", sz="5")
    await stage.get("account/balance")
    await stage.get("trade/orders-pending")
    await stage.get("trade/orders-history", instType="SPOT")


async def trades(stage: Stage, turn: int) -> None:
    """Places two orders, has one filled, asks for it and cancels the other."""
    names = [f"t{turn}", f"u{turn}"]
    for name in names:
        placed = await stage.place(name)
        if not placed["data"]:
            raise ValueError(placed)
    with suppress(NotTradable):
        stage.fill(names[0])
    await stage.get("trade/order", instId="BTC-USDT", clOrdId=names[0])
    await stage.post("trade/cancel-order", instId="BTC-USDT", clOrdId=names[1])


async def watches(stage: Stage, turn: int) -> None:
    names = ("books", "trades", "tickers", "bbo-tbt")
    wanted = [{"channel": name, "instId": market} for name in names for market in ("BTC-USDT", "ETH-USDT")]
    await listens(stage, "public", wanted)


async def idles(stage: Stage, turn: int) -> None:
    """On a market where little happens."""
    await listens(stage, "business", [{"channel": "trades-all", "instId": "LTC-BTC"}])


async def follows(stage: Stage, turn: int) -> None:
    await listens(stage, "private", [{"channel": "orders", "instType": "ANY"}, {"channel": "account"}])


async def listens(stage: Stage, place: str, channels: list[dict[str, Any]]) -> None:
    """For four seconds, with a ping of each kind a second."""
    async with stage.http.ws_connect(f"{WS}/{place}") as socket:
        client = Client(socket, stage.venue.clock_s)
        if place == "private":
            await client.log_in()
        await client.send("subscribe", *channels)
        for _ in range(4):
            await socket.send_str("ping")
            await socket.ping()
            try:
                async with asyncio.timeout(1.0):
                    while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                        pass
                    return
            except TimeoutError:
                continue


async def story(stage: Stage) -> None:
    await busy(stage, (asks, trades, watches, idles, follows))


@pytest.mark.parametrize("name", POSSIBLE)
def test_it_strikes(name: str) -> None:
    async def struck(stage: Stage) -> int:
        await story(stage)
        return stage.fired

    planned = during(*WINDOW_S, fault(name, WORDED))

    assert digested(struck, planned, market=QUIET, limits=Okx.unlimited)[0] > 0


def test_the_same_play_leaves_the_same_digest() -> None:
    planned = during(*WINDOW_S, DropMessages(probability=0.5))

    digests = [digested(story, planned, market=QUIET, limits=Okx.unlimited)[1] for _ in range(2)]

    assert digests[0] == digests[1]


def test_what_cannot_be_there_says_what_it_needs() -> None:
    impossible = [name for name in PRACTISED if name not in POSSIBLE]

    assert impossible == [
        "AlteredLevel",
        "Ban",
        "MissingPings",
        "NonceAhead",
        "RejectedLater",
        "SharedAddress",
        "StaleSnapshot",
        "SystemMode",
        "UserStreamExpired",
    ]
