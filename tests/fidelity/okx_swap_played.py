"""What the fake OKX writes of swaps where its documents show something, by the names of the payloads."""

import asyncio
from collections.abc import Callable
from functools import cache
from typing import Any

from fakes.derivatives.clockwork import HOUR_MS
from fakes.instruments import BUY
from fakes.market.scripts import QUIET
from fakes.venues.okx import codes
from fakes.venues.okx.swap import OkxSwap
from tests.fidelity import okx_played
from tests.unit.fakes.okx.okx_caller import Answer
from tests.unit.fakes.okx.okx_stage import Stage, played
from tests.unit.fakes.okx.swap_caller import CODE, SWAP, SwapCaller

SWAPS = {"instType": "SWAP"}
MARKET = {"instId": SWAP}
CROSS = {**MARKET, "mgnMode": "cross"}
ORDER = {**MARKET, "tdMode": "cross", "side": "buy", "ordType": "limit", "px": "50000", "sz": "1"}


def _held(caller: SwapCaller) -> SwapCaller:
    caller.placed(px="60100")
    return caller


def _funded(caller: SwapCaller) -> SwapCaller:
    caller.now_s += 8 * HOUR_MS / 1000
    return caller


ASKED: dict[str, Callable[[SwapCaller], Answer]] = {
    **okx_played.ASKED,
    "positions": lambda c: _held(c).get("account/positions"),
    "leverage-info": lambda c: c.get("account/leverage-info", **CROSS),
    "set-leverage": lambda c: c.post("account/set-leverage", **CROSS, lever="20"),
    "set-position-mode": lambda c: c.post("account/set-position-mode", posMode="net_mode"),
    "close-position": lambda c: _held(c).post("trade/close-position", **CROSS),
    "funding-rate": lambda c: c.get("public/funding-rate", **MARKET),
    "funding-rate-history": lambda c: _funded(c).get("public/funding-rate-history", **MARKET),
    "mark-price": lambda c: c.get("public/mark-price", **SWAPS),
    "open-interest": lambda c: c.get("public/open-interest", **SWAPS),
    "position-tiers": lambda c: c.get(
        "public/position-tiers", **SWAPS, tdMode="cross", instFamily="BTC-USDT"
    ),
}


REFUSED: dict[int, Callable[[SwapCaller], Answer]] = {
    codes.ACCOUNT_MODE: lambda c: c.place(tdMode="cash"),
    codes.PARAMETER_ERROR: lambda c: c.place(posSide="long"),
    codes.NOTHING_TO_REDUCE: lambda c: c.place(reduceOnly=True),
    codes.NO_FUNDS: lambda c: c.place(sz="100000"),
    codes.NOT_A_LOT: lambda c: c.place(sz="1.234"),
    codes.UNKNOWN_INSTRUMENT: lambda c: c.place(instId="BTC-USDT"),
    codes.NO_POSITION: lambda c: c.post("trade/close-position", **CROSS),
    codes.TOO_MUCH_LEVERAGE: lambda c: c.post("account/set-leverage", **CROSS, lever="101"),
    codes.OPEN_POSITIONS: lambda c: _held(c).post("account/set-position-mode", posMode="long_short_mode"),
}
"""By the code that it gets."""


@cache
def on_sockets() -> dict[str, Any]:
    """By the names of the documented messages."""

    async def play(stage: Stage) -> dict[str, Any]:
        return {**await _market(stage), **await _private(stage)}

    return played(play, market=QUIET, venue_class=OkxSwap)


async def _market(stage: Stage) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    async with stage.connected() as client:
        told = ("books", "books5", "bbo-tbt", "trades", "tickers", "price-limit")
        for channel in (*told, "funding-rate", "mark-price", "open-interest"):
            await client.subscribed(channel, **MARKET)
        await client.subscribed("instruments", **SWAPS)
        for side, price in (("buy", "50000"), ("sell", "70000")):
            await stage.post("trade/order", **{**ORDER, "side": side, "px": price})
        stage.venue.counterparty.take("BTCUSDT", BUY, 10**6)
        await asyncio.sleep(15)
        await client.socket.send_str("ping")
        await client.until_text("pong")
        for message in client.told:
            name = message["arg"]["channel"]
            book = message["data"][0]
            if name == "books" and not (book["asks"] and book["bids"]):
                continue  # nothing stands there to be held against the documented levels
            seen.setdefault(f"{name}.{message['action']}" if "action" in message else name, message)
    async with stage.connected("business") as client:
        for channel in ("candle1m", "trades-all"):
            await client.subscribed(channel, **MARKET)
        stage.venue.counterparty.take("BTCUSDT", BUY, 10**6)
        for channel in ("candle1m", "trades-all"):
            seen[channel] = await client.data(channel)
    return seen


async def _private(stage: Stage) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    await stage.post("trade/order", **MARKET, tdMode="cross", side="buy", ordType="market", sz="1")
    wanted = ("account", "balance_and_position")
    orders, positions = ({"channel": name, **SWAPS} for name in ("orders", "positions"))
    async with stage.logged_in(orders, positions, *({"channel": name} for name in wanted)) as client:
        for channel in ("positions", *wanted):
            seen[f"{channel}.snapshot"] = await client.data(channel)
        await stage.post("trade/order", **ORDER, clOrdId="a")
        stage.fill("a")
        await stage.post("trade/order", **ORDER, clOrdId="b")
        await stage.post("trade/amend-order", **MARKET, clOrdId="b", newSz="2", reqId="mine")
        await stage.post("trade/cancel-order", **MARKET, clOrdId="b")
        messages = [await client.data("orders") for _ in range(5)]
        for name, message in zip(("live", "filled", "live", "amended", "canceled"), messages, strict=True):
            seen[f"orders.{name}"] = message
        for channel in ("positions", "account"):
            seen[f"{channel}.event_update"] = await client.data(channel)
        seen["balance_and_position.filled"] = await client.data("balance_and_position")
        seen["order"] = await client.place(instIdCode=CODE, tdMode="cross", sz="1")
    return seen
