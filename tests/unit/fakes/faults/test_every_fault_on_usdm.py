"""Each fault there is strikes a busy client of the USD-M fake, or says what it needs that USD-M has not."""

import asyncio
from contextlib import suppress

import aiohttp
import pytest

from fakes.faults import VenueError, during
from fakes.market.counterparty import NotTradable
from fakes.venues.binance.usdm import BinanceUsdm
from tests.unit.fakes.binance.usdm.usdm_stage import SOCKETS, UsdmStage, play
from tests.unit.fakes.faults.busy import GIVEN, PRACTISED, WINDOW_S, busy, fault, possible

POSSIBLE = possible(BinanceUsdm)
TOLD = {**GIVEN, "VenueError": VenueError(text="-1008 Server is currently overloaded.")}


async def asks(stage: UsdmStage, turn: int) -> None:
    for path, parameters in (("time", {}), ("exchangeInfo", {}), ("depth", {"symbol": "BTCUSDT"})):
        await stage.ask("GET", path, signed=False, **parameters)
    for path in ("/fapi/v3/account", "/fapi/v3/positionRisk", "openOrders"):
        await stage.ask("GET", path)


async def trades(stage: UsdmStage, turn: int) -> None:
    """Places two orders, has one filled, asks for both and cancels the other."""
    names = [f"t{turn}", f"u{turn}"]
    for name in names:
        await stage.place(name)
    with suppress(NotTradable):
        stage.venue.counterparty.fill("subject", "BTCUSDT", names[0])
    await stage.ask("GET", "order", symbol="BTCUSDT", origClientOrderId=names[0])
    await stage.ask("DELETE", "order", symbol="BTCUSDT", origClientOrderId=names[1])


async def watches(stage: UsdmStage, turn: int) -> None:
    await _listens(stage, "/public/stream?streams=btcusdt@depth@100ms/ethusdt@depth@100ms/btcusdt@trade")


async def listens_to_the_rest(stage: UsdmStage, turn: int) -> None:
    await _listens(stage, "/market/ws/btcusdt@aggTrade/ethusdt@ticker")


async def follows(stage: UsdmStage, turn: int) -> None:
    await _listens(stage, f"/private/ws/{await stage.listen_key()}")


async def _listens(stage: UsdmStage, path: str) -> None:
    """For four seconds, with a question and a ping a second."""
    async with stage.http.ws_connect(f"{SOCKETS}{path}") as socket:
        await socket.send_str('{"method":"SUBSCRIBE","params":["ltcusdt@bookTicker"],"id":1}')
        for number in range(2, 6):
            await socket.send_str(f'{{"method":"LIST_SUBSCRIPTIONS","id":{number}}}')
            await socket.ping()
            try:
                async with asyncio.timeout(1.0):
                    while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                        pass
                    return
            except TimeoutError:
                continue


async def at_work(stage: UsdmStage) -> None:
    await busy(stage, (asks, trades, watches, listens_to_the_rest, follows))


@pytest.mark.parametrize("name", POSSIBLE)
def test_it_strikes(name: str) -> None:
    async def story(stage: UsdmStage) -> None:
        await at_work(stage)
        assert stage.fired > 0

    play(story, faults=[during(*WINDOW_S, fault(name, TOLD))], limits=BinanceUsdm.unlimited)


def test_what_cannot_be_there_says_what_it_needs() -> None:
    impossible = [name for name in PRACTISED if name not in POSSIBLE]

    assert impossible == [
        "AlteredLevel",
        "MissingPings",
        "NonceAhead",
        "RejectedLater",
        "RestartedBook",
        "ServerShutdownNotice",
        "SystemMode",
    ]
