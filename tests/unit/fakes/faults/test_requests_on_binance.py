"""What clients of the Binance fake meet when a fault strikes their requests."""

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest

from fakes.faults import (
    Ban,
    ClockSkew,
    ClockStep,
    EmptyBody,
    ErrorBodyWith200,
    Fault,
    FiltersChanged,
    HtmlPage,
    LateAnswer,
    LostAnswer,
    LostRequest,
    Maintenance,
    QueryLag,
    RejectedKey,
    ReportBeforeAck,
    ServerErrorAfter,
    ServerErrorBefore,
    SharedAddress,
    ShortList,
    StaleSnapshot,
    SymbolDelisted,
    SymbolHalted,
    SymbolListed,
    Throttled,
    TruncatedBody,
    UnknownEnum,
    Unreadable,
    WrongContentType,
    WrongTypes,
    during,
)
from fakes.operations import Operation, Refusal
from tests.unit.fakes.faults.binance_stage import REST, STREAMS, BinanceStage, play
from tests.unit.fakes.hosted import arrivals

DEPTH = {"symbol": "BTCUSDT", "limit": "5"}


def at_once(fault: Fault, stop_s: float = 60.0) -> Any:
    return during(0, stop_s, fault)


@pytest.mark.parametrize(("retry_after_s", "header"), [(7.0, "7"), (None, None)])
def test_throttled_requests_say_when_to_come_back_if_at_all(
    retry_after_s: float | None, header: str | None
) -> None:
    async def story(stage: BinanceStage) -> None:
        async with stage.http.get(f"{REST}/api/v3/time") as answer:
            assert answer.status == 429
            assert answer.headers.get("Retry-After") == header
            assert (await answer.json())["code"] == -1003

    play(story, at_once(Throttled(retry_after_s=retry_after_s)))


def test_others_behind_the_address_use_up_its_weight() -> None:
    async def story(stage: BinanceStage) -> None:
        used = []
        for at_s in (1.0, 11.0, 50.0, 50.1):
            await stage.until(at_s)
            async with stage.http.get(f"{REST}/api/v3/ping") as answer:
                used.append((answer.status, int(answer.headers["X-MBX-USED-WEIGHT-1M"])))
        # What the others used shows in the next answer; it is the request after that one which is refused.
        assert [status for status, _ in used] == [200, 200, 200, 429]
        assert used[1][1] == pytest.approx(2_200, abs=5)

    play(story, at_once(SharedAddress(weight_per_s=200)))


def test_a_ban_holds_for_requests_and_sessions_until_the_window_closes() -> None:
    async def story(stage: BinanceStage) -> None:
        async with stage.http.get(f"{REST}/api/v3/time") as answer:
            assert answer.status == 418
            assert answer.headers["Retry-After"] == "60"
        with pytest.raises(aiohttp.WSServerHandshakeError, match="418"):
            await stage.stream("btcusdt@trade")

        await stage.until(60.1)
        assert (await stage.get("/api/v3/time"))[0] == 200

    play(story, at_once(Ban()))


def test_an_error_before_acting_leaves_no_order() -> None:
    async def story(stage: BinanceStage) -> None:
        assert (await stage.place("a"))[0] == 500
        assert (await stage.query("a"))[1]["code"] == -2013

    play(story, at_once(ServerErrorBefore(Operation.PLACE)))


def test_an_error_after_acting_leaves_an_order() -> None:
    async def story(stage: BinanceStage) -> None:
        status, body = await stage.place("a")
        assert (status, body["code"]) == (504, -1007)
        assert (await stage.query("a"))[1]["status"] == "NEW"

    play(story, at_once(ServerErrorAfter(Operation.PLACE)))


@pytest.mark.parametrize("after", [False, True])
def test_a_web_page_tells_nothing_of_the_order(after: bool) -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(aiohttp.ContentTypeError, match="text/html"):
            await stage.place("a")
        assert (await stage.query("a"))[0] == (200 if after else 400)

    play(story, at_once(HtmlPage(Operation.PLACE, after=after)))


def test_an_error_comes_as_a_success() -> None:
    async def story(stage: BinanceStage) -> None:
        assert await stage.place("a") == (
            200,
            {"code": -1000, "msg": "An unknown error occurred while processing the request."},
        )

    play(story, at_once(ErrorBodyWith200(Operation.PLACE, error=Refusal.INTERNAL)))


def test_a_body_is_empty() -> None:
    async def story(stage: BinanceStage) -> None:
        async with stage.http.get(f"{REST}/api/v3/time") as answer:
            assert (answer.status, await answer.read()) == (200, b"")

    play(story, at_once(EmptyBody()))


def test_a_body_ends_before_its_length() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(aiohttp.ClientPayloadError):
            await stage.get("/api/v3/exchangeInfo")
        assert stage.fired == 1

    play(story, at_once(TruncatedBody(n_bytes=10)))


def test_a_body_is_no_json() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(json.JSONDecodeError):
            await stage.get("/api/v3/time")

    play(story, at_once(Unreadable()))


def test_json_goes_by_another_name() -> None:
    async def story(stage: BinanceStage) -> None:
        async with stage.http.get(f"{REST}/api/v3/time") as answer:
            assert answer.content_type == "text/plain"
            assert "serverTime" in await answer.json(content_type=None)

    play(story, at_once(WrongContentType(content_type="text/plain")))


def test_prices_come_as_numbers() -> None:
    async def story(stage: BinanceStage) -> None:
        book = (await stage.get("/api/v3/depth", **DEPTH))[1]
        assert all(isinstance(value, float) for row in book["bids"] + book["asks"] for value in row)

    play(story, at_once(WrongTypes(Operation.DEPTH)))


def test_a_status_is_new_to_the_client() -> None:
    async def story(stage: BinanceStage) -> None:
        assert (await stage.place("a"))[1]["status"] == "ON_ICE"

    play(story, at_once(UnknownEnum(Operation.PLACE, value="ON_ICE")))


@pytest.mark.parametrize("acts_late", [False, True])
def test_an_answer_is_late_and_perhaps_the_act_too(acts_late: bool) -> None:
    async def story(stage: BinanceStage) -> None:
        placing = asyncio.ensure_future(stage.place("a"))
        await stage.until(1.0)
        assert (await stage.query("a"))[0] == (400 if acts_late else 200)
        assert (await placing)[0] == 200
        assert stage.venue.now_s() >= 4.0

    play(story, at_once(LateAnswer(Operation.PLACE, seconds=4.0, acts_late=acts_late)))


@pytest.mark.parametrize("how", ["reset", "close"])
def test_a_lost_answer_ends_the_connection_and_the_order_stands(how: Any) -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(aiohttp.ClientConnectionError):
            await stage.place("a")
        assert (await stage.query("a"))[1]["status"] == "NEW"
        assert stage.fired == 1

    play(story, at_once(LostAnswer(Operation.PLACE, how=how)))


def test_a_lost_request_places_nothing() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30):
                await stage.place("a")
        assert (await stage.query("a"))[1] == {"code": -2013, "msg": "Order does not exist."}

    play(story, at_once(LostRequest(Operation.PLACE, how="silence")))


def test_a_lost_answer_may_be_silence() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30):
                await stage.place("a")
        assert (await stage.query("a"))[1]["status"] == "NEW"

    play(story, at_once(LostAnswer(Operation.PLACE, how="silence")))


def test_the_report_comes_before_the_answer() -> None:
    async def story(stage: BinanceStage) -> None:
        user = await stage.user_stream()
        placing = asyncio.ensure_future(stage.place("a"))
        report = await user.receive_json()
        assert report["event"]["c"] == "a"
        assert not placing.done()
        assert (await placing)[0] == 200

    play(story, at_once(ReportBeforeAck(by_s=0.5)))


def test_a_placed_order_is_found_only_later() -> None:
    async def story(stage: BinanceStage) -> None:
        await stage.place("a")
        assert (await stage.query("a"))[1] == {"code": -2013, "msg": "Order does not exist."}
        await asyncio.sleep(2.0)
        assert (await stage.query("a"))[0] == 200

    play(story, at_once(QueryLag(lag_s=2.0)))


def test_a_snapshot_is_older_than_the_stream() -> None:
    async def story(stage: BinanceStage) -> None:
        before = (await stage.get("/api/v3/depth", **DEPTH))[1]["lastUpdateId"]
        await stage.until(30.0)
        now = (await stage.get("/api/v3/depth", **DEPTH))[1]["lastUpdateId"]
        await stage.until(40.0)
        stale = (await stage.get("/api/v3/depth", **DEPTH))[1]["lastUpdateId"]
        assert before < stale < now

    play(story, during(35, 60, StaleSnapshot(age_s=20.0)))


def test_a_skewed_clock_refuses_honest_timestamps_until_it_is_right_again() -> None:
    async def story(stage: BinanceStage) -> None:
        assert (await stage.get("/api/v3/time"))[1]["serverTime"] == pytest.approx(
            (time.time() - 30) * 1000, abs=100
        )
        assert (await stage.place("a"))[1]["code"] == -1021
        await stage.until(10.1)
        assert (await stage.place("a"))[0] == 200

    play(story, at_once(ClockSkew(seconds=-30.0), 10.0))


def test_a_stepped_clock_stays_where_it_is() -> None:
    async def story(stage: BinanceStage) -> None:
        await stage.until(10.1)
        assert (await stage.place("a"))[1]["code"] == -1021

    play(story, at_once(ClockStep(seconds=30.0), 10.0))


def test_maintenance_closes_everything_and_ends() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.stream("btcusdt@trade")
        last = (await arrivals(socket, 10.0))[-1]
        assert (last.type, last.data) == (aiohttp.WSMsgType.CLOSE, 1001)
        assert (await stage.get("/api/v3/time"))[0] == 503
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await stage.http.ws_connect(f"{STREAMS}/ws")
        await stage.until(20.1)
        assert (await stage.get("/api/v3/time"))[0] == 200

    play(story, during(5, 20, Maintenance()))


def test_a_halted_symbol_takes_no_orders_until_it_resumes() -> None:
    async def story(stage: BinanceStage) -> None:
        assert (await stage.place("a"))[1] == {"code": -2010, "msg": "Market is closed."}
        await stage.until(10.1)
        assert (await stage.place("a"))[0] == 200

    play(story, at_once(SymbolHalted("BTCUSDT"), 10.0))


def test_a_delisted_symbol_is_unknown() -> None:
    async def story(stage: BinanceStage) -> None:
        assert (await stage.place("a"))[1] == {"code": -1121, "msg": "Invalid symbol."}
        instruments = (await stage.get("/api/v3/exchangeInfo"))[1]["symbols"]
        assert [instrument["symbol"] for instrument in instruments] == ["ETHUSDT", "LTCBTC"]

    play(story, at_once(SymbolDelisted("BTCUSDT")))


def test_a_listed_symbol_appears() -> None:
    async def story(stage: BinanceStage) -> None:
        instruments = (await stage.get("/api/v3/exchangeInfo"))[1]["symbols"]
        assert instruments[-1]["symbol"] == "NEWUSDT"

    play(story, at_once(SymbolListed("NEWUSDT")))


def test_an_order_fails_a_filter_that_was_looser_before() -> None:
    async def story(stage: BinanceStage) -> None:
        assert (await stage.place("a", price="59000.01"))[0] == 200
        await stage.until(5.1)
        assert (await stage.place("b", price="59000.01"))[1]["msg"] == "Filter failure: PRICE_FILTER"
        assert (await stage.place("c", price="59000.10"))[0] == 200

    play(story, during(5, 10, FiltersChanged("BTCUSDT", tick_multiple=10)))


def test_a_key_is_rejected_and_accepted_again() -> None:
    async def story(stage: BinanceStage) -> None:
        assert (await stage.place("a"))[1]["code"] == -2015
        await stage.until(10.1)
        assert (await stage.place("a"))[0] == 200

    play(story, at_once(RejectedKey(), 10.0))


def test_a_list_has_only_its_first_rows() -> None:
    async def story(stage: BinanceStage) -> None:
        await stage.until(50.0)
        whole = (await stage.get("/api/v3/trades", symbol="BTCUSDT"))[1]
        await stage.until(51.0)
        short = (await stage.get("/api/v3/trades", symbol="BTCUSDT"))[1]
        assert len(whole) > 3
        assert short == whole[:2]
        assert (await stage.get("/api/v3/depth", **DEPTH))[1].keys() == {"lastUpdateId", "bids", "asks"}

    play(story, during(50.5, 60, ShortList(on=Operation.TRADES, rows=2)))
