"""Books of the channel ``level2``: whole, counted by the connection, and mended by subscribing again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from exchanges.backoff import Backoff
from exchanges.delivery import Watched
from exchanges.errors import SequenceGap, StreamClosed, SubscriptionRefused
from exchanges.models import BookTop
from exchanges.telemetry import logger_for
from exchanges.venues.coinbase.books import CoinbaseBooks
from tests.unit.exchanges.coinbase.scripted_requests import CONFIG, api_with
from tests.unit.exchanges.coinbase.still_connection import StillConnection, StillStream, message

pytestmark = pytest.mark.asyncio

SYMBOL = "BTC-USD"


def event(kind: str, *changes: tuple[str, str, str], product: str = SYMBOL) -> dict[str, Any]:
    return {
        "type": kind,
        "product_id": product,
        "updates": [
            {"side": side, "event_time": "1970-01-01T00:00:00Z", "price_level": price, "new_quantity": size}
            for side, price, size in changes
        ],
    }


SNAPSHOT = event(
    "snapshot",
    ("bid", "100.0", "1.25"),
    ("bid", "99.9", "0.5"),
    ("offer", "100.1", "0.5"),
    ("offer", "100.2", "2"),
)
UPDATE = event("update", ("bid", "100.0", "0"), ("offer", "100.1", "0.75"))


class Bench:
    def __init__(self, books: CoinbaseBooks, gaps: list[str]) -> None:
        self.books = books
        self.gaps = gaps
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

    async def watched(self) -> Watched[BookTop]:
        """A book that has begun."""
        watched = self.watch(SYMBOL)
        await settled()
        self.connection.tell("l2_data", SNAPSHOT)
        await anext(watched)
        self.connection.frames.sent.clear()
        return watched

    def lose(self) -> None:
        """A message that does not come."""
        self.connection.number += 1


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    api, _ = await api_with({})
    gaps: list[str] = []
    books = CoinbaseBooks(
        api=api,
        config=lambda: CONFIG,
        backoff=lambda: Backoff(0.01, 0.02, Random(1)),
        log=logger_for("coinbase", "live"),
        on_gap=lambda symbol, cause: gaps.append(f"{symbol}: {cause}"),
    )
    made = Bench(books, gaps)
    try:
        yield made
    finally:
        for watched in made.watches:
            watched.close()
        await books.stop(StreamClosed("over"))


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_heartbeats_are_subscribed_to_before_anything_else() -> None:
    async with bench() as made:
        await made.books.greet(made.connection)

        assert made.connection.asked() == [("subscribe", "heartbeats", [])]
        assert made.books.is_fed()


async def test_without_heartbeats_a_connection_is_not_greeted() -> None:
    async with bench() as made:
        made.connection.refusals["heartbeats"] = ["authentication failure"]

        with pytest.raises(SubscriptionRefused, match="heartbeats"):
            await made.books.greet(made.connection)


async def test_all_that_is_watched_is_subscribed_to_at_once() -> None:
    async with bench() as made:
        made.stream.connection = None
        made.watch(SYMBOL)
        made.watch("ETH-USD")

        await made.books.greet(made.connection)

        assert made.connection.asked()[1:] == [("subscribe", "level2", [SYMBOL, "ETH-USD"])]


async def test_a_product_that_is_not_confirmed_is_refused_alone() -> None:
    async with bench() as made:
        made.stream.connection = None
        made.watch(SYMBOL)
        made.watch("ETH-USD")
        made.connection.unlisted = ("ETH-USD",)

        await made.books.greet(made.connection)

        assert made.books._subscriptions.refused == {"ETH-USD": None}


async def test_a_refusal_of_several_is_looked_into_one_by_one() -> None:
    async with bench() as made:
        made.stream.connection = None
        made.watch(SYMBOL)
        made.watch("NO-USD")
        made.connection.refusals["NO-USD"] = ["product not found"] * 2

        await made.books.greet(made.connection)

        assert made.books._subscriptions.refused == {"NO-USD": None}
        assert made.connection.subscribed["level2"] == [SYMBOL]


async def test_a_book_begins_with_its_snapshot_and_goes_on_with_what_changes() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        await settled()
        with pytest.raises(SequenceGap):
            made.books.book(SYMBOL)
        made.connection.tell("l2_data", SNAPSHOT)
        first = await anext(watched)
        made.connection.tell("l2_data", UPDATE)
        second = await anext(watched)

    assert (first.bid, first.bid_quantity, first.ask) == (Decimal(100), Decimal("1.25"), Decimal("100.1"))
    assert (second.bid, second.ask, second.ask_quantity) == (
        Decimal("99.9"),
        Decimal("100.1"),
        Decimal("0.75"),
    )
    assert second.time_ms == 1_800_000_000_250


async def test_after_a_hole_in_the_numbers_the_book_is_subscribed_to_anew() -> None:
    async with bench() as made:
        await made.watched()
        made.lose()
        made.connection.tell("l2_data", UPDATE)
        with pytest.raises(SequenceGap):
            made.books.book(SYMBOL)
        await settled()

        assert made.gaps == ["BTC-USD: gap"]
        assert made.connection.asked() == [
            ("unsubscribe", "level2", [SYMBOL]),
            ("subscribe", "level2", [SYMBOL]),
        ]
        made.connection.tell("l2_data", SNAPSHOT)
        assert made.books.book(SYMBOL).valid


@pytest.mark.parametrize("channel", ["heartbeats", "novelty", "subscriptions"])
async def test_a_hole_before_any_message_of_the_connection_is_one_of_every_book(channel: str) -> None:
    async with bench() as made:
        await made.watched()
        made.watch("ETH-USD")
        await settled()
        made.connection.tell("l2_data", event("snapshot", ("bid", "1", "1"), product="ETH-USD"))
        made.lose()
        made.connection.tell(channel, {"subscriptions": {}} if channel == "subscriptions" else {})

        assert made.gaps == ["BTC-USD: gap", "ETH-USD: gap"]


async def test_a_snapshot_beyond_a_hole_is_taken() -> None:
    async with bench() as made:
        await made.watched()
        made.lose()
        made.connection.tell("l2_data", SNAPSHOT)

        assert made.books.book(SYMBOL).valid


async def test_a_message_that_comes_late_or_twice_changes_nothing() -> None:
    async with bench() as made:
        await made.watched()
        made.connection.tell("l2_data", UPDATE)
        made.connection.say(
            message("l2_data", made.connection.number - 1, event("update", ("offer", "100.1", "9")))
        )
        book = made.books.book(SYMBOL).snapshot(1)

    assert book.asks == ((Decimal("100.1"), Decimal("0.75")),)
    assert made.gaps == []


async def test_a_message_that_cannot_be_read_is_a_hole_before_the_next() -> None:
    async with bench() as made:
        await made.watched()
        made.connection.say(b'{"channel":"l2_data","sequence_num":')
        made.lose()
        made.connection.tell("heartbeats", {})

        assert made.gaps == ["BTC-USD: gap"]


async def test_each_connection_counts_for_itself() -> None:
    async with bench() as made:
        await made.watched()
        other = StillConnection("c2")
        other.handler = made.books
        await made.books.greet(other)
        other.tell("l2_data", SNAPSHOT)
        made.connection.tell("heartbeats", {})

        assert made.gaps == []


async def test_a_successor_answers_while_its_messages_are_held_and_counts_them_later() -> None:
    async with bench() as made:
        await made.watched()
        held: list[bytes] = []
        successor = StillConnection("c2")

        class Holding:
            def on_message(self, raw: bytes, connection: Any) -> bool:
                if not made.books.on_answer(raw, connection):
                    held.append(raw)
                return True

        successor.handler = Holding()  # type: ignore[assignment]  # as much of it as is used
        await made.books.greet(successor)
        successor.tell("l2_data", SNAPSHOT)
        for raw in held:
            made.books.on_message(raw, successor)

        assert len(held) == 3
        assert made.gaps == []
        assert made.books.book(SYMBOL).valid


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ([("bid", "100.1", "1")], "crossed"),
        ([("bid", "much", "1")], "malformed"),
        ([("bid", "99", "-1")], "malformed"),
    ],
)
async def test_a_book_that_cannot_be_is_subscribed_to_anew(
    changes: list[tuple[str, str, str]], cause: str
) -> None:
    async with bench() as made:
        await made.watched()
        made.connection.tell("l2_data", event("update", *changes))
        await settled()

        assert made.gaps == [f"BTC-USD: {cause}"]
        assert made.connection.asked()[-1] == ("subscribe", "level2", [SYMBOL])


async def test_an_alias_has_the_book_of_the_market_behind_it() -> None:
    async with bench() as made:
        made.watch("BTC-USDC")
        await settled()
        made.connection.tell("l2_data", SNAPSHOT)

        assert made.connection.asked() == [("subscribe", "level2", [SYMBOL])]
        assert made.books.book("BTC-USDC") is made.books.book(SYMBOL)


async def test_what_nobody_watches_any_more_is_unsubscribed_from_and_passed_over() -> None:
    async with bench() as made:
        watched = await made.watched()
        watched.close()
        await settled()
        made.connection.tell("l2_data", UPDATE)

        assert made.connection.asked() == [("unsubscribe", "level2", [SYMBOL])]
        assert made.books.states() == {}


async def test_a_question_that_gets_no_answer_is_the_end_of_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with bench() as made:
        made.connection.silent = True
        made.books._subscriptions._within_s = 0.01
        made.watch(SYMBOL)
        await asyncio.sleep(0.05)

        assert made.stream.restarts == [
            f"SUBSCRIBE {SYMBOL} not confirmed: the stream did not confirm in time"
        ]


async def test_an_error_that_answers_nothing_is_no_hole() -> None:
    async with bench() as made:
        await made.watched()
        made.connection.say({"type": "error", "message": "something"})
        made.connection.tell("heartbeats", {})

        assert made.gaps == []
