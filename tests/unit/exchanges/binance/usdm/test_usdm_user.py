"""The account's stream: a key kept alive, events passed on, doubt whenever one cannot be read."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal as D
from typing import Any

import msgspec
import pytest

from exchanges.credentials import Credentials, Secret
from exchanges.errors import NotConnected, Rejected
from exchanges.models import Balance, Fill, Order, OrderStatus, Position
from exchanges.telemetry import logger_for
from exchanges.venues.binance.usdm.user import UsdmUserStream
from simulation import World
from tests.unit.exchanges.binance.still_stream import StillConnection, StillStream
from tests.unit.exchanges.binance.usdm.usdm_rest import CONFIG, UsdmRest, told

CREDENTIALS = Credentials(api_key="key", secret=Secret("secret"), environment=CONFIG.environment)


class Bench:
    def __init__(self) -> None:
        self.rest = UsdmRest({"listenKey": [{"listenKey": "abc"}]})
        self.reports: list[tuple[Order, Fill | None]] = []
        self.positions: list[tuple[tuple[Position, ...], int]] = []
        self.moves = 0
        self.doubts: list[str] = []
        self.stream = StillStream()
        self.connection: Any = StillConnection()
        self.user = UsdmUserStream(
            credentials=CREDENTIALS,
            rest=self.rest,
            config=lambda: CONFIG,
            log=logger_for("binance-usdm", "sandbox"),
            listener=self,
        )
        self.user.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def on_report(self, order: Order, fill: Fill | None) -> None:
        self.reports.append((order, fill))

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        raise AssertionError("what is free is not told here")

    def on_positions(self, positions: Sequence[Position], as_of_ms: int) -> None:
        self.positions.append((tuple(positions), as_of_ms))

    def on_moved(self) -> None:
        self.moves += 1

    def doubt(self, reason: str) -> None:
        self.doubts.append(reason)

    async def nothing_missed(self) -> bool:
        return True

    def say(self, message: object) -> None:
        raw = message if isinstance(message, bytes) else msgspec.json.encode(message)
        assert self.user.on_message(raw, self.connection)

    @property
    def methods(self) -> list[str]:
        return [asked.method for asked in self.rest.asked]


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    """In virtual time."""

    async def playing() -> None:
        await story(Bench())

    with World("usdm user stream") as world:
        world.run(playing())
        assert world.complaints == []


# --- the key --------------------------------------------------------------------------------------


def test_the_address_has_a_key_that_was_asked_for_just_then() -> None:
    async def story(bench: Bench) -> None:
        assert await bench.user.address("wss://x/private/ws") == "wss://x/private/ws/abc"
        assert bench.methods == ["POST"]

    play(story)


def test_a_key_is_kept_alive_well_before_its_hour_is_over_and_not_all_the_time() -> None:
    async def story(bench: Bench) -> None:
        await bench.user.address("")
        for _ in range(60):
            await asyncio.sleep(60.0)
            if bench.user.patrol_is_due():
                assert await bench.user.patrol() is None
        assert bench.methods == ["POST", "PUT", "PUT"]

    play(story)


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (Rejected("no such key", code=-1125), "the listen key is gone"),
        (NotConnected("no line"), None),
    ],
)
def test_a_key_that_is_gone_ends_the_connection_and_a_failure_is_tried_again(
    error: Exception, wanted: str | None
) -> None:
    async def story(bench: Bench) -> None:
        await bench.user.address("")
        bench.rest.answers["listenKey"] = [error]
        await asyncio.sleep(1_600.0)
        assert await bench.user.patrol() == wanted
        assert bench.user.patrol_is_due()

    play(story)


def test_the_end_of_a_key_is_a_reason_to_begin_anew() -> None:
    async def story(bench: Bench) -> None:
        bench.say(told("listen_key_expired"))
        assert bench.stream.restarts == ["the listen key expired"]

    play(story)


# --- the news -------------------------------------------------------------------------------------


def test_an_order_that_was_taken_is_told_without_an_execution() -> None:
    async def story(bench: Bench) -> None:
        bench.say(told("order_update", c="mine", i=7, q="2", z="0", l="0"))
        ((order, fill),) = bench.reports
        assert (order.client_order_id, order.venue_order_id, order.status) == ("mine", "7", OrderStatus.NEW)
        assert fill is None
        assert bench.moves == 1

    play(story)


@pytest.mark.parametrize("what", ["TRADE", "CALCULATED"])
def test_an_execution_is_told_with_its_fee_also_when_the_venue_closed_the_position(what: str) -> None:
    async def story(bench: Bench) -> None:
        changes = {"x": what, "X": "FILLED", "t": 5, "l": "1", "L": "50000", "z": "2", "ap": "49000"}
        bench.say(told("order_update", **changes, n="0.2", N="USDT", m=True))
        ((order, fill),) = bench.reports
        assert (order.status, order.quote_filled) == (OrderStatus.FILLED, D(98_000))
        assert fill is not None
        assert (fill.trade_id, fill.price, fill.quantity) == ("5", D(50_000), D(1))
        assert (fill.fee, fill.fee_asset, fill.maker) == (D("0.2"), "USDT", True)

    play(story)


def test_why_an_order_expired_is_told() -> None:
    async def story(bench: Bench) -> None:
        bench.say(told("order_update", x="EXPIRED", X="EXPIRED", er="4"))
        assert bench.reports[0][0].reason == "er 4"

    play(story)


def test_an_execution_told_in_short_is_not_counted() -> None:
    async def story(bench: Bench) -> None:
        bench.say(told("trade_lite"))
        bench.say(told("leverage"))
        assert (bench.reports, bench.positions, bench.moves) == ([], [], 0)
        assert bench.doubts == []

    play(story)


def test_positions_come_as_they_are_now_and_money_is_asked_for() -> None:
    async def story(bench: Bench) -> None:
        event = told("account_update")
        (line,) = event["a"]["P"]
        event["a"]["P"] = [line | {"pa": "-0.5", "ep": "61000"}, line | {"pa": "9", "ps": "LONG"}]
        bench.say(event)
        expected = Position(symbol="BTCUSDT", quantity=D("-0.5"), entry_price=D(61_000))
        assert bench.positions == [((expected,), 1)]
        assert bench.moves == 1

    play(story)


def test_funding_moves_money_and_no_position() -> None:
    async def story(bench: Bench) -> None:
        bench.say(told("funding"))
        assert (bench.positions, bench.moves, bench.reports) == ([((), 1)], 1, [])

    play(story)


@pytest.mark.parametrize("name", ["order_update", "account_update"])
def test_news_that_cannot_be_read_leave_doubt(name: str) -> None:
    async def story(bench: Bench) -> None:
        event = told(name)
        (event["o"] if "o" in event else event["a"]).clear()
        bench.say(event)
        assert len(bench.doubts) == 1

    play(story)


def test_what_is_of_no_kind_known_leaves_none() -> None:
    async def story(bench: Bench) -> None:
        bench.say({"e": "STRATEGY_UPDATE", "E": 1})
        assert (bench.doubts, bench.stream.restarts) == ([], [])

    play(story)
