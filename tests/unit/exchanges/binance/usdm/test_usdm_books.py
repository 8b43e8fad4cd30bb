"""Books whose events name the one before: numbers in between are not missing. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from random import Random
from typing import Any, cast

import msgspec
import pytest

from exchanges.backoff import Backoff
from exchanges.dialect import Snapshot, VenueApi
from exchanges.errors import SequenceGap, StreamClosed
from exchanges.telemetry import logger_for
from exchanges.venues.binance.usdm.books import UsdmBooks
from simulation import World
from tests.unit.exchanges.binance.still_stream import StillConnection, StillStream
from tests.unit.exchanges.binance.usdm.usdm_rest import CONFIG, SYMBOL


class Bench:
    venue = "binance-usdm"

    def __init__(self) -> None:
        self.sequence = 10
        self.gaps: list[str] = []
        self.stream = StillStream()
        self.books = UsdmBooks(
            api=cast("VenueApi", self),
            config=lambda: CONFIG,
            backoff=lambda: Backoff(0.5, 8.0, Random(1)),
            log=logger_for("binance-usdm", "sandbox"),
            on_gap=lambda symbol, cause: self.gaps.append(cause),
        )
        self.books.stream = cast("Any", self.stream)

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        await asyncio.sleep(0.1)
        return Snapshot(self.sequence, [("99.0", "1")], [("101.0", "1")])

    def say(self, first: int, last: int, previous: int, bid: str = "99.0", **more: object) -> None:
        event = {"e": "depthUpdate", "E": 1, "T": 1, "s": SYMBOL, "U": first, "u": last, "pu": previous}
        raw = msgspec.json.encode({**event, "b": [[bid, "1"]], "a": [], **more})
        assert self.books.on_message(raw, cast("Any", StillConnection()))


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    async def playing() -> None:
        bench = Bench()
        await story(bench)
        await bench.books.stop(StreamClosed("over"))

    with World("usdm books") as world:
        world.run(playing())
        assert world.complaints == []


def bids(bench: Bench) -> list[D]:
    return [level[0] for level in bench.books.book(SYMBOL).snapshot().bids]


def test_events_that_name_the_one_before_follow_each_other_whatever_numbers_are_left_out() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.books.watch(SYMBOL)
        bench.say(8, 12, 7, "99.2")
        await anext(watch)
        bench.say(15, 18, 12, "99.4")
        bench.say(30, 33, 18, "99.6")
        assert (bids(bench)[0], bench.gaps) == (D("99.6"), [])

    play(story)


def test_an_event_that_names_another_shows_that_one_is_missing() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.books.watch(SYMBOL)
        bench.say(8, 12, 7)
        await anext(watch)
        bench.say(13, 18, 11)
        bench.say(20, 25, 19)
        with pytest.raises(SequenceGap):
            bench.books.book(SYMBOL)
        assert bench.gaps == ["gap"]

        bench.sequence = 30
        bench.say(26, 31, 25, "99.8")
        assert (await anext(watch)).bid == D("99.8")

    play(story)


def test_what_the_snapshot_has_already_is_passed_over() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.books.watch(SYMBOL)
        bench.say(5, 8, 4, "100.0")
        bench.say(9, 10, 8, "100.2")
        bench.say(11, 14, 10, "99.4")
        await anext(watch)
        assert bids(bench) == [D("99.4"), D("99.0")]

    play(story)
