"""Each fault there is strikes a busy client of the Coinbase fake, or says what it needs that it has not."""

import asyncio
from contextlib import suppress

import aiohttp
import pytest

from fakes.faults import DropMessages, during
from fakes.market.counterparty import NotTradable
from fakes.venues.coinbase import Coinbase
from tests.unit.fakes.faults.busy import PRACTISED, WINDOW_S, busy, fault, possible
from tests.unit.fakes.faults.coinbase_stage import MARKET, USER, Client, CoinbaseStage, play

POSSIBLE = possible(Coinbase)


async def asks(stage: CoinbaseStage, turn: int) -> None:
    for path in ("/time", "/market/products", "/accounts", "/orders/historical/batch", "/products"):
        await stage.get(path)
    await stage.get("/product_book", product_id="BTC-USDT")
    await stage.get("/orders/historical/batch", order_status="OPEN")


async def trades(stage: CoinbaseStage, turn: int) -> None:
    """Places two orders, has one filled, asks for both and cancels the other."""
    names = [f"t{turn}", f"u{turn}"]
    order_ids = [await stage.placed(name) for name in names]
    with suppress(NotTradable):
        stage.venue.counterparty.fill("subject", "BTCUSDT", names[0])
    await stage.get(f"/orders/historical/{order_ids[0]}")
    await stage.get("/orders/historical/fills")
    await stage.post("/orders/batch_cancel", {"order_ids": order_ids[1:]})


async def watches(stage: CoinbaseStage, turn: int) -> None:
    async with stage.connected(MARKET) as client:
        for channel in ("level2", "market_trades", "ticker", "heartbeats"):
            await client.subscribe(channel, "BTC-USDT", "ETH-USDT")
        await listens(client)


async def follows(stage: CoinbaseStage, turn: int) -> None:
    async with stage.connected(USER) as client:
        await client.subscribe("user", private=True)
        await client.subscribe("heartbeats", private=True)
        await listens(client)


async def listens(client: Client) -> None:
    """For four seconds, with a ping a second."""
    for _ in range(4):
        await client.socket.ping()
        try:
            async with asyncio.timeout(1.0):
                while (await client.socket.receive()).type is aiohttp.WSMsgType.TEXT:
                    pass
                return
        except TimeoutError:
            continue


async def at_work(stage: CoinbaseStage) -> None:
    await busy(stage, (asks, trades, watches, follows))


@pytest.mark.parametrize("name", POSSIBLE)
def test_it_strikes(name: str) -> None:
    async def story(stage: CoinbaseStage) -> None:
        await at_work(stage)
        assert stage.fired > 0

    play(story, during(*WINDOW_S, fault(name)), limits=Coinbase.unlimited)


def test_the_same_play_leaves_the_same_digest() -> None:
    drops = during(*WINDOW_S, DropMessages(probability=0.5))

    digests = [play(at_work, drops, limits=Coinbase.unlimited)[1] for _ in range(2)]

    assert digests[0] == digests[1]


def test_what_cannot_be_there_says_what_it_needs() -> None:
    impossible = [name for name in PRACTISED if name not in POSSIBLE]

    assert impossible == [
        "AlteredLevel",
        "Ban",
        "NonceAhead",
        "RejectedLater",
        "RestartedBook",
        "ServerShutdownNotice",
        "SharedAddress",
        "StaleSnapshot",
        "SystemMode",
        "UserStreamExpired",
    ]
