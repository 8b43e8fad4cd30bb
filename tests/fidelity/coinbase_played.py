"""What the fake Coinbase writes where its documents show something, by the names of those payloads."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from fakes.instruments import Side
from fakes.market.scripts import QUIET
from tests.unit.fakes.coinbase.coinbase_caller import ORDER, RESTING, Answer, CoinbaseCaller
from tests.unit.fakes.faults.coinbase_stage import USER, Client, CoinbaseStage, play

Written = dict[str, Any]
PRODUCT = "BTC-USDT"
CANDLES: dict[str, Any] = {"granularity": "ONE_HOUR", "start": 1_799_990_000, "end": 1_800_000_000}

# --- REST -----------------------------------------------------------------------------------------


def _traded(caller: CoinbaseCaller) -> CoinbaseCaller:
    caller.market("BUY", base_size="0.01")
    return caller


def _partly(caller: CoinbaseCaller) -> str:
    """An order that is partly filled and was edited."""
    order_id = caller.placed(base_size="1.5", limit_price="60100")
    caller.edit(order_id, price="60100", size="1.2")
    return order_id


def _account(caller: CoinbaseCaller) -> Answer:
    uuid = caller.get("/accounts").body["accounts"][0]["uuid"]
    return caller.get(f"/accounts/{uuid}")


def _listed(caller: CoinbaseCaller) -> Answer:
    _partly(caller)
    return caller.get("/orders/historical/batch")


def _often(caller: CoinbaseCaller) -> Answer:
    for _ in range(30):
        caller.get("/accounts")
    return caller.get("/accounts")


WISH = {**ORDER, "order_configuration": {"limit_limit_gtc": RESTING}}
EDIT = {"price": "50001", "size": "0.02"}
ASKED: dict[str, Callable[[CoinbaseCaller], Answer]] = {
    "time": lambda c: c.get("/time"),
    "best_bid_ask": lambda c: c.get("/best_bid_ask", product_ids=PRODUCT),
    "accounts": lambda c: c.get("/accounts"),
    "accounts/one": _account,
    "orders": lambda c: c.limit(post_only=False),
    "orders/refused": lambda c: c.limit(post_only=False, base_size="1000"),
    "orders/batch_cancel": lambda c: c.cancel(c.placed()),
    "orders/edit": lambda c: c.edit(c.placed(), **EDIT),
    "orders/edit/refused": lambda c: c.edit("none", **EDIT),
    "orders/edit_preview": lambda c: c.post("/orders/edit_preview", {"order_id": c.placed(), **EDIT}),
    "orders/preview": lambda c: c.post("/orders/preview", WISH),
    "orders/close_position": lambda c: c.post("/orders/close_position", ORDER),
    "orders/historical/batch": _listed,
    "orders/historical/one": lambda c: c.get(f"/orders/historical/{_partly(c)}"),
    "orders/historical/fills": lambda c: _traded(c).get("/orders/historical/fills"),
    "transaction_summary": lambda c: _traded(c).get("/transaction_summary"),
    "key_permissions": lambda c: c.get("/key_permissions"),
    "portfolios": lambda c: c.get("/portfolios"),
    "error": lambda c: c.get("/orders/historical/none"),
    "too many": _often,
}


def _of_markets(at: str) -> dict[str, Callable[[CoinbaseCaller], Answer]]:
    one = f"/{at}products/{PRODUCT}"
    return {
        f"{at}products": lambda c: _traded(c).get(f"/{at}products"),
        f"{at}products/one": lambda c: _traded(c).get(one),
        f"{at}product_book": lambda c: _traded(c).get(f"/{at}product_book", product_id=PRODUCT),
        f"{at}products/ticker": lambda c: _traded(c).get(f"{one}/ticker"),
        f"{at}products/candles": lambda c: _traded(c).get(f"{one}/candles", **CANDLES),
    }


ASKED |= _of_markets("market/") | _of_markets("")


# --- sockets --------------------------------------------------------------------------------------

OF_MARKET = ("level2", "market_trades", "ticker", "ticker_batch", "candles", "status")
CHANNELS = {"l2_data": "level2"}


@cache
def on_sockets() -> Written:
    """By `<channel>.<type>`; refusals by what they are for."""

    async def story(stage: CoinbaseStage) -> Written:
        return {**await _market(stage), **await _user(stage), **await _refusals(stage)}

    return play(story, market=QUIET)[0]


async def _market(stage: CoinbaseStage) -> Written:
    seen: Written = {}
    async with stage.connected() as client:
        await client.subscribe("level2", PRODUCT)
        await client.subscribe("heartbeats")
        while (
            len(seen.get("subscriptions", {"events": [{"subscriptions": {}}]})["events"][0]["subscriptions"])
            < 2
        ):
            seen["subscriptions"] = await client.of("subscriptions")
        seen["heartbeats"] = await client.of("heartbeats")
        for channel in OF_MARKET:
            await client.subscribe(channel, PRODUCT)
        wanted = [f"{channel}.{kind}" for channel in OF_MARKET for kind in ("snapshot", "update")]
        while not all(name in seen for name in wanted):
            stage.venue.counterparty.take("BTCUSDT", Side.BUY, 1_000)
            message = await client.message()
            if "type" in message["events"][0]:
                seen.setdefault(_name(message), message)
    return seen


def _name(message: Any) -> str:
    channel = CHANNELS.get(message["channel"], message["channel"])
    return f"{channel}.{message['events'][0]['type']}"


async def _user(stage: CoinbaseStage) -> Written:
    await stage.placed("a")
    seen: Written = {}
    async with stage.connected(USER) as client:
        await client.subscribe("user", private=True)
        seen["user.snapshot"] = await client.of("user")
        stage.venue.counterparty.fill("subject", "BTCUSDT", "a")
        seen["user.update"] = await client.of("user")
    return seen


async def _refusals(stage: CoinbaseStage) -> Written:
    seen: Written = {}
    async with stage.connected(USER) as client:
        for when, message in (
            ("a token that is not valid", {"channel": "user", "jwt": "a.b.c"}),
            ("a channel that there is not", {"channel": "heartbeat"}),
            ("a private channel without a token", {"channel": "user"}),
        ):
            seen[when] = await _refused(client, message)
    return seen


async def _refused(client: Client, message: dict[str, str]) -> Any:
    await client.socket.send_str(json.dumps({"type": "subscribe", **message}))
    return await client.message()
