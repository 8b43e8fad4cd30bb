"""Books that are right or not there. In virtual time, message by message."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from random import Random

import msgspec
import pytest

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig, Environment
from exchanges.dialect import Snapshot
from exchanges.errors import (
    CircuitOpen,
    ExchangeError,
    InvalidOrder,
    RateLimited,
    SequenceGap,
    StaleStream,
    StreamClosed,
)
from exchanges.telemetry import logger_for
from exchanges.venues.binance.api import BinanceApi
from exchanges.venues.binance.books import BinanceBooks
from simulation import World
from tests.unit.exchanges.binance.still_stream import StillConnection, StillStream

CONFIG = ConnectorConfig(venue="binance", environment=Environment.SANDBOX)


Fetch = Callable[[str, int], Awaitable[Snapshot]]


class Api(BinanceApi):
    """Answers with what the bench has for it."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        return await self._fetch(symbol, levels)


class Bench:
    """The handler between a scripted REST and a stream that stands still."""

    def __init__(self) -> None:
        self.snapshots: list[Snapshot | ExchangeError] = []
        self.asked: list[tuple[float, str, int]] = []
        self.gaps: list[str] = []
        self.stream = StillStream()
        self.books = BinanceBooks(
            api=Api(self._fetch),
            config=lambda: CONFIG,
            backoff=lambda: Backoff(0.5, 8.0, Random(1)),
            log=logger_for("binance", "sandbox"),
            on_gap=lambda symbol, cause: self.gaps.append(cause),
        )
        self.books.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    async def _fetch(self, symbol: str, levels: int) -> Snapshot:
        self.asked.append((asyncio.get_running_loop().time(), symbol, levels))
        await asyncio.sleep(0.1)
        answer = self.snapshots.pop(0) if len(self.snapshots) > 1 else self.snapshots[0]
        if isinstance(answer, ExchangeError):
            raise answer
        return answer

    def say(
        self, first: int, last: int, bid: str = "99.00000000", quantity: str = "1", **more: object
    ) -> None:
        message = {
            "e": "depthUpdate",
            "E": 1,
            "s": "FOOUSDT",
            "U": first,
            "u": last,
            "b": [[bid, quantity]],
            "a": [],
        }
        self.raw(msgspec.json.encode(message))

    def raw(self, message: bytes) -> None:
        assert self.books.on_message(message, StillConnection())  # type: ignore[arg-type]

    async def look_round(self) -> str | None:
        """What the stream does every few seconds."""
        return await self.books.patrol() if self.books.patrol_is_due() else None


def snapshot(sequence: int, bid: str = "99.00000000") -> Snapshot:
    return Snapshot(sequence, [(bid, "1")], [("101.00000000", "1")])


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    with World("books") as world:

        async def playing() -> None:
            bench = Bench()
            await story(bench)
            await bench.books.stop(StreamClosed("over"))

        world.run(playing())
        assert world.complaints == []


def test_a_book_is_served_only_after_a_snapshot_that_fits() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        with pytest.raises(SequenceGap):
            bench.books.book("FOOUSDT")
        bench.say(11, 12, "99.50000000")
        top = await anext(watch)

        assert (str(top.bid), top.sequence) == ("99.50000000", 12)
        assert bench.books.book("FOOUSDT").sequence == 12

    play(story)


def test_a_gap_takes_the_book_away_until_a_new_snapshot() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        bench.snapshots = [snapshot(20, "98.00000000")]
        bench.say(15, 16)
        with pytest.raises(SequenceGap):
            bench.books.book("FOOUSDT")
        top = await anext(watch)

        assert (str(top.bid), top.sequence) == ("98.00000000", 20)
        assert bench.gaps == ["gap"]

    play(story)


def test_a_snapshot_older_than_what_was_seen_is_refused() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10), snapshot(11), snapshot(30)]
        watch = bench.books.watch("FOOUSDT")
        bench.say(20, 25)
        top = await anext(watch)

        assert top.sequence == 30
        assert len(bench.asked) == 3

    play(story)


def test_a_cache_that_lags_for_long_is_not_taken_for_a_new_count() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [*([snapshot(5)] * 20), snapshot(1000)]
        watch = bench.books.watch("FOOUSDT")
        bench.say(900, 901)
        top = await anext(watch)

        assert top.sequence == 1000
        assert len(bench.asked) == 21

    play(story)


def test_a_venue_that_counts_anew_is_believed_after_a_while() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(1000)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        bench.books.on_lost("restart")
        bench.snapshots = [snapshot(5, "97.00000000")]
        bench.books.on_live(gap=True)
        await asyncio.sleep(30)

        assert bench.books.book("FOOUSDT").sequence == 5

    play(story)


def test_snapshots_are_asked_for_at_a_steady_pace_and_two_at_a_time() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [RateLimited("slow down", retry_after_s=5.0)]
        watches = [bench.books.watch(f"S{number}USDT") for number in range(20)]
        await asyncio.sleep(60)
        times = [at for at, _, _ in bench.asked]
        assert len(times) >= len(watches) > 10

        assert max(sum(1 for other in times if at <= other < at + 1) for at in times) <= 4

    play(story)


def test_books_whose_snapshots_fail_do_not_keep_others_waiting() -> None:
    async def story(bench: Bench) -> None:
        later = ExchangeError("later", venue="binance", retry_after_s=30.0)
        bench.snapshots = [later, later, snapshot(10)]
        watches = [bench.books.watch(symbol) for symbol in ("BADUSDT", "BAD2USDT", "FOOUSDT")]
        await anext(watches[2])

        assert asyncio.get_running_loop().time() < 5.0
        for watch in watches:
            watch.close()

    play(story)


def test_a_book_looks_often_whether_the_circuit_is_closed_again() -> None:
    async def story(bench: Bench) -> None:
        opened = CircuitOpen("open", venue="binance", retry_after_s=40.0)
        bench.snapshots = [*[opened] * 8, snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        times = [at_s for at_s, _, _ in bench.asked]

        assert max(later - earlier for earlier, later in pairwise(times)) < 7.0
        watch.close()

    play(story)


def test_when_the_stream_is_lost_no_book_is_served() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        bench.stream.is_live = False
        bench.books.on_lost("closed")
        with pytest.raises(StaleStream):
            bench.books.book("FOOUSDT")
        bench.stream.is_live = True
        with pytest.raises(SequenceGap):
            bench.books.book("FOOUSDT")

    play(story)


def test_a_lively_book_that_falls_silent_is_not_served_and_given_up_when_the_venue_moved_on() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        for number in range(11, 111):
            bench.say(number, number, quantity=str(number))
            await asyncio.sleep(0.1)
        assert await bench.look_round() is None
        bench.snapshots = [snapshot(500)]
        await asyncio.sleep(3)
        reason = await bench.look_round()
        assert reason is not None
        assert "moved on" in reason
        await asyncio.sleep(1)
        with pytest.raises(StaleStream):
            bench.books.book("FOOUSDT")

    play(story)


def test_a_silence_that_the_venue_shares_is_peace() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        for _ in range(60):
            await asyncio.sleep(2)
            assert await bench.look_round() is None
            bench.books.book("FOOUSDT")

        assert bench.gaps == []
        assert len(bench.asked) < 10

    play(story)


def test_having_no_answer_is_no_evidence_against_the_stream() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        bench.snapshots = [RateLimited("no")]
        await asyncio.sleep(100)

        assert await bench.look_round() is None

    play(story)


def test_a_symbol_that_the_venue_no_longer_has_is_asked_for_rarely_and_restarts_nothing() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        asked = len(bench.asked)
        bench.snapshots = [InvalidOrder("Invalid symbol.", code=-1121)]
        for _ in range(60):
            await asyncio.sleep(5)
            assert await bench.books.patrol() is None

        assert 1 <= len(bench.asked) - asked <= 6
        with pytest.raises(StaleStream):
            bench.books.book("FOOUSDT")

    play(story)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"not json",
        b'{"e":"somethingNew","E":1}',
        b'{"e":"depthUpdate","s":"FOOUSDT","U":"11","u":11,"b":[],"a":[]}',
        b'{"e":"depthUpdate","s":"FOOUSDT","U":11,"u":11,"b":null,"a":[]}',
        b'{"stream":"x","data":{}}',
    ],
)
def test_a_message_that_is_none_hurts_nobody(message: bytes) -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await anext(watch)
        bench.raw(message)
        bench.say(11, 11, "99.60000000")

        assert bench.books.book("FOOUSDT").sequence == 11

    play(story)


@pytest.mark.parametrize(
    "message",
    [
        b'{"e":"serverShutdown","E":1800000000000}',
        b'{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}',
    ],
)
def test_an_announced_shutdown_is_prepared_for(message: bytes) -> None:
    async def story(bench: Bench) -> None:
        bench.raw(message)

        assert bench.stream.renewals == 1

    play(story)


def test_letting_go_of_the_last_watch_unsubscribes() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        first, second = bench.books.watch("FOOUSDT"), bench.books.watch("FOOUSDT")
        await anext(first)
        first.close()
        bench.books.book("FOOUSDT")
        second.close()
        await asyncio.sleep(0.1)
        connection = bench.stream.connection
        assert connection is not None

        assert [question["method"] for question in connection.asked] == ["SUBSCRIBE", "UNSUBSCRIBE"]
        with pytest.raises(StaleStream):
            bench.books.book("FOOUSDT")

    play(story)


def test_stopping_ends_every_watch() -> None:
    async def story(bench: Bench) -> None:
        bench.snapshots = [snapshot(10)]
        watch = bench.books.watch("FOOUSDT")
        await bench.books.stop(StreamClosed("over"))
        with pytest.raises(StreamClosed):
            await anext(watch)

    play(story)
