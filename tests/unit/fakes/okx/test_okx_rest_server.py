"""Over HTTP: what is no request, which headers there are, and where the signature is taken from."""

import json
from pathlib import Path
from typing import Any

import pytest

from fakes.venues.okx import codes
from fakes.venues.okx.signing import LOGIN, verifier
from tests.unit.fakes.okx.okx_stage import REST, Stage, played

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "okx" / "signing.json").read_text())
ORDER_PATH = f"{REST}/api/v5/trade/order"


@pytest.mark.parametrize("vector", VECTORS["rest"], ids=lambda vector: vector["path"])
def test_documented_requests_are_believed(vector: dict[str, str]) -> None:
    text = "".join(vector[name] for name in ("timestamp", "method", "path", "body")).encode()
    fits = verifier(VECTORS["secret"])

    assert fits(text, vector["sign"])
    assert not fits(text + b" ", vector["sign"])
    assert not fits(text, vector["sign"][::-1])


@pytest.mark.parametrize("vector", VECTORS["login"], ids=lambda vector: vector["timestamp"])
def test_documented_logins_are_believed(vector: dict[str, str]) -> None:
    assert verifier(VECTORS["secret"])(vector["timestamp"].encode() + LOGIN, vector["sign"])


def test_a_signed_request_is_answered() -> None:
    async def play(stage: Stage) -> Any:
        return await stage.get("account/balance", ccy="BTC")

    assert played(play)["data"][0]["details"][0]["cashBal"] == "10"


@pytest.mark.parametrize(
    ("method", "body", "content_type", "status", "code"),
    [
        ("GET", None, "application/json", 400, codes.EITHER_REQUIRED),
        ("PUT", b"{}", "application/json", 405, codes.METHOD),
        ("POST", None, "application/json", 400, codes.BODY_EMPTY),
        ("POST", b"{}", "text/plain", 400, codes.CONTENT_TYPE),
        ("POST", b"{", "application/json", 400, codes.NOT_JSON),
        ("POST", b'"text"', "application/json", 400, codes.NOT_JSON),
        ("POST", b"{}", "application/json", 401, codes.NO_KEY),
    ],
)
def test_what_is_no_request_is_refused(
    method: str, body: bytes | None, content_type: str, status: int, code: int
) -> None:
    async def play(stage: Stage) -> tuple[int, Any]:
        if method == "GET":
            async with stage.asked("GET", "trade/order", {"instId": "BTC-USDT"}) as answer:
                return answer.status, await answer.json()
        headers = {"Content-Type": content_type}
        async with stage.http.request(method, ORDER_PATH, data=body, headers=headers) as answer:
            return answer.status, await answer.json()

    answered, told = played(play)
    assert (answered, told["code"]) == (status, str(code))


@pytest.mark.parametrize(("path", "kind"), [("/api/v5/tea", "json"), ("/tea", "html")])
def test_what_is_not_there_is_not_found(path: str, kind: str) -> None:
    async def play(stage: Stage) -> tuple[int, str]:
        async with stage.http.get(REST + path) as answer:
            return answer.status, answer.content_type

    status, content_type = played(play)
    assert status == 404
    assert kind in content_type


def test_the_query_is_signed_as_it_was_sent() -> None:
    async def play(stage: Stage) -> Any:
        return await stage.get("trade/orders-history", instType="SPOT", after="1,2")

    assert played(play)["code"] == str(codes.PARAMETER_ERROR)


def test_demo_trading_is_another_environment() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.asked("GET", "account/balance", **{"x-simulated-trading": "1"}) as answer:
            return await answer.json()

    assert played(play)["code"] == str(codes.ENVIRONMENT)
