"""What the fake Kraken writes where its documents show something, by the names of the documented payloads."""

from collections.abc import Callable
from functools import cache
from typing import Any

from fakes.market.scripts import QUIET
from fakes.venue import Key
from tests.unit.fakes.kraken.kraken_caller import Answer, KrakenCaller
from tests.unit.fakes.kraken.trader import ORDER, Trader, fill
from tests.unit.fakes.kraken.ws_stage import FUNDS, KEY, PRIVATE, SECRET, Client, Stage, played

# --- REST -----------------------------------------------------------------------------------------

PAIR = "XBTUSDT"


def _traded(caller: KrakenCaller) -> KrakenCaller:
    caller.placed(price="60100", volume="0.01")
    return caller


def _cancelled(caller: KrakenCaller) -> KrakenCaller:
    caller.post("CancelOrder", txid=caller.placed(userref="7"))
    return caller


def _amended(caller: KrakenCaller) -> str:
    txid = caller.placed()
    caller.post("AmendOrder", txid=txid, order_qty="0.02")
    return txid


def _open(caller: KrakenCaller) -> KrakenCaller:
    caller.placed(userref="7")
    return caller


def _trade_of(caller: KrakenCaller) -> str:
    trades: dict[str, Any] = _traded(caller).post("TradesHistory").result["trades"]
    return next(iter(trades))


def _line_of(caller: KrakenCaller) -> str:
    lines: dict[str, Any] = _traded(caller).post("Ledgers").result["ledger"]
    return next(iter(lines))


ROW = {"ordertype": "limit", "type": "buy", "volume": "0.01", "price": "50000"}
ASKED: dict[str, Callable[[KrakenCaller], Answer]] = {
    "Time": lambda c: c.get("Time"),
    "SystemStatus": lambda c: c.get("SystemStatus"),
    "Assets": lambda c: c.get("Assets"),
    "AssetPairs": lambda c: c.get("AssetPairs"),
    "Ticker": lambda c: _traded(c).get("Ticker", pair=PAIR),
    "OHLC": lambda c: _traded(c).get("OHLC", pair=PAIR),
    "Depth": lambda c: c.get("Depth", pair=PAIR),
    "Trades": lambda c: _traded(c).get("Trades", pair=PAIR),
    "Spread": lambda c: c.get("Spread", pair=PAIR),
    "Balance": lambda c: c.post("Balance"),
    "BalanceEx": lambda c: c.post("BalanceEx"),
    "TradeBalance": lambda c: c.post("TradeBalance"),
    "TradeVolume": lambda c: c.post("TradeVolume", pair=PAIR),
    "Ledgers": lambda c: _traded(c).post("Ledgers"),
    "QueryLedgers": lambda c: c.post("QueryLedgers", id=_line_of(c)),
    "OpenOrders": lambda c: _open(c).post("OpenOrders"),
    "ClosedOrders": lambda c: _cancelled(c).post("ClosedOrders"),
    "QueryOrders": lambda c: c.post("QueryOrders", txid=c.placed(price="60100"), trades="true"),
    "TradesHistory": lambda c: _traded(c).post("TradesHistory"),
    "QueryTrades": lambda c: c.post("QueryTrades", txid=_trade_of(c)),
    "AddOrder": lambda c: c.place(),
    "AddOrderBatch": lambda c: c.post_json("AddOrderBatch", pair=PAIR, orders=[ROW, ROW]),
    "CancelOrder": lambda c: c.post("CancelOrder", txid=c.placed()),
    "CancelAll": lambda c: _open(c).post("CancelAll"),
    "CancelAllOrdersAfter": lambda c: c.post("CancelAllOrdersAfter", timeout="60"),
    "CancelOrderBatch": lambda c: c.post_json("CancelOrderBatch", orders=[c.placed()]),
    "AmendOrder": lambda c: c.post("AmendOrder", txid=c.placed(), order_qty="0.02"),
    "EditOrder": lambda c: c.post("EditOrder", txid=c.placed(), pair=PAIR, volume="0.02"),
    "OrderAmends": lambda c: c.post_json("OrderAmends", order_id=_amended(c)),
    "GetWebSocketsToken": lambda c: c.post("GetWebSocketsToken"),
}


# --- sockets --------------------------------------------------------------------------------------

Written = dict[str, Any]
SUBJECT = Key(api_key=KEY, secret=SECRET, balances=FUNDS)
READER = Key(api_key="r" * 56, secret=SECRET, permissions=("READ",))
SYMBOL = ["BTC/USDT"]
OF_MARKET = ("ticker", "book", "trade", "ohlc", "instrument")


@cache
def on_sockets() -> Written:
    """By `<group>/<name>`: market, private, observed, replies; refusals by what they are for."""

    async def play(stage: Stage) -> Written:
        return {
            **await _market(stage),
            **await _private(stage),
            **await _replies(stage),
            **await _refusals(stage),
        }

    return played(play, market=QUIET, keys=[SUBJECT, READER])


async def _market(stage: Stage) -> Written:
    seen: Written = {}
    async with stage.connected(status=True) as client:
        seen["market/status"] = await client.message()
        for channel in OF_MARKET:
            of_symbol = {} if channel == "instrument" else {"symbol": SYMBOL}
            given = of_symbol | {"snapshot": True}
            await client.send("subscribe", 1, channel=channel, **given)
        wanted = [f"market/{channel}.{kind}" for channel in OF_MARKET for kind in ("snapshot", "update")]
        while not client.heartbeats or not all(name in seen for name in wanted):
            message = await client.message()
            if "channel" in message and not _one_sided(message):
                seen.setdefault(f"market/{message['channel']}.{message['type']}", message)
            if message.get("channel") == "instrument" and message["type"] == "snapshot":
                stage.venue.set_symbol_status("BTCUSDT", "HALT")
                stage.venue.set_symbol_status("BTCUSDT", "TRADING")
    seen["market/heartbeat"] = {"channel": "heartbeat"}  # the client counted it, letter by letter
    return seen


def _one_sided(message: Any) -> bool:
    """An update without a bid, of which there are many, has nothing to hold against the documented one."""
    return message["channel"] == "book" and not message["data"][0]["bids"]


async def _private(stage: Stage) -> Written:
    async with stage.connected(PRIVATE) as client:
        trader = Trader(client, stage.token())
        await trader.ask("subscribe", channel="executions")
        await trader.ask("subscribe", channel="balances")
        stage.venue.exchange.deposit("subject", "BTC", 10**8)
        order_id = await trader.added(order_userref=3)
        await trader.settled()
        fill(stage, order_id)
        await trader.settled()
        await trader.added(cl_ord_id="mine")
        await trader.ask("amend_order", cl_ord_id="mine", limit_price=19_000)
        await trader.ask("cancel_order", cl_ord_id=["mine"])
        await trader.settled()
        await trader.ask("unsubscribe", channel="executions")
        await trader.ask("subscribe", channel="executions", snap_orders=False, snap_trades=True)
        await trader.settled()
        await trader.ask("unsubscribe", channel="executions")
        await trader.ask("unsubscribe", channel="balances")
    seen: Written = {}
    for message in trader.told:
        for name in _names(message):
            seen.setdefault(name, message)
    return seen


def _names(message: Any) -> list[str]:
    """The documented payloads that this may be held against."""
    rows = message["data"]
    if message["channel"] == "balances":
        if message["type"] == "snapshot":
            return ["private/balances.snapshot"]
        kind = rows[0]["type"]
        side = {"BTC": ".base", "USDT": ".quote"}[rows[0]["asset"]] if kind == "trade" else ""
        return [f"private/balances.{kind}{side}"]
    if message["type"] == "snapshot":
        return ["observed/executions.trades" if rows else "observed/executions.empty"]
    kind, named = rows[0]["exec_type"], "cl_ord_id" in rows[0]
    if kind == "pending_new" and named:
        return ["observed/executions.pending_new.cl_ord_id"]
    return [f"private/executions.{kind}", f"observed/executions.{kind}"]


async def _replies(stage: Stage) -> Written:
    seen: Written = {}
    async with stage.connected() as client:
        seen["replies/ping"] = await client.ask("ping", 101)
        for channel in OF_MARKET:
            given = {} if channel == "instrument" else {"symbol": SYMBOL}
            for method in ("subscribe", "unsubscribe"):
                seen[f"replies/{method}.{channel}"] = await _reply(client, method, channel=channel, **given)
    async with stage.connected(PRIVATE) as client:
        token = stage.token()
        for channel in ("executions", "balances"):
            for method in ("subscribe", "unsubscribe"):
                seen[f"replies/{method}.{channel}"] = await _reply(
                    client, method, channel=channel, token=token
                )
        trader = Trader(client, token)
        await trader.add(cl_ord_id="mine")
        amended = await trader.ask("amend_order", cl_ord_id="mine", limit_price=19_000)
        seen["replies/amend_order"] = amended
        seen["replies/add_order"] = added = await trader.add(order_userref=3)
        order_id = added["result"]["order_id"]
        seen["replies/edit_order"] = await trader.ask(
            "edit_order", order_id=order_id, symbol=SYMBOL[0], limit_price=18_000
        )
        edited = seen["replies/edit_order"]["result"]["order_id"]
        seen["replies/cancel_order"] = await trader.ask("cancel_order", order_id=[edited])
        row = {name: value for name, value in ORDER.items() if name != "symbol"} | {"order_userref": 3}
        seen["replies/batch_add"] = await trader.ask("batch_add", symbol=SYMBOL[0], orders=[row, row])
        ids = [each["order_id"] for each in seen["replies/batch_add"]["result"]]
        seen["replies/batch_cancel"] = await trader.ask("batch_cancel", orders=ids)
        seen["replies/cancel_all"] = await trader.ask("cancel_all")
        after = await trader.ask("cancel_all_orders_after", timeout=60)
        seen["replies/cancel_all_orders_after"] = after
        seen["replies/add_order.refused"] = await trader.add(order_qty=0.00001)
    return seen


async def _reply(client: Client, method: str, **params: Any) -> Any:
    await client.send(method, 7, **params)
    while True:
        message = await client.message()
        if message.get("method") == method:
            return message


async def _refusals(stage: Stage) -> Written:
    """In the words that clients recorded on the venue."""
    book: dict[str, Any] = {"channel": "book", "symbol": SYMBOL}
    seen: Written = {}
    async with stage.connected() as client:
        for when, params in (
            ("a symbol of another spelling", {"channel": "ticker", "symbol": ["XBT/USD"]}),
            ("a private channel on the public host", {"channel": "balances", "token": "x"}),
            ("a depth that there is not", book | {"depth": 7}),
        ):
            await client.send("subscribe", **params)
            seen[f"refusals/{when}"] = await _refusal(client)
        await client.send("subscribe", **book, snapshot=False)
        await client.send("subscribe", 2, **book)
        seen["refusals/a second subscription to a book"] = await _refusal(client)
        await client.send("ping", 0, token="x")
        seen["refusals/a field that there is not"] = await _refusal(client)
    async with stage.connected(PRIVATE) as client:
        seen["refusals/a public channel on the private host"] = await client.ask(
            "subscribe", channel="ticker", symbol=SYMBOL
        )
        seen["refusals/a token that is not valid"] = await client.ask(
            "subscribe", channel="executions", token="x" * 43
        )
        seen["refusals/a request without a token"] = await client.ask("edit_order", 0)
        reader = Trader(client, stage.token(READER.api_key))
        seen["refusals/a key without permission"] = await reader.add()
    return seen


async def _refusal(client: Client) -> Any:
    while True:
        message = await client.message()
        if message.get("success") is False:
            return message
