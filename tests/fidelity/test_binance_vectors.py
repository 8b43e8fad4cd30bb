"""Does the fake write what Binance documents, field by field, and believe what Binance would?"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fakes.venues.binance.signing import rest_payload, verifier, websocket_payload
from tests.fidelity.documented import differences
from tests.unit.fakes.binance.rest_caller import ASK, RestCaller

VECTORS = Path(__file__).parents[1] / "vectors" / "binance"
SIGNATURES = json.loads((VECTORS / "signatures.json").read_text())
PAYLOADS = json.loads((VECTORS / "rest_payloads.json").read_text())["payloads"]
FILTERS = json.loads((VECTORS / "filters.json").read_text())["filters"]

S = "BTCUSDT"


def _resting(caller: RestCaller) -> dict[str, Any]:
    return {"symbol": S, "orderId": caller.place(newClientOrderId="mine").body["orderId"]}


def _traded(caller: RestCaller) -> RestCaller:
    caller.place(type="MARKET", quantity="0.01", timeInForce=None, price=None)
    return caller


def _replace(caller: RestCaller, mode: str, cancel: Any, **order: Any) -> Any:
    given = {"quantity": "0.01", "price": "58000", "type": "LIMIT", "timeInForce": "GTC", **order}
    given = {name: value for name, value in given.items() if value is not None}
    return caller.signed(
        "POST",
        "/api/v3/order/cancelReplace",
        symbol=S,
        side="BUY",
        cancelReplaceMode=mode,
        cancelOrderId=cancel,
        **given,
    ).body


def _amended(caller: RestCaller) -> dict[str, Any]:
    order = _resting(caller)
    caller.signed("PUT", "/api/v3/order/amend/keepPriority", **order, newQty="0.005")
    return order


def _prevented(caller: RestCaller) -> Any:
    order = caller.place(price="60000").body
    caller.place(side="SELL", price="60000", selfTradePreventionMode="EXPIRE_MAKER")
    return caller.signed("GET", "/api/v3/myPreventedMatches", symbol=S, orderId=order["orderId"]).body


POST_ONLY = {"type": "LIMIT_MAKER", "timeInForce": None, "price": str(ASK)}
MINI = {"symbol": S, "type": "MINI"}

ASKED: dict[str, Callable[[RestCaller], Any]] = {
    "ping": lambda c: c.get("/api/v3/ping").body,
    "time": lambda c: c.get("/api/v3/time").body,
    "exchangeInfo": lambda c: c.get("/api/v3/exchangeInfo").body,
    "depth": lambda c: c.get("/api/v3/depth", symbol=S).body,
    "trades": lambda c: _traded(c).get("/api/v3/trades", symbol=S).body,
    "historicalTrades": lambda c: _traded(c).get("/api/v3/historicalTrades", symbol=S).body,
    "aggTrades": lambda c: _traded(c).get("/api/v3/aggTrades", symbol=S).body,
    "klines": lambda c: _traded(c).get("/api/v3/klines", symbol=S, interval="1m").body,
    "uiKlines": lambda c: _traded(c).get("/api/v3/uiKlines", symbol=S, interval="1m").body,
    "avgPrice": lambda c: _traded(c).get("/api/v3/avgPrice", symbol=S).body,
    "ticker.24hr": lambda c: _traded(c).get("/api/v3/ticker/24hr", symbol=S).body,
    "ticker.24hr.mini": lambda c: _traded(c).get("/api/v3/ticker/24hr", **MINI).body,
    "ticker.tradingDay": lambda c: _traded(c).get("/api/v3/ticker/tradingDay", symbol=S).body,
    "ticker.tradingDay.mini": lambda c: _traded(c).get("/api/v3/ticker/tradingDay", **MINI).body,
    "ticker.price": lambda c: _traded(c).get("/api/v3/ticker/price", symbol=S).body,
    "ticker.book": lambda c: c.get("/api/v3/ticker/bookTicker", symbol=S).body,
    "ticker": lambda c: _traded(c).get("/api/v3/ticker", symbol=S).body,
    "ticker.mini": lambda c: _traded(c).get("/api/v3/ticker", **MINI).body,
    "order.ack": lambda c: c.place(newOrderRespType="ACK").body,
    "order.result": lambda c: c.place(newOrderRespType="RESULT").body,
    "order.full": lambda c: c.place(price=str(ASK)).body,
    "order.test": lambda c: (
        c.signed("POST", "/api/v3/order/test", symbol=S, side="BUY", type="MARKET", quantity="0.01").body
    ),
    "order.test.commission": lambda c: (
        c.signed(
            "POST",
            "/api/v3/order/test",
            symbol=S,
            side="BUY",
            type="MARKET",
            quantity="0.01",
            computeCommissionRates="true",
        ).body
    ),
    "order.cancel": lambda c: c.signed("DELETE", "/api/v3/order", **_resting(c)).body,
    "openOrders.cancel": lambda c: [
        c.signed("DELETE", "/api/v3/openOrders", symbol=_resting(c)["symbol"]).body[0]
    ],
    "cancelReplace": lambda c: _replace(c, "STOP_ON_FAILURE", _resting(c)["orderId"]),
    "cancelReplace.stopped": lambda c: _replace(c, "STOP_ON_FAILURE", 999),
    "cancelReplace.notPlaced": lambda c: _replace(c, "STOP_ON_FAILURE", _resting(c)["orderId"], **POST_ONLY),
    "cancelReplace.notCancelled": lambda c: _replace(c, "ALLOW_FAILURE", 999, newOrderRespType="ACK"),
    "cancelReplace.failed": lambda c: _replace(c, "ALLOW_FAILURE", 999, **POST_ONLY),
    "amend": lambda c: (
        c.signed("PUT", "/api/v3/order/amend/keepPriority", **_resting(c), newQty="0.005").body
    ),
    "account": lambda c: c.signed("GET", "/api/v3/account").body,
    "order": lambda c: c.signed("GET", "/api/v3/order", **_resting(c)).body,
    "openOrders": lambda c: c.signed("GET", "/api/v3/openOrders", symbol=_resting(c)["symbol"]).body,
    "allOrders": lambda c: c.signed("GET", "/api/v3/allOrders", symbol=_resting(c)["symbol"]).body,
    "myTrades": lambda c: _traded(c).signed("GET", "/api/v3/myTrades", symbol=S).body,
    "rateLimit.order": lambda c: c.signed("GET", "/api/v3/rateLimit/order").body,
    "myPreventedMatches": _prevented,
    "account.commission": lambda c: c.signed("GET", "/api/v3/account/commission", symbol=S).body,
    "order.amendments": lambda c: c.signed("GET", "/api/v3/order/amendments", **_amended(c)).body,
}
NOT_COMPARED = ("myFilters",)
"""Its documented sample shows filters that no symbol here has; the filters are compared one by one."""


@pytest.mark.parametrize("name", [name for name in PAYLOADS if name not in NOT_COMPARED])
def test_every_documented_field_is_there_with_its_documented_type(name: str) -> None:
    written = ASKED[name](RestCaller())

    assert list(differences(PAYLOADS[name]["payload"], written, name)) == []


def test_filters_are_written_as_documented() -> None:
    symbols = RestCaller().get("/api/v3/exchangeInfo", symbol=S).body["symbols"]

    for written in symbols[0]["filters"]:
        documented = FILTERS[written["filterType"]]
        assert list(differences(documented, written, written["filterType"])) == []


@pytest.mark.parametrize("case", SIGNATURES["hmac"]["cases"], ids=lambda case: case["name"])
def test_documented_hmac_signatures_fit(case: dict[str, Any]) -> None:
    fits = verifier(secret=SIGNATURES["hmac"]["secret"])
    payload = (
        case["payload"].encode() if case["transport"] == "rest" else websocket_payload(case["parameters"])
    )

    assert fits(payload, case["signature"])
    assert fits(payload, case["signature"].upper())
    assert not fits(payload + b"0", case["signature"])


@pytest.mark.parametrize("algorithm", ["ed25519", "rsa"])
def test_public_key_signatures_fit_and_are_case_sensitive(algorithm: str) -> None:
    vector = SIGNATURES[algorithm]
    fits = verifier(public_key_pem=vector["public_key_pem"])
    payload = vector["payload"].encode()

    assert fits(payload, vector["signature"])
    assert not fits(payload, vector["signature"].swapcase())
    assert not fits(payload + b"0", vector["signature"])


def test_a_signature_covers_query_and_body_without_anything_between_them() -> None:
    vector = SIGNATURES["hmac"]["cases"][0]
    query, body = vector["payload"][:40].encode(), vector["payload"][40:].encode()
    signature = f"&signature={vector['signature']}".encode()

    assert rest_payload(query, body + signature) == vector["payload"].encode()
    assert rest_payload(query + signature, body) == vector["payload"].encode()
    assert rest_payload(b"signature=aa&x=1", b"") == b"x=1"
