"""The REST server on the wire: bytes in, bytes out, and every way in which an answer fails to come."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import aiohttp
import pytest
from yarl import URL

from fakes.faults import (
    HtmlPage,
    LateAnswer,
    LostAnswer,
    QueryLag,
    ServerErrorAfter,
    StaleSnapshot,
    Throttled,
    TruncatedBody,
    during,
)
from fakes.faults.fault import Fault
from fakes.faults.schedule import Planned
from fakes.instruments import Side
from fakes.ledger import AnswerLost, FaultFired, OrderAccepted, RequestAnswered, RequestReceived
from fakes.operations import Operation
from tests.unit.fakes.binance.binance_stage import KEY, REST, SECRET, Stage, played
from tests.unit.fakes.binance.rest_caller import sign

ORDER = {
    "symbol": "BTCUSDT",
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "0.01",
    "price": "50000",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Seen(NamedTuple):
    status: int
    headers: Mapping[str, str]
    text: str


def always(fault: Fault) -> list[Planned]:
    return [during(0, 3600, fault)]


async def ask(stage: Stage, method: str, path: str, query: str = "", body: str = "", **headers: str) -> Seen:
    url = URL(f"{REST}{path}?{query}" if query else f"{REST}{path}", encoded=True)
    async with stage.http.request(method, url, data=body or None, headers={**FORM, **headers}) as answer:
        return Seen(answer.status, dict(answer.headers), await answer.text())


async def place(stage: Stage, **changed: str) -> Seen:
    query = urlencode({**ORDER, **changed, "timestamp": int(time.time() * 1000)})
    return await ask(
        stage, "POST", "/api/v3/order", f"{query}&signature={sign(query, SECRET)}", **{"X-MBX-APIKEY": KEY}
    )


async def depth(stage: Stage) -> Seen:
    return await ask(stage, "GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1")


@pytest.mark.parametrize("split", [0, 30, None])
def test_parameters_may_come_in_the_query_in_the_body_or_in_both(split: int | None) -> None:
    """BIN-01 and BIN-07: signed as query and body joined by nothing."""

    async def play(stage: Stage) -> Seen:
        payload = urlencode({**ORDER, "timestamp": int(time.time() * 1000)})
        cut = len(payload) if split is None else payload.rfind("&", 0, split) + 1 if split else 0
        query, body = payload[:cut].rstrip("&"), payload[cut:]
        signature = sign(query + body, SECRET)
        sealed = f"{body}&signature={signature}" if body else ""
        query = query if body else f"{query}&signature={signature}"
        return await ask(stage, "POST", "/api/v3/order", query, sealed, **{"X-MBX-APIKEY": KEY})

    assert played(play).status == 200


def test_a_name_in_query_and_body_takes_the_value_of_the_query() -> None:
    async def play(stage: Stage) -> Seen:
        query = "quantity=0.02"
        body = urlencode({**ORDER, "timestamp": int(time.time() * 1000)})
        sealed = f"{body}&signature={sign(query + body, SECRET)}"
        return await ask(stage, "POST", "/api/v3/order", query, sealed, **{"X-MBX-APIKEY": KEY})

    assert '"origQty":"0.02000000"' in played(play).text


def test_times_are_in_microseconds_for_those_who_ask() -> None:
    async def play(stage: Stage) -> tuple[Seen, Seen, Seen]:
        return (
            await ask(stage, "GET", "/api/v3/time"),
            await ask(stage, "GET", "/api/v3/time", **{"X-MBX-TIME-UNIT": "microsecond"}),
            await ask(stage, "GET", "/api/v3/time", **{"X-MBX-TIME-UNIT": "hours"}),
        )

    milliseconds, microseconds, wrong = played(play)

    assert len(milliseconds.text) + 3 == len(microseconds.text)
    assert wrong.status == 400


def test_unknown_paths_are_404_and_a_page_only_for_browsers() -> None:
    async def play(stage: Stage) -> tuple[Seen, Seen, Seen]:
        return (
            await ask(stage, "GET", "/api/v1/ping"),
            await ask(stage, "GET", "/api/v1/ping", Accept="text/html"),
            await ask(stage, "POST", "/api/v3/ping"),
        )

    plain, page, wrong_method = played(play)

    assert (plain.status, plain.text) == (404, "")
    assert page.text.startswith("<html>")
    assert wrong_method.status == 405


def test_a_name_sent_twice_is_refused() -> None:
    async def play(stage: Stage) -> Seen:
        return await ask(stage, "GET", "/api/v3/depth", "symbol=BTCUSDT&symbol=ETHUSDT")

    assert '"code":-1101' in played(play).text


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["reset", "close"])
def test_a_lost_answer_leaves_the_order_standing(how: Any) -> None:
    async def play(stage: Stage) -> Stage:
        with pytest.raises(aiohttp.ClientError):
            await place(stage)
        return stage

    stage = played(play, faults=always(LostAnswer(on=Operation.PLACE, how=how)))

    assert len(stage.facts(OrderAccepted)) == 1
    assert [fact.operation for fact in stage.facts(AnswerLost)] == ["place"]
    assert stage.facts(RequestAnswered) == []
    assert len(stage.facts(FaultFired)) == 1


def test_an_answer_may_stay_out_for_ever() -> None:
    async def play(stage: Stage) -> Stage:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(place(stage), 600)
        return stage

    stage = played(play, faults=always(LostAnswer(on=Operation.PLACE, how="silence")))

    assert len(stage.facts(OrderAccepted)) == 1


def test_a_body_cut_short_comes_with_its_true_length() -> None:
    async def play(stage: Stage) -> tuple[str, str]:
        answer = await stage.http.get(f"{REST}/api/v3/depth?symbol=BTCUSDT")
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
        return answer.headers["Content-Length"], answer.headers["X-MBX-USED-WEIGHT-1M"]

    length, weight = played(play, faults=always(TruncatedBody(n_bytes=20)))

    assert int(length) > 1000
    assert weight == "5"


def test_a_late_answer_comes_late_and_the_order_was_at_once() -> None:
    async def play(stage: Stage) -> tuple[float, float, Seen]:
        begun_s = asyncio.get_running_loop().time()
        answer = await place(stage)
        accepted_s = next(stage.venue.ledger.of(OrderAccepted)).at_s
        return asyncio.get_running_loop().time() - begun_s, accepted_s, answer

    took_s, accepted_s, answer = played(play, faults=always(LateAnswer(on=Operation.PLACE, seconds=8.0)))

    assert answer.status == 200
    assert took_s == pytest.approx(8.0, abs=0.1)
    assert accepted_s < 0.1


def test_an_order_held_up_longer_than_its_window_is_no_order() -> None:
    """BIN-04: the second look at the clock."""

    async def play(stage: Stage) -> tuple[Seen, Stage]:
        return await place(stage), stage

    answer, stage = played(play, faults=always(LateAnswer(on=Operation.PLACE, seconds=8.0, acts_late=True)))

    assert '"code":-1021' in answer.text
    assert stage.facts(OrderAccepted) == []


def test_after_ten_seconds_the_venue_does_not_know_and_the_order_may_still_come() -> None:
    """BIN-11."""

    async def play(stage: Stage) -> tuple[Seen, int, int]:
        answer = await place(stage, recvWindow="60000")
        at_once = len(stage.facts(OrderAccepted))
        await asyncio.sleep(10)
        return answer, at_once, len(stage.facts(OrderAccepted))

    held_up = LateAnswer(on=Operation.PLACE, seconds=15.0, acts_late=True)
    answer, at_once, later = played(play, faults=always(held_up))

    assert (answer.status, '"code":-1007' in answer.text) == (504, True)
    assert (at_once, later) == (0, 1)


def test_a_server_error_after_the_act_hides_an_order_that_stands() -> None:
    """BIN-10."""

    async def play(stage: Stage) -> tuple[Seen, Stage]:
        return await place(stage), stage

    answer, stage = played(play, faults=always(ServerErrorAfter(on=Operation.PLACE)))

    assert answer.status >= 500
    assert len(stage.facts(OrderAccepted)) == 1


def test_a_throttled_request_is_not_acted_upon() -> None:
    async def play(stage: Stage) -> tuple[Seen, Stage]:
        return await place(stage), stage

    answer, stage = played(play, faults=always(Throttled(on=Operation.PLACE, retry_after_s=2.0)))

    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")
    assert stage.facts(OrderAccepted) == []


def test_going_on_after_a_throttled_request_leads_to_a_ban() -> None:
    async def play(stage: Stage) -> list[int]:
        statuses = [(await depth(stage)).status]
        await asyncio.sleep(2)
        return statuses + [(await depth(stage)).status for _ in range(7)]

    statuses = played(play, faults=always(Throttled(retry_after_s=60.0)))

    assert statuses == [429] * 6 + [418] * 2


def test_what_stands_before_the_venue_speaks_html() -> None:
    """BIN-12."""
    answer = played(depth, faults=always(HtmlPage()))

    assert answer.status == 502
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "X-MBX-USED-WEIGHT-1M" not in answer.headers


def test_a_query_may_lag_behind_the_engine() -> None:
    """BIN-15."""

    async def query(stage: Stage) -> Seen:
        asked = f"symbol=BTCUSDT&origClientOrderId=mine&timestamp={int(time.time() * 1000)}"
        signature = sign(asked, SECRET)
        return await ask(
            stage, "GET", "/api/v3/order", f"{asked}&signature={signature}", **{"X-MBX-APIKEY": KEY}
        )

    async def play(stage: Stage) -> tuple[Seen, Seen]:
        await place(stage, newClientOrderId="mine")
        soon = await query(stage)
        await asyncio.sleep(2)
        return soon, await query(stage)

    soon, later = played(play, faults=always(QueryLag(lag_s=2.0)))

    assert '"code":-2013' in soon.text
    assert later.status == 200


def test_a_snapshot_may_be_an_old_one() -> None:
    async def play(stage: Stage) -> tuple[str, str, int]:
        await asyncio.sleep(1)
        before = (await depth(stage)).text
        await asyncio.sleep(5)
        stage.venue.counterparty.take("BTCUSDT", Side.BUY, 1)
        return before, (await depth(stage)).text, stage.venue.exchange.depth("BTCUSDT").sequence

    before, stale, sequence = played(play, faults=always(StaleSnapshot(age_s=3.0)))

    assert stale == before
    assert f'"lastUpdateId":{sequence}' not in stale


def test_every_request_is_on_record_with_what_it_cost_and_how_it_was_answered() -> None:
    async def play(stage: Stage) -> Stage:
        await place(stage, newClientOrderId="mine")
        await depth(stage)
        await ask(stage, "GET", "/api/v3/depth", "symbol=NOPE")
        return stage

    stage = played(play)

    received = [(f.operation, f.weight, f.client_order_id) for f in stage.facts(RequestReceived)]
    assert received == [("place", 1, "mine"), ("depth", 5, None), ("depth", 5, None)]
    answered = [(f.request_id, f.status, f.code) for f in stage.facts(RequestAnswered)]
    assert answered == [(1, 200, None), (2, 200, None), (3, 400, -1121)]
