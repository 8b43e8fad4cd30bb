"""The private stream: a login, two channels, reports as they come, doubt whenever one cannot be read."""

from collections.abc import Sequence
from decimal import Decimal as D
from typing import Any

import msgspec
import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, Secret
from exchanges.errors import AuthenticationFailed, ClockSkewed, SubscriptionRefused
from exchanges.models import Balance, Fill, Order, OrderStatus
from exchanges.telemetry import logger_for
from exchanges.venues.okx.user import OkxUserStream
from tests.unit.exchanges.okx.documented import ACCOUNT, ORDER, REPORT
from tests.unit.exchanges.okx.scripted_requests import CONFIG, scripted
from tests.unit.exchanges.okx.still_connection import StillConnection, StillStream

pytestmark = pytest.mark.asyncio

CREDENTIALS = Credentials(
    api_key="key",
    secret=Secret("22582BD0CFF14C41EDBF1AB98506286D"),
    passphrase=Secret("open sesame"),
    environment=Environment.LIVE,
)


class Bench:
    def __init__(self) -> None:
        self.rest = scripted({}, now_ms=1538054050_999)
        self.reports: list[tuple[Order, Fill | None]] = []
        self.balances: list[tuple[Sequence[Balance], int]] = []
        self.doubts: list[str] = []
        self.user = OkxUserStream(
            credentials=CREDENTIALS,
            rest=self.rest,
            config=lambda: CONFIG,
            log=logger_for("okx", "live"),
            listener=self,
        )
        self.connection = StillConnection()
        self.connection.handler = self.user
        self.stream = StillStream(self.connection)
        self.user.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def on_report(self, order: Order, fill: Fill | None) -> None:
        self.reports.append((order, fill))

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        self.balances.append((balances, as_of_ms))

    def on_moved(self) -> None:
        raise AssertionError("this venue tells what is held")

    def doubt(self, reason: str) -> None:
        self.doubts.append(reason)

    async def nothing_missed(self) -> bool:
        return True

    def say(self, channel: str, *rows: Any) -> None:
        message = {"arg": {"channel": channel, "uid": "77"}, "data": rows}
        assert self.user.on_message(msgspec.json.encode(message), self.connection)


async def test_a_login_comes_before_the_channels() -> None:
    bench = Bench()

    await bench.user.greet(bench.connection)

    login, orders, account = bench.connection.asked()
    assert login == (
        "login",
        [
            {
                "apiKey": "key",
                "passphrase": "open sesame",
                "timestamp": "1538054050",
                "sign": "+LdIr8lkkvhr5hoA3g9TMC0+uQJ849ftAcocA/ouu4M=",
            }
        ],
    )
    assert orders == ("subscribe", [{"channel": "orders", "instType": "SPOT"}])
    assert account == ("subscribe", [{"channel": "account", "extraParams": '{"updateInterval":"0"}'}])


async def test_a_refused_key_is_judged() -> None:
    bench = Bench()
    bench.connection.refusals["login"] = ("60005", "Invalid OK-ACCESS-KEY")

    with pytest.raises(AuthenticationFailed):
        await bench.user.greet(bench.connection)
    assert [type(error) for error in bench.rest.judged] == [AuthenticationFailed]


async def test_a_login_too_early_or_late_is_tried_once_more_with_the_time_measured_anew() -> None:
    bench = Bench()
    bench.connection.refusals["login"] = ("60006", "Timestamp request expired")

    with pytest.raises(ClockSkewed):
        await bench.user.greet(bench.connection)

    assert bench.rest.synced == 1
    assert [verb for verb, _ in bench.connection.asked()] == ["login", "login"]


async def test_without_a_channel_there_is_no_stream() -> None:
    bench = Bench()
    bench.connection.refusals["account"] = ("60018", "channel doesn't exist")

    with pytest.raises(SubscriptionRefused):
        await bench.user.greet(bench.connection)


async def test_orders_and_executions_are_told() -> None:
    bench = Bench()
    bench.say("orders", ORDER, REPORT)

    (placed, nothing), (filled, fill) = bench.reports
    assert (placed.status, nothing) == (OrderStatus.NEW, None)
    assert filled.status is OrderStatus.PARTIALLY_FILLED
    assert fill is not None
    assert fill.trade_id == "744876980"


async def test_balances_are_told_with_their_time() -> None:
    bench = Bench()
    bench.say("account", ACCOUNT)

    assert bench.balances == [
        ([Balance("USDT", D("4834.3"), D("16.2")), Balance("BTC", D(1), D(0))], 1705474164160)
    ]


@pytest.mark.parametrize(
    ("channel", "row"),
    [
        ("orders", {"ordId": "1"}),
        ("orders", ORDER | {"sz": "NaN"}),
        ("orders", ORDER | {"side": "up"}),
        ("account", {"uTime": "1"}),
        ("account", ACCOUNT | {"uTime": "soon"}),
    ],
)
async def test_a_report_that_cannot_be_read_is_a_reason_to_ask(channel: str, row: dict[str, Any]) -> None:
    bench = Bench()
    bench.say(channel, row)

    assert (bench.reports, bench.balances) == ([], [])
    assert len(bench.doubts) == 1


@pytest.mark.parametrize(
    "raw", [b'{"arg":{"channel":"orders"},"data":[{', b'{"arg":{"channel":"account"},"data":5}']
)
async def test_half_a_message_is_a_reason_to_ask(raw: bytes) -> None:
    bench = Bench()
    bench.user.on_message(raw, bench.connection)

    assert bench.doubts == ["unreadable message"]


@pytest.mark.parametrize(
    "raw", [b"pong", b'{"event":"channel-conn-count","channel":"orders","connCount":"1"}']
)
async def test_what_says_nothing_of_orders_is_no_reason(raw: bytes) -> None:
    bench = Bench()
    bench.user.on_message(raw, bench.connection)

    assert (bench.doubts, bench.stream.restarts) == ([], [])


async def test_an_error_to_nobody_ends_the_connection_and_one_of_the_key_is_judged() -> None:
    bench = Bench()
    bench.user.on_message(
        b'{"event":"error","code":"60032","msg":"API key doesn\'t exist"}', bench.connection
    )
    bench.user.on_message(b'{"event":"error","code":"64007","msg":"internal"}', bench.connection)

    assert [type(error) for error in bench.rest.judged] == [AuthenticationFailed]
    assert len(bench.stream.restarts) == 2


async def test_a_notice_renews_the_connection() -> None:
    bench = Bench()
    bench.user.on_message(b'{"event":"notice","code":"64008","msg":"soon"}', bench.connection)

    assert bench.stream.renewals == 1


async def test_an_answer_is_told_from_data() -> None:
    bench = Bench()

    assert not bench.user.on_answer(b'{"arg":{"channel":"account"},"eventType":"snapshot"}', bench.connection)
    assert not bench.user.on_answer(b'{"event":"login","code":"0"}', bench.connection)
