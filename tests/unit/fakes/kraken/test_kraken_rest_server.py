"""From the bytes on the wire and back: KRK-01, KRK-04, KRK-05."""

import json

import aiohttp

from tests.unit.fakes.faults.kraken_stage import API_KEY, REST, SECRET, KrakenStage, play
from tests.unit.fakes.kraken.kraken_caller import sign


def test_an_answer_is_json_with_status_200_whatever_it_says() -> None:
    async def story(stage: KrakenStage) -> None:
        async with stage.http.get(f"{REST}/0/public/Depth", params={"pair": "XBTPLN"}) as answer:
            assert (answer.status, answer.content_type) == (200, "application/json")
            assert answer.headers["Server"] == "cloudflare"
            assert await answer.json() == {"error": ["EQuery:Unknown asset pair"]}

    play(story)


def test_methods_and_paths_that_there_are_not() -> None:
    async def story(stage: KrakenStage) -> None:
        unknown = {"error": ["EGeneral:Unknown method"]}
        async with stage.http.get(f"{REST}/0/public/Weather") as answer:
            assert (answer.status, await answer.json()) == (200, unknown)
        async with stage.http.post(f"{REST}/0/public/Time") as answer:
            assert (answer.status, await answer.json()) == (200, unknown)
        async with stage.http.get(f"{REST}/0/private/Balance") as answer:
            assert (answer.status, await answer.json()) == (200, unknown)
        async with stage.http.get(f"{REST}/prices") as answer:
            assert (answer.status, answer.content_type) == (404, "text/html")

    play(story)


def test_a_body_may_be_json_and_is_signed_as_it_was_sent() -> None:
    async def story(stage: KrakenStage) -> None:
        row = {"ordertype": "limit", "type": "buy", "volume": 0.01, "price": "50000"}
        body = json.dumps({"nonce": 17, "pair": "XBTUSDT", "orders": [row, row], "validate": True}, indent=1)
        told = await asked(stage, "AddOrderBatch", body, "17")
        described = {"descr": {"order": "buy 0.01000000 XBTUSDT @ limit 50000.0"}}
        assert told == {"error": [], "result": {"orders": [described] * 2}}

    play(story)


def test_a_body_that_cannot_be_read_is_refused() -> None:
    async def story(stage: KrakenStage) -> None:
        for body in ("{", "[1]"):
            assert await asked(stage, "Balance", body, "1") == {"error": ["EGeneral:Invalid arguments:body"]}

    play(story)


def test_the_order_of_parameters_is_the_clients_business() -> None:
    async def story(stage: KrakenStage) -> None:
        body = "pair=XBT%2FUSDT&type=buy&ordertype=limit&volume=0.01&price=50000&nonce=5"
        told = await asked(stage, "AddOrder", body, "5", "application/x-www-form-urlencoded")
        assert isinstance(told, dict)
        assert told["error"] == []

    play(story)


def test_a_connection_serves_one_request_after_the_other() -> None:
    async def story(stage: KrakenStage) -> None:
        for _ in range(3):
            assert (await stage.get("Time"))["error"] == []
            assert (await stage.post("Balance"))["error"] == []
        assert isinstance(stage.http.connector, aiohttp.TCPConnector)
        assert sum(len(kept) for kept in stage.http.connector._conns.values()) == 1

    play(story)


async def asked(
    stage: KrakenStage, name: str, body: str, nonce: str, content_type: str = "application/json"
) -> object:
    path = f"/0/private/{name}"
    headers = {
        "API-Key": API_KEY,
        "API-Sign": sign(path, nonce, body, SECRET),
        "Content-Type": content_type,
    }
    async with stage.http.post(REST + path, data=body, headers=headers) as answer:
        told: object = await answer.json()
        return told
