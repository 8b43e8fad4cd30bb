"""Public trades of the channel, each once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from random import Random
from typing import Any

import msgspec
import pytest

from exchanges.backoff import Backoff
from exchanges.delivery import Watched
from exchanges.errors import StreamClosed
from exchanges.models import Trade
from exchanges.telemetry import logger_for
from exchanges.venues.kraken.trades import KrakenTrades
from tests.unit.exchanges.kraken.scripted_requests import CONFIG, api_with
from tests.unit.exchanges.kraken.still_connection import StillConnection, StillStream
from tests.unit.exchanges.scripted_requests import ScriptedRequests

pytestmark = pytest.mark.asyncio

SYMBOL = "BTC/USD"


def row(number: int, side: str = "buy") -> dict[str, Any]:
    return {
        "symbol": SYMBOL,
        "side": side,
        "price": 100.1,
        "qty": 0.2,
        "ord_type": "limit",
        "trade_id": number,
        "timestamp": "2026-01-01T00:00:01.000500Z",
    }


class Bench:
    def __init__(self, trades: KrakenTrades, rest: ScriptedRequests) -> None:
        self.trades = trades
        self.rest = rest
        self.connection = StillConnection()
        self.connection.handler = trades
        self.stream = StillStream(self.connection)
        self.watches: list[Watched[Trade]] = []
        trades.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def watch(self, symbol: str) -> Watched[Trade]:
        """Kept: letting go of it would end the subscription."""
        watched = self.trades.watch(symbol)
        self.watches.append(watched)
        return watched

    def say(self, *rows: dict[str, Any]) -> bool:
        message = {"channel": "trade", "type": "update", "data": rows}
        return self.trades.on_message(msgspec.json.encode(message), self.connection)


@asynccontextmanager
async def bench(**answers: Any) -> AsyncIterator[Bench]:
    api, rest = await api_with(**answers)
    trades = KrakenTrades(
        api=api,
        config=lambda: CONFIG,
        backoff=lambda: Backoff(0.5, 8.0, Random(1)),
        log=logger_for("kraken", "live"),
    )
    made = Bench(trades, rest)
    try:
        yield made
    finally:
        for watched in made.watches:
            watched.close()
        await trades.stop(StreamClosed("over"))


async def test_trades_are_told_as_they_come() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        await asyncio.sleep(0)
        made.say(row(11), row(12, "sell"))
        first, second = await anext(watched), await anext(watched)

    assert made.connection.asked() == [("subscribe", {"channel": "trade", "symbol": [SYMBOL]})]
    assert (first.trade_id, first.price, first.quantity) == (11, Decimal("100.1"), Decimal("0.2"))
    assert (first.buyer_is_maker, second.buyer_is_maker) == (False, True)
    assert first.time_ms == 1_767_225_601_000


async def test_a_trade_told_twice_is_told_once() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        made.say(row(11))
        made.say(row(11), row(12))

        assert [(await anext(watched)).trade_id for _ in range(2)] == [11, 12]


async def test_trades_that_were_missed_are_fetched_by_time() -> None:
    rows = [["100.1", "0.2", 1767225601.1, "b", "l", "", number] for number in (11, 12, 13)]
    async with bench(Trades={"XXBTZUSD": rows, "last": "0"}) as made:
        watched = made.watch(SYMBOL)
        made.say(row(11))
        made.say(row(14))

        assert [(await anext(watched)).trade_id for _ in range(4)] == [11, 12, 13, 14]
        assert made.rest.asked[0].parameters["since"] == "1767225600999999999"


async def test_a_slow_consumer_holds_the_socket_up_and_not_forever() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        took = [made.say(row(number)) for number in range(1, 1030)]
        assert took[0]
        assert not took[-1]
        room = asyncio.create_task(made.trades.room())
        await asyncio.sleep(0)
        assert not room.done()
        assert not made.trades.patrol_is_due()

        for _ in range(1029):
            await anext(watched)
        await room


async def test_garbage_and_novelties_are_borne() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        for raw in (
            b"{",
            b'{"channel":"novelty"}',
            b'{"channel":"trade","data":[{"symbol":5}],"type":"update"}',
        ):
            assert made.trades.on_message(raw, made.connection)
        made.say(row(11))

        assert (await anext(watched)).trade_id == 11


async def settled() -> None:
    for _ in range(30):
        await asyncio.sleep(0)
