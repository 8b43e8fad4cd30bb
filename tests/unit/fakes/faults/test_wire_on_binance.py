"""What clients of the Binance fake meet when a fault strikes the network."""

import asyncio

import aiohttp
import pytest

from fakes.faults import (
    CutAfter,
    Fragmentation,
    HalfOpen,
    Latency,
    NameFailure,
    Partition,
    Refuse,
    Reset,
    SlowDrip,
    SwallowedConnects,
    during,
)
from fakes.operations import Role
from tests.unit.fakes.faults.binance_stage import REST, BinanceStage, play
from tests.unit.fakes.hosted import arrivals, payloads

BOOK = "btcusdt@depth@100ms"


def test_latency_delays_requests_of_one_role() -> None:
    async def story(stage: BinanceStage) -> None:
        await stage.get("/api/v3/ping")
        began_s = stage.venue.now_s()
        await stage.get("/api/v3/ping")
        assert stage.venue.now_s() - began_s == pytest.approx(3.0)
        began_s = stage.venue.now_s()
        await stage.stream(BOOK)
        assert stage.venue.now_s() - began_s < 0.1

    play(story, during(0, 60, Latency(1.5, role=Role.REST)))


def test_a_reset_ends_the_streams_and_spares_the_rest() -> None:
    async def story(stage: BinanceStage) -> None:
        user, market = await stage.user_stream(), await stage.stream(BOOK)
        assert (await arrivals(market, 60.0))[-1].type is aiohttp.WSMsgType.CLOSED
        assert 5.0 <= stage.venue.now_s() < 5.1
        assert await arrivals(user, 5.0) == []

    play(story, during(5, 6, Reset(Role.MARKET)))


def test_a_half_open_stream_is_silent_for_ever_and_a_new_one_works() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.stream(BOOK)
        await stage.until(5.1)
        await arrivals(socket, 0.01)
        assert await arrivals(socket, 600.0) == []
        assert len(await arrivals(await stage.stream(BOOK), 30.0)) > 5

    play(story, during(5, 6, HalfOpen(Role.MARKET)))


def test_connects_are_refused() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(aiohttp.ClientConnectorError, match="Connect call failed"):
            await stage.get("/api/v3/ping")
        await stage.until(10.1)
        assert (await stage.get("/api/v3/ping"))[0] == 200

    play(story, during(0, 10, Refuse(Role.REST)))


def test_connects_hang() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30.0):
                await stage.get("/api/v3/ping")
        await stage.stream(BOOK)

    play(story, during(0, 60, SwallowedConnects(Role.REST)))


def test_a_partition_heals_and_what_was_under_way_arrives() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.stream(BOOK)
        await stage.until(10.1)
        before = payloads(await arrivals(socket, 0.1))
        assert await arrivals(socket, 10.0) == []
        after = payloads(await arrivals(socket, 20.0))
        assert after[0]["data"]["U"] == before[-1]["data"]["u"] + 1

    play(story, during(10, 22, Partition()))


def test_a_stream_is_cut_in_mid_frame() -> None:
    async def story(stage: BinanceStage) -> None:
        arrived = await arrivals(await stage.stream(BOOK), 60.0)
        assert arrived[-1].type is aiohttp.WSMsgType.CLOSED
        assert stage.fired == 1

    play(story, during(5, 6, CutAfter(500, "rst", Role.MARKET)))


def test_a_body_is_cut_in_the_middle() -> None:
    async def story(stage: BinanceStage) -> None:
        await stage.get("/api/v3/ping")
        await stage.until(1.1)
        with pytest.raises(aiohttp.ClientPayloadError):
            await stage.get("/api/v3/exchangeInfo")

    play(story, during(1, 2, CutAfter(1_000, "fin", Role.REST)))


def test_names_do_not_resolve() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(aiohttp.ClientConnectorDNSError):
            await stage.get("/api/v3/ping")
        await stage.until(10.1)
        assert (await stage.get("/api/v3/ping"))[0] == 200

    play(story, during(0, 10, NameFailure()))


def test_an_answer_drips_for_minutes() -> None:
    async def story(stage: BinanceStage) -> None:
        async with stage.http.get(f"{REST}/api/v3/exchangeInfo") as answer:
            body = await answer.read()
        assert stage.venue.now_s() > len(body) / 100 > 30

    play(story, during(0, 600, SlowDrip(100.0)))


def test_fragments_change_nothing_for_a_sound_reader() -> None:
    async def story(stage: BinanceStage) -> None:
        updates = payloads(await arrivals(await stage.stream(BOOK), 60.0))
        assert len(updates) > 50
        assert stage.fired == 1
        assert (await stage.get("/api/v3/exchangeInfo"))[0] == 200

    play(story, during(0, 600, Fragmentation(0.9)))
