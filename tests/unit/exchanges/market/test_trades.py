"""Every trade once and in order, also those that the stream did not bring. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal as D
from random import Random

import msgspec
import pytest

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig, Environment
from exchanges.delivery import Watched
from exchanges.errors import ExchangeError, InvalidOrder, RequestTimeout, SequenceGap, StreamClosed
from exchanges.market.trades import FEED_LIMIT
from exchanges.models import Trade
from exchanges.telemetry import logger_for
from exchanges.venues.binance.api import BinanceApi
from exchanges.venues.binance.trades import BinanceTrades
from simulation import World
from tests.unit.exchanges.binance.still_stream import StillConnection, StillStream

CONFIG = ConnectorConfig(venue="binance", environment=Environment.SANDBOX)


Fetch = Callable[[str, int | None, int], Awaitable[Sequence[Trade]]]


class Api(BinanceApi):
    """Answers with what the bench remembers."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        return await self._fetch(symbol, first, count)


class Bench:
    """The handler between a venue that remembers trades 1 to ``traded`` and a still stream."""

    def __init__(self) -> None:
        self.traded = 0
        self.asked: list[tuple[int | None, int]] = []
        self.failure: ExchangeError | None = None
        self.reaches_back_to = 1
        self.stream = StillStream()
        self.trades = BinanceTrades(
            api=Api(self._fetch),
            config=lambda: CONFIG,
            backoff=lambda: Backoff(0.5, 8.0, Random(1)),
            log=logger_for("binance", "sandbox"),
        )
        self.trades.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    async def _fetch(self, symbol: str, first: int | None, count: int) -> Sequence[Trade]:
        self.asked.append((first, count))
        await asyncio.sleep(0.1)
        if self.failure is not None:
            raise self.failure
        start = self.traded + 1 - count if first is None else first
        numbers = range(max(self.reaches_back_to, start), self.traded + 1)[:count]
        return [Trade("FOOUSDT", number, D(100), D(1), number, False) for number in numbers]

    def say(self, *numbers: int) -> list[bool]:
        """The stream tells these trades."""
        self.traded = max(self.traded, *numbers)
        return [self._tell(number) for number in numbers]

    def _tell(self, number: int) -> bool:
        message = {"e": "trade", "s": "FOOUSDT", "t": number, "p": "100.0", "q": "1.0", "T": 1, "m": True}
        raw = msgspec.json.encode(message)
        return self.trades.on_message(raw, StillConnection())  # type: ignore[arg-type]

    async def look_round(self) -> str | None:
        """What the stream does every few seconds."""
        return await self.trades.patrol() if self.trades.patrol_is_due() else None


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    with World("trades") as world:

        async def playing() -> None:
            bench = Bench()
            await story(bench)
            await bench.trades.stop(StreamClosed("over"))

        world.run(playing())
        assert world.complaints == []


async def read(watch: Watched[Trade], count: int) -> list[int]:
    return [(await anext(watch)).trade_id for _ in range(count)]


def test_a_trade_is_told_as_the_venue_wrote_it() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(7)

        assert await anext(watch) == Trade("FOOUSDT", 7, D("100.0"), D("1.0"), 1, True)

    play(story)


def test_repeats_are_told_once() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(1, 2, 2, 1, 3, 3)

        assert await read(watch, 3) == [1, 2, 3]
        assert bench.asked == []

    play(story)


def test_what_the_stream_left_out_is_fetched_and_told_in_its_place() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(1, 2, 6, 7)

        assert await read(watch, 7) == [1, 2, 3, 4, 5, 6, 7]
        assert bench.asked == [(3, 1000)]

    play(story)


def test_a_second_hole_while_the_first_is_filled_is_filled_too() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(1, 5)
        await asyncio.sleep(0.05)
        bench.say(6, 9)

        assert await read(watch, 9) == list(range(1, 10))

    play(story)


def test_a_hole_longer_than_a_page_is_fetched_page_by_page() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(1, 2500)

        assert await read(watch, 2500) == list(range(1, 2501))
        assert [first for first, _ in bench.asked] == [2, 1002, 2002]

    play(story)


def test_a_hole_that_nobody_can_fill_is_announced_and_does_not_hold_up_what_follows() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.failure = RequestTimeout("x")
        bench.say(1, 5, 6)

        assert await read(watch, 1) == [1]
        with pytest.raises(SequenceGap, match="3 trades of FOOUSDT from 2 are lost"):
            await anext(watch)
        assert await read(watch, 2) == [5, 6]
        bench.say(7)
        assert await read(watch, 1) == [7]

    play(story)


def test_a_page_that_does_not_reach_back_far_enough_is_announced_and_told() -> None:
    """Where one asks by time, and more was traded at one time than a page holds."""

    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.reaches_back_to = 4
        bench.say(1, 7)

        assert await read(watch, 1) == [1]
        with pytest.raises(SequenceGap, match="2 trades of FOOUSDT from 2 are lost"):
            await anext(watch)
        assert await read(watch, 4) == [4, 5, 6, 7]

    play(story)


def test_a_consumer_that_is_behind_slows_the_socket_down_and_loses_nothing() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        told = bench.say(*range(1, FEED_LIMIT + 1))
        assert told[-2:] == [True, False]

        room = asyncio.create_task(bench.trades.room())
        await asyncio.sleep(10)
        assert not room.done()
        assert await read(watch, FEED_LIMIT) == list(range(1, FEED_LIMIT + 1))
        await room

    play(story)


def test_a_symbol_that_trades_elsewhere_than_on_the_stream_discredits_it() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(1)
        await asyncio.sleep(31)
        assert await bench.look_round() is None
        bench.traded = 5
        await asyncio.sleep(31)
        reason = await bench.look_round()

        assert reason is not None
        assert "while the venue traded" in reason
        del watch

    play(story)


def test_trades_that_wait_for_a_slow_consumer_are_no_silence() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(*range(1, FEED_LIMIT + 1))
        room = asyncio.create_task(bench.trades.room())
        await asyncio.sleep(31)
        bench.traded += 5

        assert await bench.look_round() is None
        assert bench.asked == []
        room.cancel()
        del watch

    play(story)


def test_a_stream_that_never_brought_a_trade_is_found_out_by_the_second_look() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.traded = 3
        await asyncio.sleep(31)
        assert await bench.look_round() is None
        bench.traded = 4
        await asyncio.sleep(31)

        assert await bench.look_round() is not None
        del watch

    play(story)


@pytest.mark.parametrize(
    "message",
    [
        b'{"e":"trade","s":"FOOUSDT","t":"1","p":"1","q":"1","T":1,"m":true}',
        b'{"e":"trade","s":"FOOUSDT","t":1,"p":"1..0","q":"1","T":1,"m":true}',
        b'{"e":"trade","s":"FOOUSDT"}',
        b"\x00",
    ],
)
def test_a_broken_trade_is_a_hole_and_is_filled(message: bytes) -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(1)
        assert bench.trades.on_message(message, StillConnection())  # type: ignore[arg-type]
        bench.say(3)

        assert await read(watch, 3) == [1, 2, 3]

    play(story)


def test_a_symbol_that_the_venue_no_longer_has_is_asked_for_rarely_and_restarts_nothing() -> None:
    async def story(bench: Bench) -> None:
        watch = bench.trades.watch("FOOUSDT")
        bench.say(1, 2)
        await anext(watch)
        bench.failure = InvalidOrder("Invalid symbol.", code=-1121)
        for _ in range(60):
            await asyncio.sleep(5)
            assert await bench.look_round() is None

        assert 1 <= len(bench.asked) <= 6

    play(story)
