"""The private stream: a login, three topics, and reports of orders and executions in either order."""

import json
from collections.abc import Sequence
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, Secret
from exchanges.errors import AuthenticationFailed, SubscriptionRefused
from exchanges.models import Balance, Fill, Order, OrderStatus
from exchanges.telemetry import logger_for
from exchanges.venues.bybit.errors import LOGIN_REFUSED
from exchanges.venues.bybit.user import BybitUserStream
from tests.unit.exchanges.bybit.documented import EXECUTION, ORDER, WALLET
from tests.unit.exchanges.bybit.scripted_requests import CONFIG, scripted
from tests.unit.exchanges.bybit.still_connection import StillConnection, StillStream

pytestmark = pytest.mark.asyncio

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "bybit" / "signing.json").read_text())
CREDENTIALS = Credentials(
    api_key=VECTORS["key"], secret=Secret(VECTORS["secret"]), environment=Environment.LIVE
)


AT_MS = int(VECTORS["login"]["expires"]) - 10_000


class Bench:
    def __init__(self) -> None:
        self.rest = scripted({}, AT_MS)
        self.reports: list[tuple[Order, Fill | None]] = []
        self.doubts: list[str] = []
        self.moves = 0
        self.user = BybitUserStream(
            credentials=CREDENTIALS,
            rest=self.rest,
            config=lambda: CONFIG,
            log=logger_for("bybit", "live"),
            listener=self,
        )
        self.connection = StillConnection()
        self.connection.handler = self.user
        self.user.stream = StillStream(self.connection)  # type: ignore[assignment]  # as much as is used

    def on_report(self, order: Order, fill: Fill | None) -> None:
        self.reports.append((order, fill))

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        raise AssertionError("what of the wallet is told is not known")

    def on_moved(self) -> None:
        self.moves += 1

    def doubt(self, reason: str) -> None:
        self.doubts.append(reason)

    async def nothing_missed(self) -> bool:
        return True

    def say(self, message: object) -> None:
        raw = message if isinstance(message, bytes) else msgspec.json.encode(message)
        assert self.user.on_message(raw, self.connection)

    def topic(self, topic: str, *rows: dict[str, Any]) -> None:
        self.say({"id": "1", "topic": topic, "creationTime": 1_800_000_000_000, "data": rows})


async def test_greeting_logs_in_and_subscribes_to_everything_at_once() -> None:
    bench = Bench()

    await bench.user.greet(bench.connection)

    login = VECTORS["login"]
    assert bench.connection.asked() == [
        ("auth", [VECTORS["key"], login["expires"], login["signature"]]),
        ("subscribe", ["order", "execution", "wallet"]),
    ]


async def test_a_refused_login_is_a_matter_of_the_key() -> None:
    bench = Bench()
    bench.connection.refused = ("auth",)

    with pytest.raises(AuthenticationFailed) as caught:
        await bench.user.greet(bench.connection)

    assert caught.value.code == LOGIN_REFUSED
    assert bench.rest.judged == [caught.value]


async def test_a_refused_topic_is_no_matter_of_the_key() -> None:
    bench = Bench()
    bench.connection.refused = ("execution",)

    with pytest.raises(SubscriptionRefused):
        await bench.user.greet(bench.connection)

    assert bench.rest.judged == []


async def test_orders_are_reported_as_they_stand() -> None:
    bench = Bench()

    bench.topic("order", ORDER, ORDER | {"orderId": "2", "orderStatus": "Rejected"})

    assert [(order.venue_order_id, order.status, fill) for order, fill in bench.reports] == [
        ("1523347543495541248", OrderStatus.NEW, None),
        ("2", OrderStatus.REJECTED, None),
    ]
    assert bench.moves == 1


async def test_each_execution_of_a_message_is_a_fill() -> None:
    bench = Bench()

    bench.topic("execution", EXECUTION, EXECUTION | {"execId": "2100000000007764264", "execQty": "0.006"})

    fills = [fill for _, fill in bench.reports if fill is not None]
    assert [(fill.trade_id, fill.quantity) for fill in fills] == [
        ("2100000000007764263", D("0.004")),
        ("2100000000007764264", D("0.006")),
    ]


async def test_funding_is_no_fill() -> None:
    bench = Bench()

    bench.topic("execution", EXECUTION | {"execType": "Funding"})

    assert bench.reports == []
    assert bench.moves == 1


async def test_what_belongs_to_another_category_is_passed_over() -> None:
    bench = Bench()

    bench.topic("order", ORDER | {"category": "linear"})
    bench.topic("execution", EXECUTION | {"category": "option"})

    assert (bench.reports, bench.doubts) == ([], [])


async def test_a_wallet_says_that_something_has_moved() -> None:
    bench = Bench()

    bench.topic("wallet", WALLET)

    assert (bench.moves, bench.reports, bench.doubts) == (1, [], [])


async def test_a_report_that_cannot_be_read_is_a_doubt_and_does_not_cost_the_others() -> None:
    bench = Bench()

    bench.topic("order", ORDER | {"qty": "much"}, ORDER)

    assert len(bench.reports) == 1
    assert len(bench.doubts) == 1


@pytest.mark.parametrize(
    ("message", "doubted"),
    [
        (b'{"topic":"order","data":[{"symbol":5}]}', True),
        (b'{"id":"1","topic":"execution","data":7}', True),
        (b'{"topic":"greeks","data":[]}', False),
        (b'{"success":true,"ret_msg":"pong","op":"ping"}', False),
        (b'{"req_id":"x","op":"pong","args":["1"],"conn_id":"c"}', False),
        (b"no json", False),
    ],
)
async def test_only_what_may_have_been_about_our_orders_is_a_doubt(message: bytes, doubted: bool) -> None:
    bench = Bench()

    bench.say(message)

    assert bool(bench.doubts) is doubted


async def test_an_answer_is_known_before_messages_are_worked_off() -> None:
    bench = Bench()
    bench.connection.silent = True

    assert not bench.user.on_answer(b'{"topic":"order","data":[]}', bench.connection)
    assert not bench.user.on_answer(b'{"req_id":"9","op":"subscribe","success":true}', bench.connection)
