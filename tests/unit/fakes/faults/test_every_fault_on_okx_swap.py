"""Each fault that OKX can have strikes a client that is busy with its swaps."""

from contextlib import suppress

import pytest

from fakes.faults import DropMessages, during
from fakes.market.counterparty import NotTradable
from fakes.market.scripts import QUIET
from fakes.venues.okx.swap import OkxSwap
from tests.unit.fakes.faults.busy import WINDOW_S, busy, fault, possible
from tests.unit.fakes.faults.test_every_fault_on_okx import WORDED, listens
from tests.unit.fakes.okx.okx_stage import Stage, digested
from tests.unit.fakes.okx.swap_caller import SWAP

POSSIBLE = possible(OkxSwap)
SWAPS = {"instType": "SWAP"}


async def asks(stage: Stage, turn: int) -> None:
    await stage.get("public/time")
    await stage.get("public/instruments", **SWAPS)
    await stage.get("market/books", instId=SWAP, sz="5")
    await stage.get("public/funding-rate", instId=SWAP)
    await stage.get("account/balance")
    await stage.get("account/positions")
    await stage.get("trade/orders-pending")
    await stage.get("trade/orders-history", **SWAPS)


async def trades(stage: Stage, turn: int) -> None:
    """Places two orders, has one filled, asks for it and cancels the other."""
    names = [f"t{turn}", f"u{turn}"]
    for name in names:
        placed = await stage.place(name, instId=SWAP, tdMode="cross", sz="1")
        if not placed["data"]:
            raise ValueError(placed)
    with suppress(NotTradable):
        stage.fill(names[0])
    await stage.get("trade/order", instId=SWAP, clOrdId=names[0])
    await stage.post("trade/cancel-order", instId=SWAP, clOrdId=names[1])


async def watches(stage: Stage, turn: int) -> None:
    names = ("books", "trades", "tickers", "bbo-tbt", "mark-price", "funding-rate")
    wanted = [{"channel": name, "instId": market} for name in names for market in (SWAP, "ETH-USDT-SWAP")]
    await listens(stage, "public", wanted)


async def idles(stage: Stage, turn: int) -> None:
    """On a market where little happens."""
    await listens(stage, "business", [{"channel": "trades-all", "instId": "LTC-USDT-SWAP"}])


async def follows(stage: Stage, turn: int) -> None:
    wanted = ({"channel": "orders", **SWAPS}, {"channel": "positions", **SWAPS}, {"channel": "account"})
    await listens(stage, "private", list(wanted))


async def story(stage: Stage) -> None:
    await busy(stage, (asks, trades, watches, idles, follows))


@pytest.mark.parametrize("name", POSSIBLE)
def test_it_strikes(name: str) -> None:
    async def struck(stage: Stage) -> int:
        await story(stage)
        return stage.fired

    planned = during(*WINDOW_S, fault(name, WORDED))
    told = digested(struck, planned, market=QUIET, limits=OkxSwap.unlimited, venue_class=OkxSwap)

    assert told[0] > 0


def test_the_same_play_leaves_the_same_digest() -> None:
    planned = during(*WINDOW_S, DropMessages(probability=0.5))

    digests = [
        digested(story, planned, market=QUIET, limits=OkxSwap.unlimited, venue_class=OkxSwap)[1]
        for _ in range(2)
    ]

    assert digests[0] == digests[1]
