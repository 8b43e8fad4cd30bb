"""An account at a venue that answers with ids, and whose stream says that balances moved and not to what."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from random import Random

from exchanges.backoff import Backoff
from exchanges.config import OrderRules
from exchanges.metrics import ConnectorMetrics
from exchanges.models import OrderStatus
from exchanges.orders import OrderTracker, Updates
from exchanges.telemetry import logger_for
from exchanges.trading.account import Account
from simulation import World
from tests.unit.exchanges.toy_venue import ToyApi, order


class Stream:
    is_live = True


class OrdersSpy:
    """Counts how often whoever looks orders up is woken."""

    woken = 0

    def tell(self, updates: Updates) -> None:
        self.woken += 1


class Bench:
    def __init__(self) -> None:
        self.api = ToyApi(holdings=["10", "9", "8"])
        self.tracker = OrderTracker(OrderRules())
        self.account = Account(
            api=self.api,
            venue_ms=lambda: 1_000_000,
            tracker=self.tracker,
            metrics=ConnectorMetrics(),
            backoff=lambda: Backoff(0.5, 8.0, Random(1)),
            log=logger_for("toy", "sandbox"),
        )
        self.stream = Stream()
        self.orders = OrdersSpy()
        self.account.stream = self.stream  # type: ignore[assignment]  # as much of it as is used
        self.account.orders = self.orders  # type: ignore[assignment]

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


def test_where_no_stream_tells_of_balances_they_are_fetched_each_time() -> None:
    async def story(bench: Bench) -> None:
        bench.api.streams_balances = False  # type: ignore[misc]  # of this api alone

        assert [await bench.free(), await bench.free()] == [D(10), D(9)]

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


def test_an_order_known_by_its_id_only_is_looked_up_when_no_stream_can_tell_of_it() -> None:
    async def story(bench: Bench) -> None:
        bench.stream.is_live = False
        bench.tracker.seen(order("mine", OrderStatus.NEW), 0.0)
        bench.account.on_acknowledged(order("mine", OrderStatus.NEW))

        assert bench.tracker.next_due_s() == OrderRules().lookup_base_s
        assert bench.orders.woken == 1

    play(story)


def test_an_order_that_a_live_stream_will_tell_of_is_not_looked_up() -> None:
    async def story(bench: Bench) -> None:
        bench.tracker.seen(order("mine", OrderStatus.NEW), 0.0)
        bench.account.on_acknowledged(order("mine", OrderStatus.NEW))

        assert bench.tracker.next_due_s() is None

    play(story)
