"""Do streams, user data and session answers carry every documented field with its documented type?"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.instruments import Side
from tests.unit.fakes.binance.binance_stage import API, STREAMS, Client, Stage, played
from tests.unit.fakes.binance.ws_api_client import (
    LIMIT,
    log_on,
    place,
    request,
    signed_request,
    subscribed,
    two_accounts,
)

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "binance" / "stream_payloads.json").read_text(encoding="utf-8")
)
KINDS = {"NEW", "TRADE", "REPLACED", "CANCELED", "EXPIRED", "TRADE_PREVENTION"}
"""The execution types that orders here go through (enums.md); an order that is REJECTED never was one."""
MAY_BE_NULL = ("r", "N", "apiKey", "authorizedSince")
"""Documented as null in the right circumstances: no reference price, no fee, nobody logged on."""


@pytest.mark.parametrize("name", VECTORS["streams"])
def test_every_stream_says_what_is_documented(name: str) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/{name}") as client:
            stage.venue.counterparty.take("BTCUSDT", Side.BUY, 10)
            return await client.event()

    assert list(differences(VECTORS["streams"][name]["payload"], played(play), name)) == []


ARRAYS = {"!miniTicker@arr": "btcusdt@miniTicker", "!ticker_1h@arr": "btcusdt@ticker_1h"}


@pytest.mark.parametrize("name", ARRAYS)
def test_a_stream_of_all_symbols_says_of_each_what_its_own_stream_says(name: str) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/{name}") as client:
            stage.venue.counterparty.take("BTCUSDT", Side.BUY, 10)
            return await client.event()

    [ticker] = played(play)

    assert list(differences(VECTORS["streams"][ARRAYS[name]]["payload"], ticker, name)) == []


@pytest.mark.parametrize("name", VECTORS["user_data"])
def test_every_user_data_event_says_what_is_documented(name: str) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
            stage.venue.exchange.deposit("subject", "BTC", 10**8)
            await client.ask(place("c1"))
            while True:
                event = await client.event()
                if event.get("event", {}).get("e") == name:
                    return event
                if event.get("event", {}).get("x") == "NEW":
                    await client.socket.send_str(json.dumps(request("userDataStream.unsubscribe")))

    assert list(differences(VECTORS["user_data"][name]["payload"], played(play), name)) == []


def test_every_kind_of_execution_report_says_what_is_documented() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(API) as client, stage.connected(API) as listener:
            await subscribed(listener)
            maker = (await client.ask(place("maker")))["result"]["orderId"]
            stage.venue.counterparty.fill("subject", "BTCUSDT", "maker", lots=10)
            mine = {"symbol": "BTCUSDT", "orderId": maker}
            await client.ask(signed_request("order.amend.keepPriority", **mine, newQty="0.0006"))
            await client.ask(signed_request("order.cancel", **mine))
            limit = {**LIMIT, "price": "60000"}
            await client.ask(signed_request("order.place", **limit | {"timeInForce": "IOC"}))
            await client.ask(signed_request("order.place", **limit, strategyId=1, strategyType=1_000_000))
            await client.ask(signed_request("order.place", **limit | {"side": "SELL"}))
            await client.ask(place("last"))
            reports: list[Any] = []
            while not reports or reports[-1]["c"] != "last":
                event = (await listener.event())["event"]
                reports += [event] if event["e"] == "executionReport" else []
            return reports

    documented = VECTORS["user_data"]["executionReport"]["payload"]["event"]
    sometimes = VECTORS["execution_report_conditional"]["fields"]
    reports = played(play)

    assert {report["x"] for report in reports} == KINDS
    for report in reports:
        always = {name: value for name, value in report.items() if name not in sometimes}
        shown = {name: value for name, value in documented.items() if name not in sometimes}
        assert list(differences(shown, always, report["x"])) == []
        extra = {name: value for name, value in report.items() if name in sometimes}
        assert {name: type(value) for name, value in extra.items()} == {
            name: type(sometimes[name]) for name in extra
        }


@pytest.mark.parametrize("method", VECTORS["session"])
def test_every_method_about_the_connection_answers_as_documented(method: str) -> None:
    async def asked(client: Client) -> Any:
        if method == "userDataStream.subscribe.signature":
            return await client.ask(signed_request(method, returnRateLimits="false"))
        logged_on = await client.ask(log_on())
        if method == "session.logon":
            return logged_on
        if method != "userDataStream.subscribe":
            await client.ask(request("userDataStream.subscribe"))
        return await client.ask(request(method))

    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{API}?returnRateLimits=false") as client:
            answer = await asked(client)
            await asyncio.sleep(1)
            return answer

    written = played(play, keys=two_accounts())

    documented = VECTORS["session"][method]["payload"] | {"id": written["id"]}  # any id is echoed
    assert list(differences(documented, written, method)) == []


def differences(documented: Any, written: Any, at: str) -> Iterator[str]:
    """Fields missing, undocumented or in another order, and types that differ; lists by first members."""
    if written is None and at.rpartition(".")[2] in MAY_BE_NULL:
        return
    if documented is None and at.rpartition(".")[2] in MAY_BE_NULL:
        return
    if type(documented) is not type(written):
        yield f"{at}: {type(written).__name__} instead of {type(documented).__name__}"
    elif isinstance(documented, dict):
        if list(documented) != list(written):
            yield f"{at}: {list(written)} instead of {list(documented)}"
        for name in documented:
            if name in written:
                yield from differences(documented[name], written[name], f"{at}.{name}")
    elif isinstance(documented, list) and documented and written:
        yield from differences(documented[0], written[0], f"{at}[0]")
