"""Books whole by the stream: right or not there, and mended by subscribing again. In virtual time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from random import Random
from typing import Any

import pytest

from exchanges.backoff import Backoff
from exchanges.dialect import Snapshot
from exchanges.errors import RequestTimeout, SequenceGap, StreamClosed
from exchanges.market.streamed import SNAPSHOT_WITHIN_S
from exchanges.telemetry import logger_for
from simulation import World
from tests.unit.exchanges.toy_venue import CONFIG, ToyApi, ToyBooks

FOO = "FOO/USD"
BIDS, ASKS = [["99", "1"]], [["101", "2"]]


class Connection:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.failure: Exception | None = None
        self.refused: tuple[str, ...] = ()

    async def ask(self, identity: int, payload: dict[str, Any], timeout_s: float) -> tuple[str, ...]:
        self.asked += payload
        if self.failure is not None:
            raise self.failure
        return self.refused


class Stream:
    def __init__(self) -> None:
        self.connection: Connection | None = Connection()
        self.restarts: list[str] = []
        self.is_live = True

    def restart(self, reason: str) -> None:
        self.restarts.append(reason)

    async def live(self) -> None:
        if not self.is_live:
            await asyncio.Event().wait()


class Bench:
    def __init__(self) -> None:
        self.api = ToyApi(snapshot=[Snapshot(0, BIDS, ASKS)])
        self.gaps: list[str] = []
        self.stream = Stream()
        self.books = ToyBooks(
            api=self.api,
            config=lambda: CONFIG,
            backoff=lambda: Backoff(0.5, 8.0, Random(1)),
            log=logger_for("toy", "sandbox"),
            on_gap=lambda symbol, cause: self.gaps.append(cause),
        )
        self.books.stream = self.stream  # type: ignore[assignment]  # as much of it as is used
        self.watch = self.books.watch(FOO)

    @property
    def asked(self) -> list[str]:
        assert self.stream.connection is not None
        return self.stream.connection.asked

    def say(self, bids: object, asks: object, checksum: int, *, whole: bool = False) -> None:
        raw = json.dumps([FOO, whole, bids, asks, checksum]).encode()
        assert self.books.on_message(raw, self.stream.connection)  # type: ignore[arg-type]


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    with World("streamed") as world:

        async def playing() -> None:
            bench = Bench()
            await asyncio.sleep(0)
            try:
                await story(bench)
            finally:
                bench.watch.close()
                await bench.books.stop(StreamClosed("over"))

        world.run(playing())
        assert world.complaints == []


def test_a_book_is_there_when_its_snapshot_has_come() -> None:
    async def story(bench: Bench) -> None:
        with pytest.raises(SequenceGap):
            bench.books.book(FOO)
        bench.say(BIDS, ASKS, 2, whole=True)
        top = await anext(bench.watch)

        assert (top.bid, top.ask) == (D(99), D(101))
        assert bench.asked == ["SUBSCRIBE"]

    play(story)


def test_updates_without_a_snapshot_are_nothing() -> None:
    async def story(bench: Bench) -> None:
        bench.say(BIDS, ASKS, 2)
        with pytest.raises(SequenceGap):
            bench.books.book(FOO)

    play(story)


def test_a_checksum_of_another_book_has_it_subscribed_to_again() -> None:
    async def story(bench: Bench) -> None:
        bench.say(BIDS, ASKS, 2, whole=True)
        bench.say([["98", "1"]], [], 7)
        with pytest.raises(SequenceGap):
            bench.books.book(FOO)
        await asyncio.sleep(0.1)

        assert bench.gaps == ["checksum"]
        assert bench.asked == ["SUBSCRIBE", "UNSUBSCRIBE", "SUBSCRIBE"]
        bench.say(BIDS, ASKS, 2, whole=True)
        assert bench.books.book(FOO).valid

    play(story)


def test_a_snapshot_that_does_not_prove_itself_is_asked_for_again_after_a_pause() -> None:
    async def story(bench: Bench) -> None:
        bench.say(BIDS, ASKS, 5, whole=True)
        await asyncio.sleep(0.01)
        bench.say(BIDS, ASKS, 5, whole=True)
        await asyncio.sleep(0.01)
        asked_at_once = list(bench.asked)
        await asyncio.sleep(1.0)

        assert asked_at_once == ["SUBSCRIBE", "UNSUBSCRIBE", "SUBSCRIBE"]
        assert bench.asked[3:] == ["UNSUBSCRIBE", "SUBSCRIBE"]

    play(story)


def test_a_snapshot_that_does_not_come_is_asked_for_again() -> None:
    async def story(bench: Bench) -> None:
        await asyncio.sleep(SNAPSHOT_WITHIN_S - 0.1)
        before = list(bench.asked)
        await asyncio.sleep(1.0)

        assert before == ["SUBSCRIBE"]
        assert bench.asked == ["SUBSCRIBE", "UNSUBSCRIBE", "SUBSCRIBE"]

    play(story)


def test_a_subscription_that_cannot_be_renewed_costs_the_connection() -> None:
    async def story(bench: Bench) -> None:
        bench.say(BIDS, ASKS, 2, whole=True)
        assert bench.stream.connection is not None
        bench.stream.connection.failure = RequestTimeout("no confirmation")
        bench.say([["98", "1"]], [], 7)
        await asyncio.sleep(0.1)

        assert len(bench.stream.restarts) == 1

    play(story)


def test_after_a_reconnect_the_snapshot_of_the_new_subscription_is_waited_for() -> None:
    async def story(bench: Bench) -> None:
        bench.say(BIDS, ASKS, 2, whole=True)
        bench.say([["98", "1"]], [], 7)
        bench.books.on_lost("cut")
        bench.stream.connection = Connection()
        bench.books.on_live(gap=True)
        await asyncio.sleep(0.1)
        asked = list(bench.asked)
        bench.say(BIDS, ASKS, 2, whole=True)

        assert asked == []
        assert bench.books.book(FOO).valid

    play(story)


@pytest.mark.parametrize(
    ("bids", "told"),
    [
        (BIDS, None),
        ([["99", "1.0"]], None),
        ([["98", "1"]], "moved on"),
        ([["99", "3"]], "moved on"),
        ([], "moved on"),
    ],
    ids=["the same", "fewer digits", "another price", "another quantity", "none left"],
)
def test_a_silent_book_is_compared_with_the_venues(bids: list[list[str]], told: str | None) -> None:
    async def story(bench: Bench) -> None:
        bench.say([["99", "1.04"]] if bids == [["99", "1.0"]] else BIDS, ASKS, 2, whole=True)
        bench.api.answers["snapshot"] = [Snapshot(0, bids, ASKS)]
        await asyncio.sleep(CONFIG.heartbeat.data_s)
        assert bench.books.patrol_is_due()
        reason = await bench.books.patrol()

        assert reason is None if told is None else told in (reason or "")

    play(story)


def test_a_book_that_is_refused_is_asked_for_until_it_is_there_and_by_nobody_else() -> None:
    async def story(bench: Bench) -> None:
        assert bench.stream.connection is not None
        bench.say(BIDS, ASKS, 2, whole=True)
        bench.stream.connection.refused = (FOO,)
        bench.say([["98", "1"]], [], 7)
        await asyncio.sleep(20.0)
        refused_times = bench.asked.count("SUBSCRIBE")
        bench.stream.connection.refused = ()
        for _ in range(90):
            if bench.books._subscriptions.refused:
                await asyncio.sleep(0.1)
        bench.say(BIDS, ASKS, 2, whole=True)

        assert bench.books.book(FOO).valid
        assert 3 <= refused_times <= 12
        assert bench.asked.count("UNSUBSCRIBE") == 1
        assert bench.stream.restarts == []

    play(story)
