"""Books and trades of the public stream, and how they are asked for."""

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
from exchanges.models import Trade
from exchanges.telemetry import logger_for
from exchanges.venues.bybit.books import BybitBooks
from exchanges.venues.bybit.trades import BybitTrades
from tests.unit.exchanges.bybit.scripted_requests import CONFIG, api_with
from tests.unit.exchanges.bybit.still_connection import StillConnection, StillStream

pytestmark = pytest.mark.asyncio

SYMBOL = "BTCUSDT"
BOOK, TRADES = f"orderbook.50.{SYMBOL}", f"publicTrade.{SYMBOL}"


class Bench:
    def __init__(self, handler: BybitBooks | BybitTrades) -> None:
        self.handler = handler
        self.connection = StillConnection()
        self.connection.handler = handler
        handler.stream = StillStream(self.connection)  # type: ignore[assignment]  # as much of it as is used
        self.watches: list[Watched[Any]] = []

    def watch(self, symbol: str = SYMBOL) -> Watched[Any]:
        """Kept: letting go of it would end the subscription."""
        watched = self.handler.watch(symbol)
        self.watches.append(watched)
        return watched

    def say(self, message: object) -> None:
        raw = message if isinstance(message, bytes) else msgspec.json.encode(message)
        assert self.handler.on_message(raw, self.connection)


@asynccontextmanager
async def bench(kind: type[BybitBooks] | type[BybitTrades]) -> AsyncIterator[Bench]:
    api, _ = api_with()
    parts: dict[str, Any] = {
        "api": api,
        "config": lambda: CONFIG,
        "backoff": lambda: Backoff(0.01, 0.02, Random(1)),
        "log": logger_for("bybit", "live"),
    }
    if kind is BybitBooks:
        parts["on_gap"] = lambda symbol, cause: None
    made = Bench(kind(**parts))
    try:
        yield made
    finally:
        for watched in made.watches:
            watched.close()
        await made.handler.stop(StreamClosed("over"))


def book(kind: str, number: int, bids: list[list[str]], asks: list[list[str]]) -> dict[str, Any]:
    return {
        "topic": BOOK,
        "ts": 1_800_000_000_010,
        "type": kind,
        "data": {"s": SYMBOL, "b": bids, "a": asks, "u": number, "seq": 7 * number},
        "cts": 1_800_000_000_000 + number,
    }


WHOLE = book("snapshot", 10, [["100.0", "1.25"], ["99.9", "3"]], [["100.1", "0.5"]])


def best(made: Bench) -> tuple[D, D, int]:
    assert isinstance(made.handler, BybitBooks)
    top = made.handler.book(SYMBOL).top()
    assert top is not None
    return top.bid, top.ask, top.sequence


async def test_a_book_begins_whole_and_goes_on_by_numbers() -> None:
    async with bench(BybitBooks) as made:
        made.watch()
        made.say(WHOLE)
        made.say(book("delta", 11, [["100.0", "0"]], [["100.05", "1"]]))

        assert best(made) == (D("99.9"), D("100.05"), 11)


async def test_a_hole_is_mended_by_subscribing_anew() -> None:
    async with bench(BybitBooks) as made:
        made.watch()
        made.say(WHOLE)
        made.say(book("delta", 12, [["100.0", "0"]], []))
        assert isinstance(made.handler, BybitBooks)
        with pytest.raises(SequenceGap):
            made.handler.book(SYMBOL)
        await asyncio.sleep(0.05)

        assert made.connection.asked() == [
            ("subscribe", [BOOK]),
            ("unsubscribe", [BOOK]),
            ("subscribe", [BOOK]),
        ]
        made.say(WHOLE)
        assert best(made) == (D("100.0"), D("100.1"), 10)


async def test_a_whole_book_in_the_midst_of_updates_replaces_it_and_counts_from_there() -> None:
    """BYB-71: the service was restarted and counts from 1."""
    async with bench(BybitBooks) as made:
        made.watch()
        made.say(WHOLE)
        made.say(book("snapshot", 1, [["98", "1"]], [["99", "1"]]))
        made.say(book("delta", 2, [["98.5", "2"]], []))

        assert best(made) == (D("98.5"), D("99"), 2)


async def test_an_update_that_comes_twice_is_applied_once() -> None:
    async with bench(BybitBooks) as made:
        made.watch()
        made.say(WHOLE)
        made.say(book("delta", 11, [["100.0", "2"]], []))
        made.say(book("delta", 11, [["100.0", "2"]], []))

        assert best(made)[2] == 11


async def test_books_that_nobody_watches_are_passed_over() -> None:
    async with bench(BybitBooks) as made:
        made.say(WHOLE)
        made.say(b'{"success":true,"ret_msg":"pong","conn_id":"c","op":"ping"}')
        made.say(b"no json")

        assert made.connection.asked() == []


async def test_no_more_than_ten_topics_are_asked_for_at_once_and_a_bad_one_costs_no_other() -> None:
    async with bench(BybitBooks) as made:
        symbols = [f"S{number}" for number in range(12)]
        made.connection.refused = ("orderbook.50.S3",)

        refused = await made.handler._ask(made.connection, "SUBSCRIBE", symbols, 1.0)

        asked = [args for _, args in made.connection.asked()]
        assert refused == ("S3",)
        assert [len(args) for args in asked] == [10, *[1] * 10, 2]


async def test_trades_are_told_as_the_venue_wrote_them() -> None:
    async with bench(BybitTrades) as made:
        watched = made.watch()
        row = {"T": 5, "s": SYMBOL, "S": "Sell", "v": "0.001", "p": "100.0", "BT": False, "seq": 9}
        made.say(
            {
                "topic": TRADES,
                "ts": 6,
                "type": "snapshot",
                "data": [row | {"i": "2100000000007764263"}, row | {"i": "2100000000007764262", "S": "Buy"}],
            }
        )

        assert await anext(watched) == Trade(SYMBOL, 2100000000007764263, D("100.0"), D("0.001"), 5, True)
        assert await anext(watched) == Trade(SYMBOL, 2100000000007764262, D("100.0"), D("0.001"), 5, False)


@pytest.mark.parametrize(
    "message",
    [
        {"topic": TRADES, "data": [{"T": 5, "s": SYMBOL, "S": "Buy", "v": "1", "p": "1", "i": "neither"}]},
        {"topic": TRADES, "data": [{"T": 5}]},
        {"topic": "tickers.BTCUSDT", "data": {}},
        {"success": False, "ret_msg": "error", "op": "subscribe"},
    ],
)
async def test_what_is_no_trade_is_passed_over(message: object) -> None:
    async with bench(BybitTrades) as made:
        made.watch()
        made.say(message)


async def test_trades_are_subscribed_to_by_name() -> None:
    async with bench(BybitTrades) as made:
        made.watch()
        await asyncio.sleep(0.05)

        assert made.connection.asked() == [("subscribe", [TRADES])]
