"""Market data under its paths: what is said where, how often, and how a hole shows."""

import asyncio
import itertools
from typing import Any

import pytest

from fakes.market.scripts import QUIET, SILENT
from tests.unit.fakes.binance.usdm.usdm_stage import UsdmStage, play


def heard(path: str, *, count: int = 1, market: Any = QUIET) -> list[Any]:
    async def story(stage: UsdmStage) -> list[Any]:
        async with stage.connected(path) as listening:
            return [await listening.message() for _ in range(count)]

    return play(story, market=market)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/public/ws/btcusdt@depth@100ms", "depthUpdate"),
        ("/public/ws/btcusdt@depth5@500ms", "depthUpdate"),
        ("/public/ws/btcusdt@bookTicker", "bookTicker"),
        ("/public/ws/btcusdt@trade", "trade"),
        ("/market/ws/btcusdt@aggTrade", "aggTrade"),
        ("/market/ws/btcusdt@markPrice@1s", "markPriceUpdate"),
        ("/market/ws/btcusdt@ticker", "24hrTicker"),
        ("/market/ws/btcusdt@miniTicker", "24hrMiniTicker"),
        ("/market/ws/btcusdt@kline_1m", "kline"),
    ],
)
def test_each_stream_speaks_under_its_path_and_is_silent_under_the_other(path: str, kind: str) -> None:
    assert heard(path)[0]["e"] == kind
    other = path.replace("/public", "/market") if "/public" in path else path.replace("/market", "/public")

    async def story(stage: UsdmStage) -> None:
        async with stage.connected(other) as listening:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(listening.message(), 30.0)

    play(story)


def test_each_update_of_a_book_names_the_one_before_it() -> None:
    updates = heard("/public/ws/btcusdt@depth@100ms", count=20)

    for before, after in itertools.pairwise(updates):
        assert after["pu"] == before["u"]
        assert after["U"] > before["u"]
        assert after["U"] <= after["u"]


def test_a_snapshot_falls_into_the_update_that_goes_on_from_it() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected("/public/ws/btcusdt@depth@100ms") as listening:
            await listening.message()
            snapshot = await stage.ask("GET", "depth", signed=False, symbol="BTCUSDT", limit=100)
            told = snapshot["lastUpdateId"]
            following = await listening.until(lambda update: update["u"] >= told)
        assert following["U"] <= told <= following["u"] or following["pu"] <= told
        assert {"E", "T", "bids", "asks"} < set(snapshot)

    play(story)


@pytest.mark.parametrize(("name", "gap_ms"), [("depth", 250), ("depth@500ms", 500), ("depth@100ms", 100)])
def test_a_book_is_told_at_its_speed(name: str, gap_ms: int) -> None:
    stamps = [update["E"] for update in heard(f"/public/ws/btcusdt@{name}", count=10)]

    assert all((after - before) % gap_ms == 0 for before, after in itertools.pairwise(stamps))


def test_trades_are_numbered_without_holes() -> None:
    numbers = [trade["t"] for trade in heard("/public/ws/btcusdt@trade", count=10)]

    assert numbers == list(range(numbers[0], numbers[0] + 10))


def test_the_mark_price_comes_even_if_nothing_moves_and_names_the_next_funding() -> None:
    first, second = heard("/market/ws/btcusdt@markPrice", count=2, market=SILENT)

    assert second["E"] - first["E"] == 3_000
    assert first["T"] % (8 * 3_600_000) == 0
    assert first["E"] < first["T"] <= first["E"] + 8 * 3_600_000


def test_several_streams_come_in_an_envelope_and_can_be_added_and_taken_away() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected("/public/stream?streams=btcusdt@trade/ethusdt@trade") as listening:
            streams = {(await listening.message())["stream"] for _ in range(20)}
            assert streams == {"btcusdt@trade", "ethusdt@trade"}
            taken = '{"method": "UNSUBSCRIBE", "params": ["ethusdt@trade"], "id": 1}'
            await listening.socket.send_str(taken)
            await listening.until(lambda told: told == {"result": None, "id": 1})
            assert {(await listening.message())["stream"] for _ in range(10)} == {"btcusdt@trade"}

    play(story)


@pytest.mark.parametrize(
    "path", ["/ws/btcusdt@trade", "/stream?streams=btcusdt@trade", "/public", "/other/ws"]
)
def test_there_is_nothing_beside_the_paths(path: str) -> None:
    async def story(stage: UsdmStage) -> None:
        with pytest.raises(Exception, match="404"):
            async with stage.connected(path):
                pass

    play(story)
