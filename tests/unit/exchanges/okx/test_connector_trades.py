"""Public trades of the channel, each once, and what is missing is fetched."""

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
from exchanges.errors import StreamClosed
from exchanges.models import Trade
from exchanges.telemetry import logger_for
from exchanges.venues.okx.trades import OkxTrades
from tests.unit.exchanges.okx.documented import SYMBOL, TRADE
from tests.unit.exchanges.okx.scripted_requests import CONFIG, api_with
from tests.unit.exchanges.okx.still_connection import StillConnection, StillStream
from tests.unit.exchanges.scripted_requests import ScriptedRequests

pytestmark = pytest.mark.asyncio


def row(number: int, **told: str) -> dict[str, Any]:
    return TRADE | {"tradeId": str(number)} | told


class Bench:
    def __init__(self, trades: OkxTrades, rest: ScriptedRequests) -> None:
        self.trades = trades
        self.rest = rest
        self.connection = StillConnection()
        self.connection.handler = trades
        self.stream = StillStream(self.connection)
        self.watches: list[Watched[Trade]] = []
        trades.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def watch(self) -> Watched[Trade]:
        """Kept: letting go of it would end the subscription."""
        watched = self.trades.watch(SYMBOL)
        self.watches.append(watched)
        return watched

    def say(self, *rows: dict[str, Any]) -> bool:
        message = {"arg": {"channel": "trades-all", "instId": SYMBOL}, "data": rows}
        return self.trades.on_message(msgspec.json.encode(message), self.connection)


@asynccontextmanager
async def bench(**answers: list[Any]) -> AsyncIterator[Bench]:
    api, rest = api_with(**answers)
    trades = OkxTrades(
        api=api,
        config=lambda: CONFIG,
        backoff=lambda: Backoff(0.5, 8.0, Random(1)),
        log=logger_for("okx", "live"),
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
        watched = made.watch()
        await asyncio.sleep(0)
        made.say(row(7), row(8, side="buy"))

        assert await anext(watched) == Trade(SYMBOL, 7, D("29963.2"), D("0.00001"), 1654161646974, True)
        assert (await anext(watched)).buyer_is_maker is False
        assert made.connection.asked() == [("subscribe", [{"channel": "trades-all", "instId": SYMBOL}])]


async def test_a_trade_that_comes_twice_is_told_once() -> None:
    async with bench() as made:
        watched = made.watch()
        made.say(row(7))
        made.say(row(7), row(8))

        assert [(await anext(watched)).trade_id for _ in range(2)] == [7, 8]


async def test_missing_trades_are_fetched_before_the_next_is_told() -> None:
    page = [row(number) for number in range(109, 7, -1)]
    async with bench(history_trades=[page]) as made:
        watched = made.watch()
        made.say(row(7))
        made.say(row(10))

        assert [(await anext(watched)).trade_id for _ in range(4)] == [7, 8, 9, 10]
        assert [asked.parameters["after"] for asked in made.rest.asked] == ["108"]


@pytest.mark.parametrize("wrong", [{"px": "NaN"}, {"side": "up"}, {"tradeId": "x"}, {"sz": 1}])
async def test_a_trade_that_cannot_be_read_shows_in_the_number_of_the_next(wrong: dict[str, Any]) -> None:
    async with bench(history_trades=[[row(8)]]) as made:
        watched = made.watch()
        made.say(row(7))
        assert made.say(row(8) | wrong)
        made.say(row(9))

        assert [(await anext(watched)).trade_id for _ in range(3)] == [7, 8, 9]


async def test_an_answer_is_told_from_data() -> None:
    async with bench() as made:
        assert not made.trades.on_answer(b'{"arg":{"channel":"trades-all"},"data":[]}', made.connection)
        assert not made.trades.on_answer(b'{"event":"subscribe","id":"9"}', made.connection)
