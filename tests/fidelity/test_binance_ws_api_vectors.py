"""Does every method of the WebSocket API answer as documented: envelope, result, error, limits?"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from fakes.faults import Ban, during
from fakes.instruments import Side
from tests.fidelity.documented import differences
from tests.unit.fakes.binance.binance_stage import API, Client, Stage, played
from tests.unit.fakes.binance.ws_api_client import LIMIT, place, request, signed_request

METHODS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "binance" / "ws_api_payloads.json").read_text(encoding="utf-8")
)["methods"]

S = "BTCUSDT"
FAR, ACROSS = "20000", "70000"
MINI = {"symbol": S, "type": "MINI"}
CANDLES = {"symbol": S, "interval": "1m"}

BAN = during(1, 100, Ban())

Asked = Callable[[Client], Awaitable[Any]]


def public(method: str, **params: Any) -> Asked:
    return lambda client: client.ask(request(method, **params))


def signed(method: str, **params: Any) -> Asked:
    return lambda client: client.ask(signed_request(method, **params))


def ordered(method: str = "order.place", **params: Any) -> Asked:
    given = {**LIMIT, "price": FAR, **params}
    return signed(method, **{name: value for name, value in given.items() if value is not None})


def after_placing(asked: Asked) -> Asked:
    """With an order `mine` that rests."""

    async def both(client: Client) -> Any:
        assert (await client.ask(place("mine")))["status"] == 200
        return await asked(client)

    return both


def replacing(**params: Any) -> Asked:
    defaults = {"cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrigClientOrderId": "mine"}
    return ordered("order.cancelReplace", **{**defaults, **params})


async def amendments(client: Client) -> Any:
    order = (await client.ask(place("mine")))["result"]["orderId"]
    await client.ask(signed_request("order.amend.keepPriority", symbol=S, orderId=order, newQty="0.0005"))
    return await client.ask(signed_request("order.amendments", symbol=S, orderId=order))


async def prevented(client: Client) -> Any:
    maker = (await client.ask(signed_request("order.place", **LIMIT, price="60000")))["result"]["orderId"]
    against = {**LIMIT, "side": "SELL", "price": "60000", "selfTradePreventionMode": "EXPIRE_MAKER"}
    await client.ask(signed_request("order.place", **against))
    return await client.ask(signed_request("myPreventedMatches", symbol=S, orderId=maker))


async def limited(client: Client) -> Any:
    for number in range(50):
        await client.ask(place(f"c{number}"))
    return await replacing(cancelOrigClientOrderId="c0")(client)


async def banned(client: Client) -> Any:
    await asyncio.sleep(BAN.start_s)
    return await client.ask(request("ping"))


POST_ONLY = {"type": "LIMIT_MAKER", "timeInForce": None, "price": ACROSS}
NOT_THERE = {"cancelOrigClientOrderId": "nobody's"}

ASKED: dict[str, Asked] = {
    "ping": public("ping"),
    "time": public("time"),
    "exchangeInfo": public("exchangeInfo", symbol=S),
    "depth": public("depth", symbol=S, limit=5),
    "trades.recent": public("trades.recent", symbol=S),
    "trades.historical": public("trades.historical", symbol=S),
    "trades.aggregate": public("trades.aggregate", symbol=S),
    "klines": public("klines", **CANDLES),
    "uiKlines": public("uiKlines", **CANDLES),
    "avgPrice": public("avgPrice", symbol=S),
    "ticker.24hr": public("ticker.24hr", symbol=S),
    "ticker.24hr.mini": public("ticker.24hr", **MINI),
    "ticker.tradingDay": public("ticker.tradingDay", symbol=S),
    "ticker": public("ticker", symbol=S),
    "ticker.mini": public("ticker", **MINI),
    "ticker.price": public("ticker.price", symbol=S),
    "ticker.book": public("ticker.book", symbol=S),
    "order.place.ack": ordered(newOrderRespType="ACK"),
    "order.place.result": ordered(newOrderRespType="RESULT"),
    "order.place.full": ordered(price=ACROSS),
    "order.test": ordered("order.test"),
    "order.test.commission": ordered("order.test", computeCommissionRates="true"),
    "order.cancel": after_placing(signed("order.cancel", symbol=S, origClientOrderId="mine")),
    "order.cancelReplace": after_placing(replacing(newOrderRespType="RESULT")),
    "order.cancelReplace.stopped": replacing(**NOT_THERE),
    "order.cancelReplace.notPlaced": after_placing(replacing(**POST_ONLY)),
    "order.cancelReplace.notCancelled": replacing(**NOT_THERE, cancelReplaceMode="ALLOW_FAILURE"),
    "order.cancelReplace.failed": replacing(**NOT_THERE, **POST_ONLY, cancelReplaceMode="ALLOW_FAILURE"),
    "order.cancelReplace.limited": limited,
    "order.amend.keepPriority": after_placing(
        signed("order.amend.keepPriority", symbol=S, origClientOrderId="mine", newQty="0.0005")
    ),
    "openOrders.cancelAll": after_placing(signed("openOrders.cancelAll", symbol=S)),
    "account.status": signed("account.status"),
    "order.status": after_placing(signed("order.status", symbol=S, origClientOrderId="mine")),
    "openOrders.status": after_placing(signed("openOrders.status", symbol=S)),
    "allOrders": after_placing(signed("allOrders", symbol=S)),
    "myTrades": signed("myTrades", symbol=S),
    "account.rateLimits.orders": signed("account.rateLimits.orders"),
    "myPreventedMatches": prevented,
    "account.commission": signed("account.commission", symbol=S),
    "order.amendments": amendments,
    "refused": ordered(quantity="100", price="60000"),
    "banned": banned,
}


@pytest.mark.parametrize("name", METHODS)
def test_every_answer_has_every_documented_field_with_its_documented_type(name: str) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            if name == "myTrades":
                await client.ask(signed_request("order.place", **LIMIT, price=ACROSS))
            stage.venue.counterparty.take(S, Side.BUY, 10)
            return await ASKED[name](client)

    written = played(play, faults=[BAN] if name == "banned" else [])

    documented = METHODS[name]["payload"]
    assert written["status"] == documented["status"]
    assert [_limiter(row) for row in written["rateLimits"]] == [
        _limiter(row) for row in documented["rateLimits"]
    ]
    # any id is echoed
    assert list(differences(documented | {"id": written["id"]}, written, name)) == []


def _limiter(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["rateLimitType"], row["interval"], row["intervalNum"]


def test_the_limits_in_exchange_information_are_those_of_this_api() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            return await client.ask(request("exchangeInfo"))

    documented = METHODS["exchangeInfo"]["payload"]["result"]["rateLimits"]
    assert played(play)["result"]["rateLimits"] == documented
