"""What the fake Bybit writes where its documents show something, by the names of the documented payloads."""

from collections.abc import Callable
from functools import cache
from typing import Any

from fakes.market.scripts import QUIET
from tests.unit.fakes.bybit.bybit_caller import ORDER, Answer, BybitCaller
from tests.unit.fakes.bybit.ws_stage import PRIVATE, TRADE, Stage, login, played

SPOT = {"category": "spot"}
BTC = {"category": "spot", "symbol": "BTCUSDT"}
ROW = {**ORDER, "orderLinkId": "row"}


def _traded(caller: BybitCaller) -> BybitCaller:
    caller.placed(price="60100", qty="0.01")
    return caller


def _open(caller: BybitCaller) -> BybitCaller:
    caller.placed(orderLinkId="mine")
    caller.placed(orderLinkId="other")
    return caller


def _part_filled(caller: BybitCaller) -> BybitCaller:
    caller.placed(price="60100", qty="1.5", orderLinkId="mine")
    return caller


def _ended(caller: BybitCaller) -> BybitCaller:
    _part_filled(caller).post("order/cancel", symbol="BTCUSDT", orderLinkId="mine")
    caller.placed(price="50000", timeInForce="IOC")
    return caller


def _one_of_two(caller: BybitCaller) -> list[dict[str, str]]:
    order_id = caller.placed()
    return [{"symbol": "BTCUSDT", "orderId": order_id}, {"symbol": "BTCUSDT", "orderLinkId": "nothing"}]


ASKED: dict[str, Callable[[BybitCaller], Answer]] = {
    "market/time": lambda c: c.public("market/time"),
    "market/instruments-info": lambda c: c.public("market/instruments-info", **SPOT),
    "market/orderbook": lambda c: c.public("market/orderbook", **BTC),
    "market/full_orderbook": lambda c: c.public("market/full_orderbook", **BTC),
    "market/recent-trade": lambda c: _traded(c).public("market/recent-trade", **BTC),
    "market/tickers": lambda c: _traded(c).public("market/tickers", **BTC),
    "market/price-limit": lambda c: _traded(c).public("market/price-limit", **BTC),
    "market/kline": lambda c: _traded(c).public("market/kline", interval="60", **BTC),
    "order/create": lambda c: c.place(),
    "order/amend": lambda c: c.post("order/amend", symbol="BTCUSDT", orderId=c.placed(), qty="0.02"),
    "order/cancel": lambda c: c.post("order/cancel", symbol="BTCUSDT", orderId=c.placed()),
    "order/cancel-all": lambda c: _open(c).post("order/cancel-all"),
    "order/create-batch": lambda c: c.post("order/create-batch", request=[ORDER, ROW]),
    "order/amend-batch": lambda c: c.post(
        "order/amend-batch", request=[{**row, "qty": "0.02"} for row in _one_of_two(c)]
    ),
    "order/cancel-batch": lambda c: c.post("order/cancel-batch", request=_one_of_two(c)),
    "order/pre-check": lambda c: c.post("order/pre-check", **ORDER),
    "order/realtime": lambda c: _part_filled(c).get("order/realtime", limit="1"),
    "order/history": lambda c: _ended(c).get("order/history", orderLinkId="mine"),
    "execution/list": lambda c: _traded(c).get("execution/list"),
    "order/spot-borrow-check": lambda c: c.get("order/spot-borrow-check", symbol="BTCUSDT", side="Buy"),
    "account/wallet-balance": lambda c: c.get("account/wallet-balance", accountType="UNIFIED"),
    "account/info": lambda c: c.get("account/info"),
    "account/fee-rate": lambda c: c.get("account/fee-rate", symbol="BTCUSDT"),
    "account/transaction-log": lambda c: _traded(c).get("account/transaction-log"),
    "account/query-dcp-info": lambda c: c.get("account/query-dcp-info"),
    "account/smp-group": lambda c: c.get("account/smp-group"),
    "account/instruments-info": lambda c: c.get("account/instruments-info"),
    "account/collateral-info": lambda c: c.get("account/collateral-info"),
    "account/user-setting-config": lambda c: c.get("account/user-setting-config"),
    "user/query-api": lambda c: c.get("user/query-api"),
    "asset/coin/query-info": lambda c: c.get("asset/coin/query-info"),
}


# --- sockets --------------------------------------------------------------------------------------

Written = dict[str, Any]
TOPICS = {
    "orderbook.50.BTCUSDT": "book",
    "publicTrade.BTCUSDT": "trade",
    "tickers.BTCUSDT": "ticker",
    "kline.1.BTCUSDT": "kline",
    "priceLimit.BTCUSDT": "price_limit",
}


@cache
def on_sockets() -> Written:
    """By `topics/<name>` and `replies/<name>`."""

    async def play(stage: Stage) -> Written:
        return {**await _market(stage), **await _private(stage), **await _orders(stage)}

    return played(play, market=QUIET)


async def _market(stage: Stage) -> Written:
    seen: Written = {}
    async with stage.connected() as client:
        seen["replies/ping.public"] = await client.ask(op="ping")
        seen["replies/subscribe.public"] = await client.subscribe(*TOPICS)
        wanted = len(TOPICS) + 1
        while sum(name.startswith("topics/") for name in seen) < wanted:
            message = await client.message()
            name = TOPICS[message["topic"]]
            if name == "book":
                if not message["data"]["b"] or not message["data"]["a"]:
                    continue  # nothing to hold against the documented levels
                name = f"book.{message['type']}"
            seen.setdefault(f"topics/{name}", message)
    return seen


async def _private(stage: Stage) -> Written:
    seen: Written = {}
    async with stage.connected(PRIVATE) as client:
        seen["replies/ping.private"] = await client.ask(op="ping", req_id="test")
        seen["replies/auth"] = await client.ask(**login())
        topics = ["execution", "execution.fast", "order", "wallet"]
        seen["replies/subscribe.private"] = await client.ask(op="subscribe", args=topics)
        await stage.place(orderLinkId="mine", price="59000")
        await client.until("wallet")
        stage.venue.counterparty.fill("subject", "BTCUSDT", "mine", 5_000)
        for _ in topics:
            message = await client.message()
            seen[f"topics/{message['topic']}"] = message
    return seen


async def _orders(stage: Stage) -> Written:
    seen: Written = {}
    async with stage.connected(TRADE) as client:
        seen["replies/trade.ping"] = await client.ask(op="ping")
        seen["replies/trade.auth"] = await client.ask(**login())
        seen["replies/trade.create"] = await client.trade("order.create", 1, **ORDER)
        told = await client.trade("order.create-batch", 2, request=[ORDER, {**ORDER, "qty": "0"}])
        seen["replies/trade.create-batch"] = told
    return seen
