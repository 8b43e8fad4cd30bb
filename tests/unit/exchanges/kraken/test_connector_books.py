"""Books of the channel: whole, proven, and mended by subscribing again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from random import Random

import msgspec
import pytest

from exchanges.backoff import Backoff
from exchanges.config import BookRules, ConnectorConfig, Environment
from exchanges.delivery import Watched
from exchanges.errors import SequenceGap, StreamClosed
from exchanges.models import BookTop
from exchanges.telemetry import logger_for
from exchanges.venues.kraken.books import KrakenBooks
from tests.unit.exchanges.kraken.scripted_requests import api_with
from tests.unit.exchanges.kraken.still_connection import StillConnection, StillStream

pytestmark = pytest.mark.asyncio

SYMBOL = "BTC/USD"
# Numbers as they stand in a message: JSON written by hand, for a float would lose their zeros.
SNAPSHOT = (
    '{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD",'
    '"bids":[{"price":100.0,"qty":1.25000000},{"price":99.9,"qty":0.00010000}],'
    '"asks":[{"price":100.1,"qty":0.50000000},{"price":100.2,"qty":2.00000000}],'
    '"checksum":650389042,"timestamp":"2026-01-01T00:00:00.000000Z"}]}'
)
UPDATE = (
    '{"channel":"book","type":"update","data":[{"symbol":"BTC/USD",'
    '"bids":[{"price":100.0,"qty":0.00000000}],"asks":[],'
    '"checksum":2463721779,"timestamp":"2026-01-01T00:00:00.001001Z"}]}'
)
WRONG = UPDATE.replace("2463721779", "1")


class Bench:
    def __init__(self, books: KrakenBooks) -> None:
        self.books = books
        self.connection = StillConnection()
        self.connection.handler = books
        self.stream = StillStream(self.connection)
        self.watches: list[Watched[BookTop]] = []
        books.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def watch(self, symbol: str) -> Watched[BookTop]:
        """Kept: letting go of it would end the subscription."""
        watched = self.books.watch(symbol)
        self.watches.append(watched)
        return watched

    def say(self, text: str) -> None:
        assert self.books.on_message(text.encode(), self.connection)


@asynccontextmanager
async def bench(levels: int = 10) -> AsyncIterator[Bench]:
    config = ConnectorConfig(
        venue="kraken", environment=Environment.LIVE, book=BookRules(snapshot_levels=levels)
    )
    api, _ = await api_with()
    books = KrakenBooks(
        api=api,
        config=lambda: config,
        backoff=lambda: Backoff(0.01, 0.02, Random(1)),
        log=logger_for("kraken", "live"),
        on_gap=lambda symbol, cause: None,
    )
    made = Bench(books)
    try:
        yield made
    finally:
        for watched in made.watches:
            watched.close()
        await books.stop(StreamClosed("over"))


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_watched_book_is_subscribed_to_and_told_when_its_snapshot_is_proven() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        await settled()
        with pytest.raises(SequenceGap):
            made.books.book(SYMBOL)
        made.say(SNAPSHOT)
        top = await anext(watched)

    assert made.connection.asked()[0] == (
        "subscribe",
        {"channel": "book", "depth": 10, "symbol": [SYMBOL]},
    )
    assert isinstance(top, BookTop)
    assert (top.bid, top.bid_quantity, top.ask) == (Decimal(100), Decimal("1.25"), Decimal("100.1"))
    assert top.time_ms == 1_767_225_600_000


async def test_an_update_is_applied_and_told() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        made.say(SNAPSHOT)
        await anext(watched)
        made.say(UPDATE)
        top = await anext(watched)

    assert (top.bid, top.time_ms) == (Decimal("99.9"), 1_767_225_600_001)


async def test_a_wrong_checksum_has_the_book_subscribed_to_anew() -> None:
    async with bench() as made:
        made.watch(SYMBOL)
        watched = made.watch(SYMBOL)
        await settled()
        made.say(SNAPSHOT)
        await anext(watched)

        made.say(WRONG)
        with pytest.raises(SequenceGap):
            made.books.book(SYMBOL)
        await settled()
        asked = [method for method, _ in made.connection.asked()]
        made.say(UPDATE)  # of the subscription that was given up: not applied to anything
        assert made.books.states() == {SYMBOL: False}
        made.say(SNAPSHOT)

        assert asked == ["subscribe", "unsubscribe", "subscribe"]
        assert made.books.book(SYMBOL).valid
        assert made.stream.restarts == []


async def test_an_update_lost_to_garbage_shows_in_the_next() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        made.say(SNAPSHOT)
        await anext(watched)
        made.say(UPDATE.replace('"qty"', '"quantity"'))
        made.say(
            '{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[],'
            '"asks":[{"price":100.2,"qty":2.00000000}],"checksum":2463721779}]}'
        )

        assert made.books.states() == {SYMBOL: False}


@pytest.mark.parametrize(("levels", "depth"), [(1, 10), (10, 10), (99, 25), (100, 100), (5000, 1000)])
async def test_the_depth_is_one_that_the_venue_has(levels: int, depth: int) -> None:
    async with bench(levels) as made:
        made.watch(SYMBOL)
        await settled()

        assert made.connection.asked()[0][1]["depth"] == depth


async def test_what_is_not_about_a_kept_book_changes_nothing() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        made.say(SNAPSHOT)
        await anext(watched)
        made.say(SNAPSHOT.replace("BTC/USD", "ETH/USD"))
        made.say('{"channel":"heartbeat"}')
        made.say('{"channel":"status","data":[{"system":"online","connection_id":13834774380200032777}]}')
        made.say('{"channel":"novelty"}')
        made.say("{")

        assert made.books.states() == {SYMBOL: True}
        assert made.stream.restarts == []


async def test_an_answer_is_told_from_data() -> None:
    async with bench() as made:
        assert not made.books.on_answer(SNAPSHOT.encode(), made.connection)
        assert not made.books.on_answer(msgspec.json.encode({"req_id": 4}), made.connection)
