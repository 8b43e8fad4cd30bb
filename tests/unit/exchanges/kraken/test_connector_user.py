"""The private stream: a token, two channels, reports put together, doubt whenever something is missing."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, Secret
from exchanges.errors import RateLimited, SubscriptionRefused
from exchanges.models import Balance, Fill, Order, OrderStatus
from exchanges.ratelimit import Cost, LimitKind
from exchanges.telemetry import logger_for
from exchanges.venues.kraken.user import KrakenUserStream
from tests.unit.exchanges.kraken.documented import EXECUTION, NEW, PENDING_NEW
from tests.unit.exchanges.kraken.scripted_requests import CONFIG, scripted
from tests.unit.exchanges.kraken.still_connection import StillConnection, StillStream

pytestmark = pytest.mark.asyncio

CREDENTIALS = Credentials(api_key="key", secret=Secret("a2V5"), environment=Environment.LIVE)
FILLED = NEW | {"exec_type": "filled", "order_status": "filled", "cum_qty": 0.005, "cum_cost": 132.9995}


class Bench:
    def __init__(self, **answers: Any) -> None:
        self.rest = scripted({"GetWebSocketsToken": {"token": "secret-token", "expires": 900}} | answers)
        self.reports: list[tuple[Order, Fill | None]] = []
        self.doubts: list[str] = []
        self.moves = 0
        self.calm = True
        self.user = KrakenUserStream(
            credentials=CREDENTIALS,
            rest=self.rest,
            config=lambda: CONFIG,
            log=logger_for("kraken", "live"),
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
        return self.calm

    def say(self, message: object, connection: StillConnection | None = None) -> None:
        raw = message if isinstance(message, bytes) else msgspec.json.encode(message)
        assert self.user.on_message(raw, connection or self.connection)

    def executions(self, *reports: dict[str, Any], sequence: int, kind: str = "update") -> None:
        self.say({"channel": "executions", "type": kind, "data": reports, "sequence": sequence})


async def test_greeting_takes_a_token_and_subscribes_to_both_channels_with_it() -> None:
    bench = Bench()

    await bench.user.greet(bench.connection)

    assert [(ask.path, ask.cost) for ask in bench.rest.asked] == [("/0/private/GetWebSocketsToken", Cost(1))]
    assert bench.connection.asked() == [
        (
            "subscribe",
            {"channel": "executions", "token": "secret-token", "snap_orders": True, "snap_trades": True},
        ),
        ("subscribe", {"channel": "balances", "token": "secret-token"}),
    ]


async def test_each_greeting_takes_a_token_of_its_own() -> None:
    bench = Bench()
    await bench.user.greet(bench.connection)
    bench.rest.answers["GetWebSocketsToken"] = {"token": "another", "expires": 900}

    await bench.user.greet(bench.connection)

    assert [params["token"] for _, params in bench.connection.asked()] == [
        "secret-token",
        "secret-token",
        "another",
        "another",
    ]


async def test_the_tier_that_the_confirmation_speaks_of_sets_the_limits() -> None:
    bench = Bench()
    bench.connection.results["executions"] = {"maxratecount": 180}

    await bench.user.greet(bench.connection)

    assert [(rule.kind, rule.limit) for rule in bench.rest.adopted] == [
        (LimitKind.WEIGHT, 20),
        (LimitKind.ORDERS, 180),
    ]


@pytest.mark.parametrize("channel", ["executions", "balances"])
async def test_a_subscription_that_is_refused_is_no_greeting(channel: str) -> None:
    bench = Bench()
    bench.connection.refusals[channel] = "ESession:Invalid session"

    with pytest.raises(SubscriptionRefused, match="Invalid session") as caught:
        await bench.user.greet(bench.connection)

    assert "secret-token" not in str(caught.value)


async def test_without_a_token_nothing_is_subscribed_to() -> None:
    bench = Bench(GetWebSocketsToken=RateLimited("slow down"))

    with pytest.raises(RateLimited):
        await bench.user.greet(bench.connection)

    assert bench.connection.asked() == []


async def test_the_reports_of_an_order_are_put_together() -> None:
    bench = Bench()
    for sequence, report in enumerate((PENDING_NEW, NEW, EXECUTION, FILLED), 8):
        bench.executions(report, sequence=sequence)

    orders = [order for order, _ in bench.reports]
    assert [order.status for order in orders] == [
        OrderStatus.NEW,
        OrderStatus.NEW,
        OrderStatus.PARTIALLY_FILLED,
        OrderStatus.FILLED,
    ]
    assert [(order.symbol, order.client_order_id) for order in orders] == [("BTC/USD", "bot-0003")] * 4
    fills = [fill for _, fill in bench.reports if fill is not None]
    assert [(fill.trade_id, fill.quantity) for fill in fills] == [("62887576", Decimal("0.005"))]
    assert bench.doubts == []
    assert bench.moves == 4


async def test_the_snapshot_tells_open_orders_and_the_trades_of_those_known() -> None:
    bench = Bench()
    alien = EXECUTION | {"order_id": "OLONG-AGO", "trade_id": 5}

    bench.executions(PENDING_NEW, EXECUTION, alien, sequence=1, kind="snapshot")

    assert [(order.client_order_id, fill is not None) for order, fill in bench.reports] == [
        ("bot-0003", False),
        ("bot-0003", True),
    ]
    assert bench.doubts == []


async def test_a_report_about_an_order_never_told_of_raises_doubt() -> None:
    bench = Bench()

    bench.executions(NEW, sequence=1)

    assert bench.reports == []
    assert len(bench.doubts) == 1


@pytest.mark.parametrize("channel", ["executions", "balances"])
async def test_a_hole_in_the_numbers_of_a_channel_raises_doubt(channel: str) -> None:
    bench = Bench()
    for sequence in (1, 2, 5, 6):
        bench.say({"channel": channel, "type": "update", "data": [], "sequence": sequence})

    assert bench.doubts == [f"2 messages of {channel} are missing"]


async def test_repeats_and_late_ones_are_no_hole() -> None:
    bench = Bench()
    for sequence in (1, 2, 2, 1, 3):
        bench.executions(sequence=sequence)

    assert bench.doubts == []


async def test_channels_and_connections_are_counted_apart() -> None:
    bench = Bench()
    successor = StillConnection("c2")
    bench.executions(sequence=7)
    bench.say({"channel": "balances", "type": "snapshot", "data": [], "sequence": 1})
    bench.say({"channel": "executions", "type": "snapshot", "data": [], "sequence": 1}, successor)
    bench.say({"channel": "executions", "type": "update", "data": [], "sequence": 2}, successor)
    bench.executions(sequence=8)

    assert bench.doubts == []


async def test_balances_that_moved_are_fetched_by_whoever_asks() -> None:
    bench = Bench()
    line = {"asset": "BTC", "balance": 0.005, "amount": -0.005, "type": "trade", "ledger_id": "L"}

    bench.say({"channel": "balances", "type": "update", "data": [line], "sequence": 2})

    assert (bench.moves, bench.doubts) == (1, [])


@pytest.mark.parametrize(
    "raw",
    [
        b'{"channel":"executions","type":"update","data":[{"order_id":5}],"sequence":1}',
        b'{"channel":"balances","type":"update","data":[]}',
        b'{"channel":"executions","type":"upd',
    ],
)
async def test_a_message_of_the_account_that_cannot_be_read_raises_doubt(raw: bytes) -> None:
    bench = Bench()

    bench.say(raw)

    assert bench.doubts == ["unreadable message"]


async def test_a_report_that_makes_no_sense_raises_doubt_and_hides_no_other() -> None:
    bench = Bench()
    other = PENDING_NEW | {"order_id": "OTHER", "side": "sideways"}

    bench.executions(other, PENDING_NEW, sequence=1)

    assert bench.doubts == ["unreadable report (ValueError)"]
    assert [order.client_order_id for order, _ in bench.reports] == ["bot-0003"]


@pytest.mark.parametrize(
    "message",
    [
        {"channel": "heartbeat"},
        {"channel": "status", "type": "update", "data": [{"system": "online", "connection_id": 2**63 + 5}]},
        {"channel": "novelty", "data": [1, 2, 3]},
        {"method": "pong", "req_id": 77},
        {"error": "something", "success": False},
    ],
)
async def test_what_is_not_about_the_account_raises_no_doubt(message: object) -> None:
    bench = Bench()

    bench.say(message)

    assert (bench.doubts, bench.reports, bench.stream.restarts) == ([], [], [])


async def test_an_order_known_from_before_a_reconnect_is_still_known() -> None:
    bench = Bench()
    bench.executions(PENDING_NEW, sequence=1)
    bench.user.on_live(gap=True)
    bench.doubts.clear()

    bench.executions(FILLED, sequence=1)

    assert (bench.reports[-1][0].status, bench.doubts) == (OrderStatus.FILLED, [])


async def test_what_was_told_of_orders_that_ended_is_not_kept_for_ever() -> None:
    bench = Bench()
    open_order = PENDING_NEW | {"order_id": "OPEN"}
    bench.executions(open_order, sequence=1)
    for number in range(5_001):
        ended = PENDING_NEW | {"order_id": f"O{number}", "order_status": "canceled", "exec_type": "canceled"}
        bench.executions(ended, sequence=number + 2)
    bench.reports.clear()

    bench.executions(NEW | {"order_id": "OPEN"}, NEW | {"order_id": "O5000"}, sequence=5_003)
    assert len(bench.reports) == 2
    bench.executions(NEW | {"order_id": "O0"}, sequence=5_004)
    assert len(bench.doubts) == 1


async def test_going_live_raises_doubt_even_without_a_gap() -> None:
    bench = Bench()

    bench.user.on_live(gap=False)

    assert bench.doubts == ["stream opened"]


async def test_a_stream_that_beats_and_tells_nothing_is_compared_with_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench()
    loop = asyncio.get_running_loop()
    later_s = loop.time() + 31
    monkeypatch.setattr(loop, "time", lambda: later_s)
    bench.say({"channel": "heartbeat"})

    assert bench.user.patrol_is_due()
    assert await bench.user.patrol() is None
    bench.calm = False
    assert await bench.user.patrol() == "the account changed without a word on the stream"


async def test_only_confirmations_are_answers() -> None:
    bench = Bench()

    assert not bench.user.on_answer(msgspec.json.encode({"channel": "heartbeat"}), bench.connection)
    assert not bench.user.on_answer(b'{"method":"subscribe","req_id":99,"success":true}', bench.connection)


async def test_a_confirmation_is_taken_once_and_is_no_oddity(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()

    with caplog.at_level("WARNING"):
        await bench.user.greet(bench.connection)

    assert caplog.records == []
