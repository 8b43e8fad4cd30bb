"""What the fake of Binance USD-M writes where its documents show something, by the names of the payloads."""

from collections.abc import Callable
from functools import cache
from typing import Any

from tests.unit.fakes.binance.usdm.usdm_caller import Answer, UsdmCaller
from tests.unit.fakes.binance.usdm.usdm_stage import UsdmStage, play

B = {"symbol": "BTCUSDT"}
BATCH = (
    '[{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"0.01","price":"50000"}]'
)


def _held(caller: UsdmCaller) -> UsdmCaller:
    """With a position and an open order."""
    caller.bought()
    caller.placed()
    return caller


def _funded(caller: UsdmCaller) -> UsdmCaller:
    _held(caller).exchange.contracts.fund("BTCUSDT")
    return caller


def _paid_in(caller: UsdmCaller) -> UsdmCaller:
    caller.exchange.deposit("subject", "USDT", 10**8)
    return caller


def _one(caller: UsdmCaller) -> dict[str, Any]:
    return {**B, "orderId": caller.placed()}


def _opened(caller: UsdmCaller) -> UsdmCaller:
    """With a listen key, of which no timer may be left running."""
    caller.venue.listen_keys._by_account["subject"] = "k"
    caller.venue.listen_keys._accounts["k"] = "subject"
    return caller


ASKED: dict[str, Callable[[UsdmCaller], Answer]] = {
    "new_order": lambda c: c.place(),
    "test_order": lambda c: c.call(
        "POST", "order/test", side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01", price="50000", **B
    ),
    "modify_order": lambda c: c.call("PUT", "order", side="BUY", quantity="0.02", price="50000", **_one(c)),
    "cancel_order": lambda c: c.call("DELETE", "order", **_one(c)),
    "cancel_all_open_orders": lambda c: c.call("DELETE", "allOpenOrders", **B),
    "place_multiple_orders": lambda c: c.call("POST", "batchOrders", batchOrders=BATCH),
    "cancel_multiple_orders": lambda c: c.call("DELETE", "batchOrders", orderIdList=f"[{c.placed()}]", **B),
    "auto_cancel_all_open_orders": lambda c: c.call("POST", "countdownCancelAll", countdownTime="0", **B),
    "query_order": lambda c: c.call("GET", "order", **_one(c)),
    "query_current_open_order": lambda c: c.call("GET", "openOrder", **_one(c)),
    "current_all_open_orders": lambda c: _held(c).call("GET", "openOrders", **B),
    "all_orders": lambda c: _held(c).call("GET", "allOrders", **B),
    "account_trade_list": lambda c: _held(c).call("GET", "userTrades", **B),
    "change_initial_leverage": lambda c: c.call("POST", "leverage", leverage="21", **B),
    "position_information_v3": lambda c: _held(c).call("GET", "/fapi/v3/positionRisk"),
    "position_information_v2": lambda c: _held(c).call("GET", "/fapi/v2/positionRisk"),
    "account_information_v3": lambda c: _held(c).call("GET", "/fapi/v3/account"),
    "account_information_v2": lambda c: _held(c).call("GET", "/fapi/v2/account"),
    "futures_account_balance_v3": lambda c: _held(c).call("GET", "/fapi/v3/balance"),
    "futures_account_balance_v2": lambda c: _held(c).call("GET", "/fapi/v2/balance"),
    "futures_account_configuration": lambda c: c.call("GET", "accountConfig"),
    "symbol_configuration": lambda c: c.call("GET", "symbolConfig"),
    "get_current_position_mode": lambda c: c.call("GET", "positionSide/dual"),
    "get_current_multi_assets_mode": lambda c: c.call("GET", "multiAssetsMargin"),
    "get_income_history": lambda c: _paid_in(_funded(c)).call("GET", "income"),
    "notional_and_leverage_brackets": lambda c: c.call("GET", "leverageBracket"),
    "query_user_rate_limit": lambda c: c.call("GET", "rateLimit/order"),
    "user_commission_rate": lambda c: c.call("GET", "commissionRate", **B),
    "check_server_time": lambda c: c.call("GET", "time"),
    "exchange_information": lambda c: c.call("GET", "exchangeInfo"),
    "order_book": lambda c: c.call("GET", "depth", **B),
    "recent_trades_list": lambda c: c.call("GET", "trades", **B),
    "old_trades_lookup": lambda c: c.call("GET", "historicalTrades", **B),
    "compressed_aggregate_trades_list": lambda c: c.call("GET", "aggTrades", **B),
    "kline_candlestick_data": lambda c: c.call("GET", "klines", interval="1m", **B),
    "mark_price": lambda c: c.call("GET", "premiumIndex", **B),
    "get_funding_rate_history": lambda c: _funded(c).call("GET", "fundingRate", **B),
    "ticker24hr": lambda c: c.call("GET", "ticker/24hr", **B),
    "symbol_price_ticker": lambda c: c.call("GET", "ticker/price", **B),
    "symbol_price_ticker_v2": lambda c: c.call("GET", "/fapi/v2/ticker/price", **B),
    "symbol_order_book_ticker": lambda c: c.call("GET", "ticker/bookTicker", **B),
    "open_interest": lambda c: c.call("GET", "openInterest", **B),
    "start_user_data_stream": lambda c: c.call("POST", "listenKey"),
    "keepalive_user_data_stream": lambda c: _opened(c).call("PUT", "listenKey"),
}


# --- sockets --------------------------------------------------------------------------------------

Written = dict[str, Any]
STREAMS = {
    "agg_trade": ("/market", "btcusdt@aggTrade"),
    "mark_price": ("/market", "btcusdt@markPrice@1s"),
    "ticker": ("/market", "btcusdt@ticker"),
    "mini_ticker": ("/market", "btcusdt@miniTicker"),
    "kline": ("/market", "btcusdt@kline_1m"),
    "book_ticker": ("/public", "btcusdt@bookTicker"),
    "depth": ("/public", "btcusdt@depth@100ms"),
    "partial_depth": ("/public", "btcusdt@depth5@100ms"),
}


@cache
def on_sockets() -> Written:
    """By the names of the documented messages."""

    async def story(stage: UsdmStage) -> Written:
        return {**await _market(stage), **await _account(stage)}

    return play(story)


async def _market(stage: UsdmStage) -> Written:
    seen: Written = {}
    for name, (path, stream) in STREAMS.items():
        async with stage.connected(f"{path}/ws/{stream}") as listening:
            seen[name] = await listening.until(_is_whole)
    async with stage.connected("/public/ws") as listening:
        subscribe = '{"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":1}'
        seen["subscribed"] = await listening.say(subscribe)
        seen["unknown_property"] = await listening.say('{"method":"SET_PROPERTY","params":["x",true],"id":5}')
        seen["bad_json"] = await listening.say("{")
    return seen


def _is_whole(message: Any) -> bool:
    """A book's update of one side alone has nothing to hold against the documented one."""
    return message["e"] != "depthUpdate" or bool(message["b"] and message["a"])


async def _account(stage: UsdmStage) -> Written:
    seen: Written = {}
    key = await stage.listen_key()
    async with stage.connected(f"/private/ws/{key}") as listening:
        await stage.place("mine")
        stage.venue.counterparty.fill("subject", "BTCUSDT", "mine")
        await stage.ask("POST", "leverage", symbol="BTCUSDT", leverage=21)
        stage.venue.exchange.contracts.fund("BTCUSDT")
        while "funding" not in seen or "leverage" not in seen:
            message = await listening.message()
            name = ACCOUNT_EVENTS[message["e"]]
            if message["e"] == "ACCOUNT_UPDATE" and message["a"]["m"] == "FUNDING_FEE":
                name = "funding"
            seen.setdefault(name, message)
        stage.venue.listen_keys.end_all(announced=True)
        seen["listen_key_expired"] = await listening.message()
    return seen


ACCOUNT_EVENTS = {
    "ORDER_TRADE_UPDATE": "order_update",
    "ACCOUNT_UPDATE": "account_update",
    "TRADE_LITE": "trade_lite",
    "ACCOUNT_CONFIG_UPDATE": "leverage",
}
