"""The private stream: tokens made anew, totals of orders, doubt whenever something is missing."""

import base64
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import AuthenticationFailed, SubscriptionRefused
from exchanges.models import Balance, Fill, Order, OrderStatus
from exchanges.telemetry import logger_for
from exchanges.venues.coinbase.user import CoinbaseUserStream
from tests.unit.exchanges.coinbase.documented import ORDER_ID, REPORT
from tests.unit.exchanges.coinbase.scripted_requests import CONFIG, NOW_MS, scripted
from tests.unit.exchanges.coinbase.still_connection import StillConnection, StillStream, message

pytestmark = pytest.mark.asyncio

CREDENTIALS = Credentials(
    api_key="organizations/o/apiKeys/k",
    secret=Secret(base64.b64encode(bytes(range(32))).decode()),
    environment=Environment.LIVE,
    kind=KeyKind.ED25519,
)
RETIRED = Credentials(api_key="old", secret=Secret("shared"), environment=Environment.LIVE)
REFUSED = "authentication failure"


class Bench:
    def __init__(self, credentials: Credentials = CREDENTIALS) -> None:
        self.rest = scripted({})
        self.reports: list[tuple[Order, Fill | None]] = []
        self.doubts: list[str] = []
        self.moves = 0
        self.user = CoinbaseUserStream(
            credentials=credentials,
            rest=self.rest,
            config=lambda: CONFIG,
            log=logger_for("coinbase", "live"),
            listener=self,
        )
        self.connection = StillConnection()
        self.connection.handler = self.user
        self.stream = StillStream(self.connection)
        self.user.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def on_report(self, order: Order, fill: Fill | None) -> None:
        self.reports.append((order, fill))

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        raise AssertionError("this venue does not tell what is held")

    def on_moved(self) -> None:
        self.moves += 1

    def doubt(self, reason: str) -> None:
        self.doubts.append(reason)

    async def nothing_missed(self) -> bool:
        return True

    def report(self, *changes: dict[str, Any], kind: str = "update") -> None:
        self.connection.tell("user", {"type": kind, "orders": [REPORT | change for change in changes]})


def claims(frame: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(frame["jwt"].split(".")[1] + "=="))
    return told


async def test_each_subscription_has_a_token_of_its_own() -> None:
    bench = Bench()

    await bench.user.greet(bench.connection)

    assert bench.connection.asked() == [("subscribe", "heartbeats", []), ("subscribe", "user", [])]
    first, second = bench.connection.frames.sent
    assert first["jwt"] != second["jwt"]
    assert claims(second) == {
        "sub": "organizations/o/apiKeys/k",
        "iss": "cdp",
        "nbf": NOW_MS // 1000 - 1,
        "exp": NOW_MS // 1000 + 119,
    }


async def test_the_retired_kind_of_key_signs_each_message() -> None:
    bench = Bench(RETIRED)

    await bench.user.greet(bench.connection)

    for frame in bench.connection.frames.sent:
        assert (frame["api_key"], frame["timestamp"], len(frame["signature"])) == ("old", "1800000000", 64)


async def test_a_refused_token_may_be_the_fault_of_the_clock() -> None:
    bench = Bench()
    bench.connection.refusals["heartbeats"] = [REFUSED]

    await bench.user.greet(bench.connection)

    assert bench.rest.synced == 1
    assert bench.rest.judged == []


async def test_a_token_that_is_refused_again_is_the_fault_of_the_key() -> None:
    bench = Bench()
    bench.connection.refusals["user"] = [REFUSED, REFUSED]

    with pytest.raises(AuthenticationFailed) as caught:
        await bench.user.greet(bench.connection)

    assert bench.rest.judged == [caught.value]


@pytest.mark.parametrize("times", [1, 2])
async def test_another_refusal_is_about_the_subscription(times: int) -> None:
    bench = Bench()
    bench.connection.refusals["user"] = [REFUSED, "too many subscriptions"] if times == 2 else ["closed"]

    with pytest.raises(SubscriptionRefused):
        await bench.user.greet(bench.connection)

    assert bench.rest.judged == []


async def test_reports_of_an_order_are_totals_and_tell_of_no_execution() -> None:
    bench = Bench()
    await bench.user.greet(bench.connection)

    bench.report({"status": "PENDING"})
    bench.report({})
    bench.report({"cumulative_quantity": "0.0004", "leaves_quantity": "0.0006", "filled_value": "20"})
    bench.report({"status": "CANCELLED", "cumulative_quantity": "0.0004", "leaves_quantity": "0"})

    orders = [order for order, _ in bench.reports]
    assert [order.status for order in orders] == [
        OrderStatus.NEW,
        OrderStatus.NEW,
        OrderStatus.PARTIALLY_FILLED,
        OrderStatus.CANCELED,
    ]
    assert [order.quantity for order in orders] == [Decimal("0.001")] * 4
    assert orders[-1].filled == Decimal("0.0004")
    assert [fill for _, fill in bench.reports] == [None] * 4
    assert (bench.doubts, bench.moves) == ([], 4)


async def test_the_snapshot_tells_open_orders_in_as_many_messages_as_it_takes() -> None:
    bench = Bench()
    await bench.user.greet(bench.connection)

    bench.report(
        *({"order_id": f"o{number}", "client_order_id": ""} for number in range(50)), kind="snapshot"
    )
    bench.report({"order_id": "last"}, kind="snapshot")
    bench.connection.tell("user", {"type": "snapshot"})

    assert len(bench.reports) == 51
    assert bench.doubts == []


async def test_a_hole_in_the_numbers_raises_doubt_whatever_comes_after_it() -> None:
    bench = Bench()
    await bench.user.greet(bench.connection)
    for channel in ("heartbeats", "user", "novelty"):
        bench.connection.number += 1
        bench.connection.tell(channel)

    assert bench.doubts == ["messages of the connection are missing"] * 3


async def test_connections_are_counted_apart_and_repeats_are_no_hole() -> None:
    bench = Bench()
    await bench.user.greet(bench.connection)
    bench.report({})
    successor = StillConnection("c2")
    successor.handler = bench.user
    await bench.user.greet(successor)
    successor.tell("heartbeats")
    bench.connection.say(message("user", 2, {"type": "update", "orders": [REPORT]}))
    bench.connection.tell("heartbeats")

    assert bench.doubts == []
    assert len(bench.reports) == 2


@pytest.mark.parametrize(
    "raw",
    [
        b'{"channel":"user","timestamp":"2027-01-15T08:00:00Z","sequence_num":2,"events":[{"type":"update","orders":[{"order_id":5}]}]}',
        b'{"channel":"user","events":[]}',
        b'{"channel":"user","type":"upd',
    ],
)
async def test_a_message_of_the_account_that_cannot_be_read_raises_doubt(raw: bytes) -> None:
    bench = Bench()
    await bench.user.greet(bench.connection)

    bench.connection.say(raw)

    assert bench.doubts == ["unreadable message"]


async def test_a_report_that_makes_no_sense_raises_doubt_and_hides_no_other() -> None:
    bench = Bench()
    await bench.user.greet(bench.connection)

    bench.report({"order_id": "OTHER", "order_side": "sideways"}, {"leaves_quantity": "NaN"}, {})

    assert bench.doubts == ["unreadable report (ValueError)"] * 2
    assert [order.venue_order_id for order, _ in bench.reports] == [ORDER_ID]


async def test_what_was_told_of_orders_that_ended_is_not_kept_for_ever() -> None:
    bench = Bench()
    await bench.user.greet(bench.connection)
    bench.report({"order_id": "OPEN", "leaves_quantity": "7"})
    for number in range(5_001):
        bench.report({"order_id": f"O{number}", "status": "CANCELLED"})
    bench.reports.clear()

    ended = {"status": "CANCELLED", "leaves_quantity": "0"}
    bench.report({"order_id": "OPEN"} | ended, {"order_id": "O5000"} | ended, {"order_id": "O0"} | ended)

    assert [order.quantity for order, _ in bench.reports] == [Decimal(7), Decimal("0.001"), Decimal(0)]


async def test_what_is_not_about_the_account_raises_no_doubt(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()
    with caplog.at_level("WARNING"):
        await bench.user.greet(bench.connection)
    assert caplog.records == []

    bench.connection.tell("heartbeats", {"heartbeat_counter": 1})
    bench.connection.tell("novelty", {"what": 1})
    bench.connection.say({"type": "error", "message": "something"})
    bench.connection.say(b"[]")

    assert (bench.doubts, bench.reports, bench.stream.restarts) == ([], [], [])


async def test_an_answer_is_given_and_counted_when_its_turn_comes() -> None:
    bench = Bench()

    raw = msgspec.json.encode(message("subscriptions", 0, {"subscriptions": {"user": ["u"]}}))
    assert not bench.user.on_answer(raw, bench.connection)
