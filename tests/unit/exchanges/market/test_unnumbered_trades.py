"""Trades whose ids have no order: each once; a hole that stays is announced. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal as D
from random import Random

import pytest

from exchanges.backoff import Backoff
from exchanges.connection import Connection
from exchanges.errors import RequestTimeout, SequenceGap, StreamClosed
from exchanges.market.unnumbered import UnnumberedTrades
from exchanges.models import Trade
from exchanges.telemetry import logger_for
from simulation import World
from tests.unit.exchanges.market.test_streamed_books import Stream
from tests.unit.exchanges.toy_venue import CONFIG, ToyApi

FOO = "FOO/USD"


def trade(number: int) -> Trade:
    """The ``number``-th one of the market; its id says nothing of that."""
    return Trade(FOO, 1_000_003 * number % 999_983, D(100), D(number), number, False)


def trades(first: int, last: int) -> list[Trade]:
    return [trade(number) for number in range(first, last + 1)]


class ToyTrades(UnnumberedTrades):
    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        refused: Sequence[str] = await connection.ask(0, {method: list(symbols)}, within_s)
        return refused


class Bench:
    def __init__(self, *recent: object) -> None:
        self.api = ToyApi(trades=list(recent) or [[]])
        self.stream = Stream()
        self.trades = ToyTrades(
            api=self.api,
            config=lambda: CONFIG,
            backoff=lambda: Backoff(0.5, 8.0, Random(1)),
            log=logger_for("toy", "sandbox"),
        )
        self.trades.stream = self.stream  # type: ignore[assignment]  # as much of it as is used
        self.watch = self.trades.watch(FOO)

    def say(self, first: int, last: int) -> None:
        for one in trades(first, last):
            self.trades.take(one)

    def reconnect(self) -> None:
        self.trades.on_lost("cut")
        self.trades.on_live(gap=True)

    async def read(self, count: int) -> list[int]:
        """Which trades of the market were told; 0 for a loss that was announced."""
        told = []
        for _ in range(count):
            try:
                told.append(int((await anext(self.watch)).quantity))
            except SequenceGap:
                told.append(0)
        return told

    async def is_quiet(self) -> bool:
        """Nothing more is told within a while."""
        try:
            async with asyncio.timeout(30.0):
                await anext(self.watch)
        except TimeoutError:
            return True
        return False


def play(bench: Callable[[], Bench], story: Callable[[Bench], Awaitable[None]]) -> None:
    with World("unnumbered") as world:

        async def playing() -> None:
            made = bench()
            await asyncio.sleep(0)
            await story(made)
            await made.trades.stop(StreamClosed("over"))

        world.run(playing())
        assert world.complaints == []


def test_each_is_told_once() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.say(2, 4)

        assert await bench.read(4) == [1, 2, 3, 4]
        assert await bench.is_quiet()

    play(Bench, story)


def test_what_a_reconnect_missed_is_told_before_what_came_since() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.reconnect()
        bench.say(7, 8)

        assert await bench.read(8) == [1, 2, 3, 4, 5, 6, 7, 8]
        assert await bench.is_quiet()
        bench.say(9, 9)
        assert await bench.read(1) == [9]

    play(lambda: Bench(trades(2, 7)), story)


def test_a_list_that_lags_is_asked_again() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.reconnect()
        bench.say(7, 7)

        assert await bench.read(7) == [1, 2, 3, 4, 5, 6, 7]

    play(lambda: Bench(trades(1, 3), trades(1, 5), trades(1, 7)), story)


def test_a_list_that_does_not_reach_back_leaves_a_hole_that_is_announced() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.reconnect()
        bench.say(7, 7)

        assert await bench.read(6) == [1, 2, 3, 0, 6, 7]
        assert await bench.is_quiet()

    play(lambda: Bench(trades(6, 7)), story)


def test_a_list_that_has_already_gone_on_from_what_was_held_is_a_hole_too() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.reconnect()
        bench.say(5, 5)
        bench.say(8, 8)

        assert await bench.read(6) == [1, 2, 3, 0, 5, 8]

    play(lambda: Bench(trades(8, 9)), story)


def test_when_the_venue_does_not_tell_the_hole_is_announced() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.reconnect()
        bench.say(7, 7)

        assert await bench.read(5) == [1, 2, 3, 0, 7]

    play(lambda: Bench(RequestTimeout("no answer")), story)


def test_a_connection_lost_while_that_goes_on_begins_it_anew() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.reconnect()
        bench.say(5, 5)
        await asyncio.sleep(0.05)
        bench.reconnect()
        bench.say(7, 7)

        assert await bench.read(7) == [1, 2, 3, 4, 5, 6, 7]

    play(lambda: Bench(trades(1, 7)), story)


def test_what_is_listed_between_two_that_were_told_is_lost() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.say(6, 7)
        assert bench.trades.patrol_is_due()
        await bench.trades.patrol()

        assert await bench.read(6) == [1, 2, 3, 6, 7, 0]
        await asyncio.sleep(6.0)
        bench.say(8, 8)
        assert bench.trades.patrol_is_due()
        await bench.trades.patrol()
        assert await bench.read(1) == [8]
        assert await bench.is_quiet()

    play(lambda: Bench(trades(2, 9)), story)


def test_what_is_listed_before_or_after_what_was_told_is_not() -> None:
    async def story(bench: Bench) -> None:
        bench.say(3, 5)
        await bench.trades.patrol()

        assert await bench.read(3) == [3, 4, 5]
        assert await bench.is_quiet()

    play(lambda: Bench(trades(1, 9)), story)


@pytest.mark.parametrize("recent", [[], RequestTimeout("no answer")])
def test_a_list_that_says_nothing_is_no_evidence(recent: object) -> None:
    async def story(bench: Bench) -> None:
        bench.say(3, 5)
        await bench.trades.patrol()

        assert await bench.read(3) == [3, 4, 5]
        assert await bench.is_quiet()

    play(lambda: Bench(recent), story)


def test_they_are_compared_every_five_seconds_and_not_before_anything_was_told() -> None:
    async def story(bench: Bench) -> None:
        assert not bench.trades.patrol_is_due()
        bench.say(1, 1)
        assert bench.trades.patrol_is_due()
        await bench.trades.patrol()
        await asyncio.sleep(2.0)
        bench.say(2, 2)
        assert not bench.trades.patrol_is_due()
        await asyncio.sleep(3.0)

        assert bench.trades.patrol_is_due()

    play(lambda: Bench(trades(1, 1)), story)


def test_before_the_first_trade_nothing_can_have_been_missed() -> None:
    async def story(bench: Bench) -> None:
        bench.reconnect()
        bench.say(7, 7)

        assert await bench.read(1) == [7]
        assert bench.api.count("trades") == 0

    play(Bench, story)


def test_a_renewed_connection_repeats_and_misses_nothing() -> None:
    async def story(bench: Bench) -> None:
        bench.say(1, 3)
        bench.trades.on_live(gap=False)
        bench.say(3, 5)

        assert await bench.read(5) == [1, 2, 3, 4, 5]
        assert bench.api.count("trades") == 0

    play(Bench, story)


@pytest.mark.parametrize(("newest", "trusted"), [(3, True), (4, False)])
def test_silence_is_compared_with_the_venues_newest_trade(newest: int, trusted: bool) -> None:
    async def story(bench: Bench) -> None:
        for number in (1, 2, 3):
            bench.say(number, number)
            await asyncio.sleep(1.0)
        await asyncio.sleep(40.0)
        assert bench.trades.patrol_is_due()

        assert (await bench.trades.patrol() is None) is trusted

    play(lambda: Bench(trades(newest, newest)), story)


def test_the_newest_trade_of_a_market_of_which_nothing_was_told_is_not_told_later() -> None:
    async def story(bench: Bench) -> None:
        await asyncio.sleep(60.0)
        assert bench.trades.patrol_is_due()
        assert await bench.trades.patrol() is None
        await asyncio.sleep(60.0)

        assert await bench.trades.patrol() is not None

    play(lambda: Bench(trades(1, 1), trades(2, 2)), story)
