"""Books of the channel: whole, in a chain, and mended by subscribing again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal as D
from random import Random
from typing import Any

import msgspec
import pytest

from exchanges.backoff import Backoff
from exchanges.delivery import Watched
from exchanges.errors import SequenceGap, StreamClosed
from exchanges.models import BookTop
from exchanges.telemetry import logger_for
from exchanges.venues.okx.books import OkxBooks
from tests.unit.exchanges.okx.documented import SYMBOL
from tests.unit.exchanges.okx.scripted_requests import CONFIG, api_with
from tests.unit.exchanges.okx.still_connection import StillConnection, StillStream

pytestmark = pytest.mark.asyncio

BIDS = [["100.0", "1.25", "0", "2"], ["99.9", "3", "0", "1"]]
ASKS = [["100.1", "0.5", "0", "1"]]


class Bench:
    def __init__(self, books: OkxBooks) -> None:
        self.books = books
        self.gaps: list[str] = []
        self.connection = StillConnection()
        self.connection.handler = books
        self.stream = StillStream(self.connection)
        self.watches: list[Watched[BookTop]] = []
        books.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def watch(self, symbol: str = SYMBOL) -> Watched[BookTop]:
        """Kept: letting go of it would end the subscription."""
        watched = self.books.watch(symbol)
        self.watches.append(watched)
        return watched

    def say(self, action: str, previous: int, number: int, symbol: str = SYMBOL, **sides: Any) -> None:
        data = {
            "asks": [],
            "bids": [],
            "ts": "5",
            "checksum": 0,
            "prevSeqId": previous,
            "seqId": number,
        } | sides
        message = {"arg": {"channel": "books", "instId": symbol}, "action": action, "data": [data]}
        assert self.books.on_message(msgspec.json.encode(message), self.connection)

    def start(self, number: int = 10) -> None:
        self.say("snapshot", -1, number, bids=BIDS, asks=ASKS)


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    api, _ = api_with()
    gaps: list[str] = []
    books = OkxBooks(
        api=api,
        config=lambda: CONFIG,
        backoff=lambda: Backoff(0.01, 0.02, Random(1)),
        log=logger_for("okx", "live"),
        on_gap=lambda symbol, cause: gaps.append(f"{symbol} {cause}"),
    )
    made = Bench(books)
    made.gaps = gaps
    try:
        yield made
    finally:
        for watched in made.watches:
            watched.close()
        await books.stop(StreamClosed("over"))


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_book_is_whole_from_its_snapshot_and_follows_the_chain() -> None:
    async with bench() as made:
        watched = made.watch()
        await settle()
        assert made.connection.asked() == [("subscribe", [{"channel": "books", "instId": SYMBOL}])]
        made.start()
        made.say("update", 10, 15, bids=[["100.0", "0", "0", "0"]])

        top = await anext(watched)

        assert (top.bid, top.bid_quantity, top.ask, top.sequence) == (D("99.9"), D(3), D("100.1"), 15)


async def test_a_sign_of_life_and_a_new_count_are_no_gaps() -> None:
    async with bench() as made:
        made.watch()
        await settle()
        made.start()
        for previous, number in ((10, 15), (15, 15), (15, 3), (3, 5)):
            made.say("update", previous, number)

        assert made.gaps == []
        assert made.books.book(SYMBOL).sequence == 5


async def test_after_a_gap_nothing_is_served_until_a_new_subscription_brings_a_snapshot() -> None:
    async with bench() as made:
        made.watch()
        await settle()
        made.start()
        made.say("update", 12, 15)

        with pytest.raises(SequenceGap):
            made.books.book(SYMBOL)
        await settle()
        made.say("update", 15, 16)
        made.start(20)

        assert made.gaps == [f"{SYMBOL} gap"]
        assert [verb for verb, _ in made.connection.asked()] == ["subscribe", "unsubscribe", "subscribe"]
        assert made.books.book(SYMBOL).sequence == 20


@pytest.mark.parametrize(
    "raw",
    [
        b'{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["x"]]}]}',
        b'{"arg":{"channel":"books5","instId":"BTC-USDT"},"data":[{"asks":[],"bids":[],"ts":"1","seqId":99}]}',
        b'{"arg":{"channel":"books","instId":"ETH-USDT"},"action":"update","data":[{"asks":[],"bids":[],'
        b'"ts":"1","seqId":99,"prevSeqId":98}]}',
        b"pong",
    ],
)
async def test_what_is_about_something_else_or_cannot_be_read_changes_nothing(raw: bytes) -> None:
    async with bench() as made:
        made.watch()
        await settle()
        made.start()

        assert made.books.on_message(raw, made.connection)
        assert made.books.book(SYMBOL).sequence == 10


async def test_an_answer_is_told_from_data() -> None:
    async with bench() as made:
        assert not made.books.on_answer(b'{"arg":{"channel":"books"},"data":[]}', made.connection)
        assert not made.books.on_answer(b'{"event":"subscribe","id":"9"}', made.connection)
