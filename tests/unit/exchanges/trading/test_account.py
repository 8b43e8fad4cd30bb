"""Balances and private events: what is told, what is owed, and what is asked again. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from random import Random
from typing import Any

import msgspec

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig, Environment, OrderRules
from exchanges.errors import ExchangeError, RequestTimeout
from exchanges.metrics import ConnectorMetrics
from exchanges.models import Balance, Order, OrderStatus, OrderType, Side
from exchanges.orders import OrderTracker
from exchanges.telemetry import logger_for
from exchanges.trading.account import REPORT_WITHIN_S, Account
from exchanges.venues.binance.accounts import order_in_report
from exchanges.venues.binance.api import BinanceApi
from exchanges.venues.binance.messages import ExecutionReport
from simulation import World
from tests.unit.exchanges.binance.still_stream import StillStream
from tests.unit.exchanges.binance.test_connector_accounts import REPORT

CONFIG = ConnectorConfig(venue="binance", environment=Environment.SANDBOX)


class Rest:
    """Knows one balance, which tests change."""

    def __init__(self) -> None:
        self.free = "10"
        self.as_of_ms = 1000
        self.now_ms = 1_000_000
        self.asked = 0
        self.failures: list[ExchangeError] = []

    async def signed(self, method: str, path: str, parameters: object, decode: Any, **_: object) -> Any:
        self.asked += 1
        await asyncio.sleep(0.05)
        if self.failures:
            raise self.failures.pop(0)
        balances = [{"asset": "FOO", "free": self.free, "locked": "0"}]
        return decode(msgspec.json.encode({"balances": balances, "updateTime": self.as_of_ms}))

    def venue_ms(self) -> int:
        return self.now_ms


class OrdersSpy:
    """Stands where orders are placed: remembers what was compared, tells what it is given."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.compared: list[tuple[str | None, ...]] = []
        self.news = False

    async def reconcile(self, symbols: tuple[str | None, ...]) -> bool:
        self.compared.append(tuple(symbols))
        return self.news

    def tell(self, updates: Any) -> None:
        self._account.publish(updates)


class Bench:
    def __init__(self) -> None:
        self.rest = Rest()
        self.tracker = OrderTracker(OrderRules())
        self.account = Account(
            api=BinanceApi(self.rest, lambda: CONFIG),  # type: ignore[arg-type]  # as much of it as is used
            venue_ms=self.rest.venue_ms,
            tracker=self.tracker,
            metrics=ConnectorMetrics(),
            backoff=lambda: Backoff(0.5, 8.0, Random(1)),
            log=logger_for("binance", "sandbox"),
        )
        self.orders = OrdersSpy(self.account)
        self.account.orders = self.orders  # type: ignore[assignment]
        self.stream = StillStream()
        self.account.stream = self.stream  # type: ignore[assignment]

    def report(self, **changes: object) -> None:
        self.account.on_report(*order_in_report(msgspec.convert({**REPORT, **changes}, ExecutionReport)))

    def position(self, free: str, as_of_ms: int) -> None:
        self.account.on_balances((Balance("FOO", D(free), D(0)),), as_of_ms)

    async def free(self) -> D:
        return (await self.account.balances())["FOO"].free


def acknowledged(updated_ms: int = 2000) -> Order:
    return Order(
        symbol="FOOUSDT",
        client_order_id="mine",
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=D(1),
        venue_order_id="9001",
        status=OrderStatus.NEW,
        updated_ms=updated_ms,
    )


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    with World("account") as world:

        async def playing() -> None:
            bench = Bench()
            tasks = [
                asyncio.create_task(bench.account.reconcile_forever()),
                asyncio.create_task(bench.account.listen_for_silence()),
            ]
            try:
                await story(bench)
            finally:
                for task in tasks:
                    task.cancel()

        world.run(playing())
        assert world.complaints == []


def test_balances_come_from_the_stream_once_they_are_known() -> None:
    async def story(bench: Bench) -> None:
        assert await bench.free() == 10
        bench.position("7", 1500)

        assert await bench.free() == 7
        assert bench.rest.asked == 1

    play(story)


def test_balances_are_asked_for_while_the_stream_owes_the_effect_of_an_order() -> None:
    async def story(bench: Bench) -> None:
        await bench.free()
        bench.account.on_acknowledged(acknowledged(2000))
        bench.rest.free, bench.rest.as_of_ms = "6", 2000
        assert await bench.free() == 6

        bench.position("6", 2000)
        asked = bench.rest.asked
        assert await bench.free() == 6
        assert bench.rest.asked == asked

    play(story)


def test_balances_are_asked_for_while_the_stream_is_away() -> None:
    async def story(bench: Bench) -> None:
        await bench.free()
        bench.stream.is_live = False
        bench.rest.free, bench.rest.as_of_ms = "3", 3000

        assert await bench.free() == 3

    play(story)


def test_doubt_is_settled_by_orders_and_balances_however_often_that_fails() -> None:
    async def story(bench: Bench) -> None:
        bench.rest.failures = [RequestTimeout("x"), RequestTimeout("x")]
        bench.account.doubt("stream opened")
        assert not bench.account.reconciled.is_set()
        await asyncio.sleep(30)

        assert bench.account.reconciled.is_set()
        assert bench.account.sheet.is_current
        assert len(bench.orders.compared) == 3

    play(story)


def test_a_doubt_that_comes_while_the_last_is_settled_is_settled_too() -> None:
    async def story(bench: Bench) -> None:
        bench.account.doubt("one")
        await asyncio.sleep(0.02)
        bench.account.doubt("two")
        await asyncio.sleep(5)

        assert bench.account.reconciled.is_set()
        assert bench.account.sheet.is_current

    play(story)


def test_an_acknowledged_order_that_the_stream_never_mentions_discredits_it() -> None:
    async def story(bench: Bench) -> None:
        bench.account.on_acknowledged(acknowledged())
        await asyncio.sleep(REPORT_WITHIN_S - 0.1)
        assert bench.stream.restarts == []
        await asyncio.sleep(0.2)

        assert len(bench.stream.restarts) == 1

    play(story)


def test_a_report_before_or_after_the_acknowledgement_is_the_report_that_was_owed() -> None:
    async def story(bench: Bench) -> None:
        bench.report(c="early")
        bench.account.on_acknowledged(
            Order(
                symbol="FOOUSDT",
                client_order_id="early",
                side=Side.BUY,
                type=OrderType.LIMIT,
                quantity=D(1),
            )
        )
        bench.account.on_acknowledged(acknowledged())
        bench.report(c="mine")
        await asyncio.sleep(60)

        assert bench.stream.restarts == []

    play(story)


def test_a_fill_is_told_once_to_everybody_who_watches() -> None:
    async def story(bench: Bench) -> None:
        watches = [bench.account.watch(), bench.account.watch()]
        bench.report()
        bench.report()
        bench.report(t=502, z="0.20000000", Z="19.90000000")
        fills = []
        for watch in watches:
            told = [await anext(watch) for _ in range(2)]
            fills.append([update.fill.trade_id for update in told if update.fill is not None])

        assert fills == [["501", "502"], ["501", "502"]]

    play(story)


def test_after_a_jump_of_the_venues_clock_older_looking_balances_are_believed() -> None:
    async def story(bench: Bench) -> None:
        await bench.free()
        bench.account.clock_jumped()
        bench.rest.free, bench.rest.as_of_ms = "4", 500
        await asyncio.sleep(5)
        bench.position("5", 600)

        assert await bench.free() == 5

    play(story)


def test_a_snapshot_dated_before_the_clock_went_back_does_not_make_later_events_old() -> None:
    async def story(bench: Bench) -> None:
        bench.rest.as_of_ms, bench.rest.now_ms = 300_000, 5_000
        await bench.free()
        bench.position("5", 6_000)

        assert await bench.free() == 5

    play(story)


def test_such_a_snapshot_is_no_newer_than_the_question_for_it() -> None:
    async def story(bench: Bench) -> None:
        bench.rest.as_of_ms, bench.rest.now_ms = 300_000, 5_000
        await bench.free()
        bench.position("5", 4_990)  # while the answer, which takes 50 ms, was under way

        assert await bench.free() == 5

    play(story)


def test_open_orders_that_the_stream_did_not_tell_of_are_a_reason_to_distrust_it() -> None:
    async def story(bench: Bench) -> None:
        assert await bench.account.nothing_missed()
        assert bench.orders.compared == []

        bench.tracker.seen(acknowledged(), 0.0)
        assert await bench.account.nothing_missed()
        bench.orders.news = True
        assert not await bench.account.nothing_missed()

    play(story)
