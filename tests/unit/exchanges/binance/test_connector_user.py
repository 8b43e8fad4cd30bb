"""The private stream: signed subscription, events passed on, doubt whenever something is lost."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal as D
from typing import Any

import msgspec
import pytest

from exchanges.config import ConnectorConfig, Environment
from exchanges.errors import AuthenticationFailed, SubscriptionRefused
from exchanges.models import Balance, Fill, Order
from exchanges.ratelimit import Cost
from exchanges.signing import HmacSha256Signer
from exchanges.telemetry import logger_for
from exchanges.venues.binance.messages import Envelope, ErrorBody
from exchanges.venues.binance.user import BinanceUserStream
from tests.unit.exchanges.binance.rest_maker import CREDENTIALS
from tests.unit.exchanges.binance.still_stream import StillConnection, StillStream
from tests.unit.exchanges.binance.test_connector_accounts import REPORT

CONFIG = ConnectorConfig(venue="binance", environment=Environment.SANDBOX)


class Rest:
    """The part of REST that the stream needs."""

    def __init__(self) -> None:
        self.charged = 0
        self.synced = 0
        self.judged: list[object] = []

    def judge_key(self, error: object) -> None:
        self.judged.append(error)

    async def charge(self, cost: Cost) -> None:
        self.charged += cost.weight

    async def sync_clock(self) -> None:
        self.synced += 1

    def venue_ms(self) -> int:
        return 1_800_000_000_000 + self.synced


class Bench:
    def __init__(self) -> None:
        self.rest = Rest()
        self.events: list[Any] = []
        self.doubts: list[str] = []
        self.calm = True
        self.stream = StillStream()
        self.connection = StillConnection()
        self.user = BinanceUserStream(
            credentials=CREDENTIALS,
            rest=self.rest,  # as much of it as is used
            config=lambda: CONFIG,
            log=logger_for("binance", "sandbox"),
            listener=self,
        )
        self.user.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def on_report(self, order: Order, fill: Fill | None) -> None:
        self.events.append((order, fill))

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        self.events.append((tuple(balances), as_of_ms))

    def on_moved(self) -> None:
        raise AssertionError("this venue tells amounts")

    def doubt(self, reason: str) -> None:
        self.doubts.append(reason)

    async def nothing_missed(self) -> bool:
        return self.calm

    def say(self, message: object) -> None:
        raw = message if isinstance(message, bytes) else msgspec.json.encode(message)
        assert self.user.on_message(raw, self.connection)  # type: ignore[arg-type]

    async def greet(self) -> None:
        await self.user.greet(self.connection)  # type: ignore[arg-type]


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    async def playing() -> None:
        await story(Bench())

    asyncio.run(playing())


def test_the_subscription_is_signed_over_its_sorted_parameters() -> None:
    async def story(bench: Bench) -> None:
        await bench.greet()
        (question,) = bench.connection.asked
        parameters = dict(question["params"])
        signature = parameters.pop("signature")
        payload = "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))

        assert question["method"] == "userDataStream.subscribe.signature"
        assert list(sorted(parameters)) == ["apiKey", "recvWindow", "timestamp"]
        assert signature == HmacSha256Signer(CREDENTIALS.secret).sign(payload.encode())
        assert bench.rest.charged == 4

    play(story)


def test_a_refused_timestamp_is_mended_once() -> None:
    async def story(bench: Bench) -> None:
        bench.connection.answers = [Envelope(status=400, error=ErrorBody(-1021, "ahead"))]
        await bench.greet()

        assert bench.rest.synced == 1
        assert len(bench.connection.asked) == 2

    play(story)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Envelope(status=401, error=ErrorBody(-2014, "key")), AuthenticationFailed),
        (Envelope(status=500), SubscriptionRefused),
        (Envelope(), SubscriptionRefused),
    ],
)
def test_what_is_not_a_confirmation_is_a_failure(answer: Envelope, expected: type[Exception]) -> None:
    async def story(bench: Bench) -> None:
        bench.connection.answers = [answer]
        with pytest.raises(expected):
            await bench.greet()

    play(story)


def test_reports_and_positions_are_passed_on() -> None:
    async def story(bench: Bench) -> None:
        bench.say({"subscriptionId": 0, "event": REPORT})
        position = {"e": "outboundAccountPosition", "u": 5, "B": [{"a": "FOO", "f": "1", "l": "0"}]}
        bench.say({"subscriptionId": 0, "event": position})

        (order, fill), (balances, as_of_ms) = bench.events
        assert (order.symbol, fill.trade_id) == ("FOOUSDT", "501")
        assert (balances, as_of_ms) == ((Balance("FOO", D(1), D(0)),), 5)
        assert bench.doubts == []

    play(story)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"not json",
        b"\xff",
        b'{"subscriptionId":0,"event":{"e":"executionReport","s":7}}',
        b'{"subscriptionId":0,"event":{"e":"outboundAccountPosition"}}',
        msgspec.json.encode({"event": {**REPORT, "S": "SIDEWAYS"}}),
    ],
)
def test_an_event_that_is_not_understood_raises_doubt_about_the_account(message: bytes) -> None:
    async def story(bench: Bench) -> None:
        bench.say(message)

        assert len(bench.doubts) == 1
        assert bench.stream.restarts == []

    play(story)


def test_events_that_do_not_concern_us_raise_none() -> None:
    async def story(bench: Bench) -> None:
        bench.say({"subscriptionId": 0, "event": {"e": "balanceUpdate", "a": "FOO"}})
        bench.say({"subscriptionId": 0, "event": {"e": "somethingNew"}})
        bench.say({"something": "else"})

        assert bench.doubts == []
        assert bench.stream.restarts == []

    play(story)


def test_the_end_of_the_subscription_opens_another() -> None:
    async def story(bench: Bench) -> None:
        bench.say({"event": {"e": "eventStreamTerminated", "E": 1}})

        assert len(bench.stream.restarts) == 1

    play(story)


def test_a_key_revoked_while_connected_is_noticed() -> None:
    async def story(bench: Bench) -> None:
        bench.say({"id": None, "status": 401, "error": {"code": -2015, "msg": "Invalid API-key"}})

        assert "-2015" in bench.stream.restarts[0]
        assert [type(error).__name__ for error in bench.rest.judged] == ["PermissionDenied"]

    play(story)


def test_an_announced_shutdown_is_prepared_for() -> None:
    async def story(bench: Bench) -> None:
        bench.say({"event": {"e": "serverShutdown", "E": 1}})

        assert bench.stream.renewals == 1

    play(story)


def test_every_opening_of_the_stream_asks_what_was_missed() -> None:
    async def story(bench: Bench) -> None:
        bench.user.on_live(gap=False)
        bench.user.on_live(gap=True)

        assert len(bench.doubts) == 2

    play(story)
