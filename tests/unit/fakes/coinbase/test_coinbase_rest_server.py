"""HTTP itself: paths, bodies, headers, the cache, the sandbox's host."""

from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest

from fakes.faults import ClockStep, LostAnswer, Maintenance, ServerErrorAfter, TruncatedBody, during
from fakes.instruments import Side
from fakes.ledger import OrderAccepted, RequestReceived
from fakes.market.scripts import SILENT
from fakes.operations import Operation
from fakes.venues.coinbase.endpoints import V3
from tests.unit.fakes.coinbase.keys import HOST, token
from tests.unit.fakes.faults.coinbase_stage import REST, CoinbaseStage, play


async def fetched(stage: CoinbaseStage, method: str, path: str, **more: Any) -> tuple[int, str]:
    async with stage.http.request(method, REST + path, **more) as answer:
        return answer.status, await answer.text()


def bearer(stage: CoinbaseStage, method: str, path: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(stage.venue.clock_s(), f'{method} {HOST}{V3}{path}')}"}


def test_what_there_is_not_is_404() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        return [
            (await fetched(stage, "GET", f"{V3}/nothing"))[0],
            (await fetched(stage, "POST", f"{V3}/time"))[0],
            (await fetched(stage, "GET", "/"))[0],
        ]

    assert play(story, market=SILENT)[0] == [404, 404, 404]


def test_a_question_may_have_a_body_that_nobody_reads() -> None:
    """The venue's own client sends `{}` with each."""

    async def story(stage: CoinbaseStage) -> Any:
        headers = bearer(stage, "GET", "/accounts")
        return await fetched(stage, "GET", f"{V3}/accounts?limit=1", data=b"{}", headers=headers)

    status, text = play(story, market=SILENT)[0]
    assert (status, '"size":1' in text) == (200, True)


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_an_invalid_argument(body: bytes) -> None:
    async def story(stage: CoinbaseStage) -> Any:
        headers = bearer(stage, "POST", "/orders")
        return await fetched(stage, "POST", f"{V3}/orders", data=body, headers=headers)

    status, text = play(story, market=SILENT)[0]
    assert (status, "INVALID_ARGUMENT" in text) == (400, True)


def test_answers_are_dated_by_the_venues_own_clock() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        await stage.until(1.5)
        async with stage.asked("GET", "/time") as answer:
            dated = parsedate_to_datetime(answer.headers["Date"]).timestamp()
            return int((await answer.json())["epochSeconds"]) - dated, answer.headers["Server"]

    assert play(story, during(1, 9, ClockStep(seconds=600.0)), market=SILENT)[0] == (0, "cloudflare")


def test_no_token_is_plain_text() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.http.get(f"{REST}{V3}/accounts") as answer:
            return answer.status, answer.content_type, await answer.text()

    assert play(story, market=SILENT)[0] == (401, "text/plain", "Unauthorized\n")


def test_the_cache_is_gone_round_by_a_header() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        path = f"{V3}/market/product_book?product_id=BTC-USDT&limit=1"
        first = await fetched(stage, "GET", path)
        best = stage.venue.exchange.engine("BTCUSDT").best_bid
        assert best is not None
        stage.venue.counterparty.quote("BTCUSDT", Side.BUY, best[0] + 1, 10**6)
        kept = await fetched(stage, "GET", path)
        fresh = await fetched(stage, "GET", path, headers={"Cache-Control": "no-cache"})
        return kept == first, fresh == first

    assert play(story, market=SILENT)[0] == (True, False)


def test_the_sandbox_answers_under_its_own_name() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        headers = {"Host": "api-sandbox.coinbase.com", "X-Sandbox": "PostOrder_insufficient_fund"}
        status, text = await fetched(stage, "POST", f"{V3}/orders", data=b"{}", headers=headers)
        return status, "INSUFFICIENT_FUND" in text, len(stage.facts(RequestReceived))

    assert play(story, market=SILENT)[0] == (200, True, 0)


# --- what faults leave ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [ServerErrorAfter(on=Operation.PLACE), LostAnswer(on=Operation.PLACE), TruncatedBody(on=Operation.PLACE)],
    ids=lambda fault: str(fault.name),
)
def test_an_order_may_stand_although_its_answer_failed(fault: Any) -> None:
    async def story(stage: CoinbaseStage) -> Any:
        with suppress(aiohttp.ClientError):
            await stage.place("a")
            pytest.fail("there was an answer")
        return len(stage.facts(OrderAccepted))

    assert play(story, during(0, 5, fault), market=SILENT)[0] == 1


def test_an_order_sent_again_after_a_failure_is_the_first() -> None:
    """CBS-11, CBS-32."""

    async def story(stage: CoinbaseStage) -> Any:
        async with stage.asked("POST", "/orders", order()) as answer:
            assert answer.status == 504
        async with stage.asked("POST", "/orders", order()) as answer:
            again = (await answer.json())["order_id"]
        listed = (await stage.get("/orders/historical/batch"))["orders"]
        return [each["order_id"] for each in listed] == [again], len(stage.facts(OrderAccepted))

    fault = ServerErrorAfter(on=Operation.PLACE, limit=1)
    assert play(story, during(0, 9, fault), market=SILENT)[0] == (True, 1)


def test_in_maintenance_there_is_only_a_page() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        return await fetched(stage, "GET", f"{V3}/time")

    status, text = play(story, during(0, 9, Maintenance()), market=SILENT)[0]
    assert (status, "<h1>Error 503</h1>" in text) == (503, True)


def order() -> dict[str, Any]:
    inner = {"base_size": "0.01", "limit_price": "50000"}
    named = {"client_order_id": "a", "product_id": "BTC-USDT", "side": "BUY"}
    return {**named, "order_configuration": {"limit_limit_gtc": inner}}
