"""What the fake Bybit writes of contracts where its documents show something, by the payloads' names."""

from collections.abc import Callable
from functools import cache
from typing import Any

from fakes.market.scripts import QUIET
from fakes.venues.bybit.linear import BybitLinear
from tests.fidelity import bybit_played
from tests.fidelity.bybit_played import TOPICS, Written
from tests.unit.fakes.bybit.bybit_caller import ORDER, Answer
from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller
from tests.unit.fakes.bybit.ws_stage import PRIVATE, TRADE, Stage, login, played

LINEAR = {"category": "linear"}
SYMBOL = {"symbol": "BTCUSDT"}
BTC = {**LINEAR, **SYMBOL}
SPOT_ONLY = ("order/spot-borrow-check",)
PUBLIC = "public/linear"
IN_PARTS = ("book", "ticker")
"""Told whole first, then what changed."""


def _traded(caller: LinearCaller) -> LinearCaller:
    """Bought, sold in part; an order rests."""
    caller.buys("0.2")
    caller.placed()
    caller.sells("0.1")
    return caller


def _part_filled(caller: LinearCaller) -> LinearCaller:
    caller.placed(price="60100", qty="1.5")
    return caller


def _asked_of_market(name: str, **more: str) -> Callable[[LinearCaller], Answer]:
    return lambda caller: _traded(caller).public(name, **BTC, **more)


SHARED = {name: ask for name, ask in bybit_played.ASKED.items() if name not in SPOT_ONLY}
ASKED: dict[str, Callable[[LinearCaller], Answer]] = {
    **SHARED,
    "market/instruments-info": lambda c: c.public("market/instruments-info", **LINEAR),
    "market/orderbook": lambda c: c.public("market/orderbook", **BTC),
    "market/full_orderbook": lambda c: c.public("market/full_orderbook", **BTC),
    "market/recent-trade": _asked_of_market("market/recent-trade"),
    "market/tickers": _asked_of_market("market/tickers"),
    "market/price-limit": _asked_of_market("market/price-limit"),
    "market/kline": _asked_of_market("market/kline", interval="60"),
    "market/mark-price-kline": _asked_of_market("market/mark-price-kline", interval="1"),
    "market/index-price-kline": _asked_of_market("market/index-price-kline", interval="1"),
    "market/funding/history": _asked_of_market("market/funding/history"),
    "market/open-interest": _asked_of_market("market/open-interest", intervalTime="1h"),
    "market/risk-limit": _asked_of_market("market/risk-limit"),
    "order/cancel-all": lambda c: _traded(c).post("order/cancel-all", **SYMBOL),
    "order/realtime": lambda c: _part_filled(c).get("order/realtime", **SYMBOL),
    "execution/list": lambda c: _traded(c).get("execution/list"),
    "account/wallet-balance": lambda c: _traded(c).get("account/wallet-balance", accountType="UNIFIED"),
    "account/transaction-log": lambda c: _traded(c).get("account/transaction-log"),
    "position/list": lambda c: _traded(c).get("position/list", **SYMBOL),
    "position/closed-pnl": lambda c: _traded(c).get("position/closed-pnl"),
    "position/set-leverage": lambda c: c.post(
        "position/set-leverage", **SYMBOL, buyLeverage="20", sellLeverage="20"
    ),
}


@cache
def on_sockets() -> Written:
    """By `topics/<name>` and `replies/<name>`."""

    async def play(stage: Stage) -> Written:
        return {**await _market(stage), **await _private(stage), **await _orders(stage)}

    return played(play, market=QUIET, venue_class=BybitLinear)


async def _market(stage: Stage) -> Written:
    seen: Written = {}
    async with stage.connected(PUBLIC) as client:
        seen["replies/ping.public"] = await client.ask(op="ping")
        seen["replies/subscribe.public"] = await client.subscribe(*TOPICS)
        wanted = len(TOPICS) + len(IN_PARTS)
        while sum(name.startswith("topics/") for name in seen) < wanted:
            message = await client.message()
            name = TOPICS[message["topic"]]
            if name == "book" and not (message["data"]["b"] and message["data"]["a"]):
                continue  # nothing to hold against the documented levels
            if name in IN_PARTS:
                name = f"{name}.{message['type']}"
            seen.setdefault(f"topics/{name}", message)
    return seen


async def _private(stage: Stage) -> Written:
    seen: Written = {}
    async with stage.connected(PRIVATE) as client:
        seen["replies/ping.private"] = await client.ask(op="ping", req_id="test")
        seen["replies/auth"] = await client.ask(**login())
        topics = ["execution", "execution.fast", "order", "wallet", "position"]
        seen["replies/subscribe.private"] = await client.ask(op="subscribe", args=topics)
        await stage.place(orderLinkId="mine", price="59000")
        await client.until("position")
        stage.venue.counterparty.fill("subject", "BTCUSDT", "mine", 5)
        for message in await client.messages(len(topics)):
            seen[f"topics/{message['topic']}"] = message
        stage.venue.exchange.contracts.fund("BTCUSDT")
        seen["topics/execution.funding"] = await client.until("execution")
    return seen


async def _orders(stage: Stage) -> Written:
    seen: Written = {}
    both: list[dict[str, Any]] = [ORDER, {**ORDER, "qty": "0"}]
    async with stage.connected(TRADE) as client:
        seen["replies/trade.ping"] = await client.ask(op="ping")
        seen["replies/trade.auth"] = await client.ask(**login())
        seen["replies/trade.create"] = await client.trade("order.create", 1, **LINEAR, **ORDER)
        seen["replies/trade.create-batch"] = await client.trade(
            "order.create-batch", 2, **LINEAR, request=both
        )
    return seen
