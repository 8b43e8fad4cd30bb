"""What the fake OKX writes where its documents show something, by the names of the documented payloads."""

import asyncio
from collections.abc import Callable
from functools import cache
from typing import Any

from fakes.instruments import BUY
from fakes.market.scripts import QUIET
from tests.unit.fakes.okx.okx_caller import Answer, OkxCaller
from tests.unit.fakes.okx.okx_stage import CODE, Stage, played

# --- REST -----------------------------------------------------------------------------------------

MARKET = {"instId": "BTC-USDT"}
SPOT = {"instType": "SPOT"}


def _traded(caller: OkxCaller) -> OkxCaller:
    caller.placed(px="60100")
    return caller


def _open(caller: OkxCaller) -> OkxCaller:
    caller.placed()
    return caller


def _rows(caller: OkxCaller, **more: str) -> list[dict[str, str]]:
    return [{"instId": caller.inst_id, "ordId": caller.placed(), **more}]


ASKED: dict[str, Callable[[OkxCaller], Answer]] = {
    "time": lambda c: c.get("public/time"),
    "instruments": lambda c: c.get("public/instruments", instType=c.inst_type),
    "books": lambda c: c.get("market/books", instId=c.inst_id),
    "books-full": lambda c: c.get("market/books-full", instId=c.inst_id),
    "trades": lambda c: _traded(c).get("market/trades", instId=c.inst_id),
    "history-trades": lambda c: _traded(c).get("market/history-trades", instId=c.inst_id),
    "candles": lambda c: _traded(c).get("market/candles", instId=c.inst_id),
    "history-candles": lambda c: _traded(c).get("market/history-candles", instId=c.inst_id),
    "ticker": lambda c: _traded(c).get("market/ticker", instId=c.inst_id),
    "tickers": lambda c: _traded(c).get("market/tickers", instType=c.inst_type),
    "price-limit": lambda c: _traded(c).get("public/price-limit", instId=c.inst_id),
    "currencies": lambda c: c.get("asset/currencies"),
    "balance": lambda c: c.get("account/balance"),
    "config": lambda c: c.get("account/config"),
    "account-instruments": lambda c: c.get("account/instruments", instType=c.inst_type),
    "trade-fee": lambda c: c.get("account/trade-fee", instType=c.inst_type),
    "max-size": lambda c: c.get("account/max-size", instId=c.inst_id, tdMode=c.ordered["tdMode"]),
    "max-avail-size": lambda c: c.get("account/max-avail-size", instId=c.inst_id, tdMode=c.ordered["tdMode"]),
    "bills": lambda c: _traded(c).get("account/bills"),
    "bills-archive": lambda c: _traded(c).get("account/bills-archive"),
    "place": lambda c: c.place(),
    "place-batch": lambda c: c.post_list("trade/batch-orders", [c.order_of()] * 2),
    "cancel": lambda c: c.cancel(ordId=c.placed()),
    "cancel-batch": lambda c: c.post_list("trade/cancel-batch-orders", _rows(c)),
    "amend": lambda c: c.amend(ordId=c.placed(), newSz="0.02"),
    "amend-batch": lambda c: c.post_list("trade/amend-batch-orders", _rows(c, newSz="0.02")),
    "order": lambda c: c.get("trade/order", instId=c.inst_id, ordId=c.placed(px="60100")),
    "orders-pending": lambda c: _open(c).get("trade/orders-pending"),
    "orders-history": lambda c: _traded(c).get("trade/orders-history", instType=c.inst_type),
    "orders-history-archive": lambda c: _traded(c).get("trade/orders-history-archive", instType=c.inst_type),
    "fills": lambda c: _traded(c).get("trade/fills"),
    "fills-history": lambda c: _traded(c).get("trade/fills-history", instType=c.inst_type),
    "cancel-all-after": lambda c: c.post("trade/cancel-all-after", timeOut="0"),
    "account-rate-limit": lambda c: c.get("trade/account-rate-limit"),
}

# --- sockets --------------------------------------------------------------------------------------

Written = dict[str, Any]


@cache
def on_sockets() -> Written:
    """By the names of `messages`, `events` and `replies`."""

    async def play(stage: Stage) -> Written:
        return {**await _market(stage), **await _private(stage), **await _replies(stage)}

    return played(play, market=QUIET, limits={"connections a channel": 1, "connections a second": 9})


async def _market(stage: Stage) -> Written:
    seen: Written = {}
    async with stage.connected() as client:
        for channel in ("books", "books5", "bbo-tbt", "trades", "tickers", "price-limit"):
            await client.subscribed(channel, **MARKET)
        await client.subscribed("instruments", **SPOT)
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


async def _private(stage: Stage) -> Written:
    seen: Written = {}
    wanted = ({"channel": "orders", **SPOT}, {"channel": "account"}, {"channel": "balance_and_position"})
    async with stage.logged_in(*wanted) as client:
        seen["account.snapshot"] = await client.data("account")
        seen["balance_and_position.snapshot"] = await client.data("balance_and_position")
        await stage.place("a")
        stage.fill("a")
        await stage.place("b")
        await stage.post("trade/amend-order", **MARKET, clOrdId="b", newSz="0.02", reqId="mine")
        await stage.post("trade/cancel-order", **MARKET, clOrdId="b")
        messages = [await client.data("orders") for _ in range(5)]
        for name, message in zip(("live", "filled", "live", "amended", "canceled"), messages, strict=True):
            seen[f"orders.{name}"] = message
        seen["account.event_update"] = await client.data("account")
        seen["balance_and_position.filled"] = await client.data("balance_and_position")
    return seen


async def _replies(stage: Stage) -> Written:
    seen: Written = {}
    books = {"channel": "books", **MARKET}
    async with stage.connected() as client:
        seen["subscribe"] = await client.ask("subscribe", books, id="1512")
        await client.send("unsubscribe", books)
        seen["unsubscribe"] = await client.until(lambda told: told.get("event") == "unsubscribe")
        seen["error"] = await client.ask("subscribe", {"channel": "tea"}, id="1512")
        await stage.venue.announce_shutdown(None)
        seen["notice"] = await client.message()
    orders = {"channel": "orders", **SPOT}
    async with stage.connected("private") as client:
        seen["login"] = await client.log_in()
        await client.subscribed(**orders)
        seen["channel-conn-count"] = await client.message()
        async with stage.logged_in() as other:
            await other.subscribed(**orders)
            seen["channel-conn-count-error"] = await other.message()
        seen["order"] = placed = await client.place()
        named = {"instIdCode": CODE, "ordId": placed["data"][0]["ordId"]}
        seen["amend-order"] = await client.request("amend-order", {**named, "newSz": "0.02", "reqId": "a"})
        seen["cancel-order"] = await client.request("cancel-order", named)
        row = {"instIdCode": CODE, "tdMode": "cash", "side": "buy", "ordType": "limit", "px": "50000"}
        seen["batch-orders"] = made = await client.request("batch-orders", *[{**row, "sz": "0.01"}] * 2)
        rows = [{"instIdCode": CODE, "ordId": each["ordId"]} for each in made["data"]]
        amended = [{**each, "newSz": "0.02"} for each in rows]
        seen["batch-amend-orders"] = await client.request("batch-amend-orders", *amended)
        seen["batch-cancel-orders"] = await client.request("batch-cancel-orders", *rows)
        seen["order.refused"] = await client.place(sz="30")
        seen["order.malformed"] = await client.ask("order", {}, {}, id="1512")
    return seen
