"""Balances at a venue whose private stream only says that they moved. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from random import Random

from exchanges.backoff import Backoff
from exchanges.config import OrderRules
from exchanges.metrics import ConnectorMetrics
from exchanges.models import OrderStatus
from exchanges.orders import OrderTracker
from exchanges.telemetry import logger_for
from exchanges.trading.account import Account
from simulation import World
from tests.unit.exchanges.toy_venue import ToyApi, order


class LiveStream:
    is_live = True


class Bench:
    def __init__(self) -> None:
        self.api = ToyApi(holdings=["10", "9", "8"])
        self.account = Account(
            api=self.api,
            venue_ms=lambda: 1_000_000,
            tracker=OrderTracker(OrderRules()),
            metrics=ConnectorMetrics(),
            backoff=lambda: Backoff(0.5, 8.0, Random(1)),
            log=logger_for("toy", "sandbox"),
        )
        self.account.stream = LiveStream()  # type: ignore[assignment]  # as much of it as is used

    async def free(self) -> D:
        return (await self.account.balances())["FOO"].free


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    with World("account") as world:

        async def playing() -> None:
            await story(Bench())

        world.run(playing())


def test_what_was_fetched_holds_while_nothing_moves() -> None:
    async def story(bench: Bench) -> None:
        assert [await bench.free(), await bench.free()] == [D(10), D(10)]
        assert bench.api.count("holdings") == 1

    play(story)


def test_after_a_move_they_are_fetched_once() -> None:
    async def story(bench: Bench) -> None:
        await bench.free()
        bench.account.on_moved()

        assert [await bench.free(), await bench.free()] == [D(9), D(9)]
        assert bench.account.sheet.is_current

    play(story)


def test_a_move_while_they_are_fetched_is_not_settled_by_that() -> None:
    async def story(bench: Bench) -> None:
        fetching = asyncio.create_task(bench.free())
        await asyncio.sleep(0.05)
        bench.account.on_moved()

        assert [await fetching, await bench.free()] == [D(10), D(9)]

    play(story)


def test_an_answer_without_a_date_may_have_moved_them() -> None:
    async def story(bench: Bench) -> None:
        await bench.free()
        bench.account.on_acknowledged(order("mine", OrderStatus.NEW))

        assert await bench.free() == D(9)

    play(story)
