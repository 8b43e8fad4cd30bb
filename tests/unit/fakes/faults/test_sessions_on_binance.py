"""What clients of the Binance fake meet when a fault strikes their streams."""

import asyncio
import json
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
import websockets

from fakes.faults import (
    AbruptClose,
    AckWithoutData,
    BadUtf8,
    CloseCode,
    DelayMessages,
    DropMessages,
    DuplicateFill,
    DuplicateMessages,
    Gap,
    HugeFrame,
    LateFill,
    MissingAck,
    MissingPings,
    MissingPongs,
    RefusedSubscription,
    RefusedUpgrade,
    ReorderMessages,
    ServerShutdownNotice,
    Silence,
    UnansweredUpgrade,
    UnknownEnumInStream,
    UnknownEvent,
    UnreadableMessage,
    UserStreamExpired,
    WrongTypesInStream,
    during,
    upon,
)
from fakes.ledger import SessionOpened
from fakes.operations import Role, StreamKind
from tests.unit.fakes.faults.binance_stage import STREAMS, BinanceStage, play
from tests.unit.fakes.hosted import arrivals, payloads

BOOK = "btcusdt@depth@100ms"
Text = aiohttp.WSMsgType


def holes(updates: list[Any]) -> list[int]:
    """Where the next `U` is not the last `u` + 1 (BIN-35): how many book changes lie between."""
    data = [update["data"] for update in updates]
    return [b["U"] - a["u"] - 1 for a, b in pairwise(data) if b["U"] != a["u"] + 1]


def test_without_faults_the_book_has_no_holes() -> None:
    async def story(stage: BinanceStage) -> None:
        updates = payloads(await arrivals(await stage.stream(BOOK), 60.0))
        assert len(updates) > 50
        assert holes(updates) == []

    play(story)


def test_a_session_is_closed_with_a_code_and_a_reason() -> None:
    async def story(stage: BinanceStage) -> None:
        last = (await arrivals(await stage.stream(BOOK), 60.0))[-1]
        assert (last.type, last.data, last.extra) == (Text.CLOSE, 1013, "busy")

    play(story, during(5, 6, CloseCode(1013, "busy")))


async def _read_on(socket: websockets.ClientConnection) -> None:
    async for _ in socket:
        pass


@pytest.mark.parametrize("how", ["fin", "rst"])
def test_a_session_ends_without_a_close_frame(how: Any) -> None:
    async def story(stage: BinanceStage) -> None:
        # aiohttp shows the same for FIN and RST; websockets names the cause
        async with websockets.connect(f"{STREAMS}/ws/{BOOK}") as socket:
            with pytest.raises(websockets.ConnectionClosedError) as caught:
                await asyncio.wait_for(_read_on(socket), 60.0)
        assert caught.value.rcvd is None
        assert isinstance(caught.value.__cause__, ConnectionResetError) is (how == "rst")
        assert 5.0 < stage.venue.now_s() < 5.1

    play(story, during(5, 6, AbruptClose(how)))


def test_faults_strike_during_recovery() -> None:
    async def story(stage: BinanceStage) -> None:
        await arrivals(await stage.stream(BOOK), 60.0)
        again = await stage.stream(BOOK)
        began_s = stage.venue.now_s()
        assert (await arrivals(again, 60.0))[-1].data == 1012
        assert stage.venue.now_s() - began_s == pytest.approx(2.0, abs=0.1)

    play(
        story,
        during(5, 6, CloseCode(1001)),
        upon(SessionOpened, CloseCode(1012), nth=2, after_s=2.0, lasts_s=1.0),
    )


def test_a_silent_stream_still_answers_pings() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.stream(BOOK)
        await socket.ping(b"there?")
        arrived = [(message.type, bytes(message.data)) for message in await arrivals(socket, 30.0)]
        assert (Text.PONG, b"there?") in arrived
        assert {kind for kind, _ in arrived} == {Text.PONG, Text.PING}
        assert stage.fired > 10

    play(story, during(0, 60, Silence()))


def test_pongs_go_missing_while_data_flows() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.stream(BOOK)
        await socket.ping(b"there?")
        kinds = [message.type for message in await arrivals(socket, 30.0)]
        assert Text.PONG not in kinds
        assert Text.TEXT in kinds
        assert stage.fired == 1

    play(story, during(0, 60, MissingPongs()))


def test_the_heartbeat_stops_while_data_flows() -> None:
    async def story(stage: BinanceStage) -> None:
        kinds = [message.type for message in await arrivals(await stage.stream(BOOK), 50.0)]
        assert Text.PING not in kinds
        assert Text.TEXT in kinds
        assert stage.fired == 2

    play(story, during(0, 60, MissingPings()))


def test_a_frame_that_is_not_utf8_makes_the_client_fail() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.stream(BOOK)
        last = (await arrivals(socket, 60.0))[-1]
        assert last.type is Text.ERROR
        assert socket.close_code == 1007

    play(story, during(5, 60, BadUtf8()))


def test_a_huge_frame_exceeds_the_clients_limit() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.stream(BOOK)
        assert (await arrivals(socket, 60.0))[-1].type is Text.ERROR
        assert socket.close_code == 1009

    play(story, during(5, 60, HugeFrame()))


def test_an_upgrade_is_refused() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="429"):
            await stage.stream(BOOK)
        await stage.user_stream()

    play(story, during(0, 60, RefusedUpgrade(429, Role.MARKET)))


def test_an_upgrade_is_reset() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(aiohttp.ClientConnectionError):
            await stage.stream(BOOK)

    play(story, during(0, 60, RefusedUpgrade(None)))


async def subscribed(stage: BinanceStage) -> list[Any]:
    socket = await stage.http.ws_connect(f"{STREAMS}/ws")
    await socket.send_json({"method": "SUBSCRIBE", "params": [BOOK], "id": 1})
    return payloads(await arrivals(socket, 20.0))


def test_a_subscription_is_acknowledged_and_brings_nothing() -> None:
    async def story(stage: BinanceStage) -> None:
        assert await subscribed(stage) == [{"result": None, "id": 1}]

    play(story, during(0, 60, AckWithoutData()))


def test_a_subscription_works_without_being_acknowledged() -> None:
    async def story(stage: BinanceStage) -> None:
        arrived = await subscribed(stage)
        assert len(arrived) > 5
        assert {event.get("e") for event in arrived} == {"depthUpdate"}

    play(story, during(0, 60, MissingAck()))


def test_a_gap_is_one_hole() -> None:
    async def story(stage: BinanceStage) -> None:
        updates = payloads(await arrivals(await stage.stream(BOOK), 60.0))
        assert len(holes(updates)) == 1
        assert stage.fired == 3

    play(story, during(20, 40, Gap(StreamKind.DEPTH, messages=3)))


def test_dropped_updates_leave_holes_and_other_streams_are_whole() -> None:
    async def story(stage: BinanceStage) -> None:
        updates = payloads(await arrivals(await stage.stream(BOOK, "btcusdt@trade"), 60.0))
        trades = [update["data"]["t"] for update in updates if update["stream"] == "btcusdt@trade"]
        assert len(holes([update for update in updates if update["stream"] == BOOK])) > 3
        assert trades == list(range(trades[0], trades[0] + len(trades)))

    play(story, during(10, 50, DropMessages(StreamKind.DEPTH, probability=0.3)))


def test_duplicates_come_in_a_row() -> None:
    async def story(stage: BinanceStage) -> None:
        updates = payloads(await arrivals(await stage.stream(BOOK), 30.0))
        assert [first == second for first, second in zip(updates[::2], updates[1::2], strict=True)] == [
            True
        ] * (len(updates) // 2)

    play(story, during(0, 60, DuplicateMessages()))


def test_updates_overtake_each_other_and_none_is_lost() -> None:
    async def story(stage: BinanceStage) -> None:
        updates = payloads(await arrivals(await stage.stream(BOOK), 60.0))
        assert min(holes(updates)) < 0, "something came after what follows it"
        updates.sort(key=lambda update: int(update["data"]["U"]))
        assert holes(updates) == []

    play(story, during(10, 50, ReorderMessages(StreamKind.DEPTH, by_s=1.0)))


def test_delayed_updates_are_old_and_in_order() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.stream(BOOK)
        ages_s, updates = [], []
        while stage.venue.now_s() < 59.0:
            message = await socket.receive()
            if message.type is Text.TEXT:
                updates.append(json.loads(message.data))
                ages_s.append(stage.venue.clock_s() - updates[-1]["data"]["E"] / 1000)
        assert holes(updates) == []
        assert max(ages_s) == pytest.approx(4.0, abs=0.02)
        assert ages_s[-1] < 0.02

    play(story, during(10, 50, DelayMessages(seconds=4.0)))


def test_an_unknown_event_travels_like_its_neighbours() -> None:
    async def story(stage: BinanceStage) -> None:
        updates = payloads(await arrivals(await stage.stream(BOOK), 60.0))
        strangers = [update for update in updates if update["data"]["e"] != "depthUpdate"]
        assert [(update["stream"], update["data"]["e"]) for update in strangers] == [(BOOK, "somethingNew")]

    play(story, during(10, 60, UnknownEvent(StreamKind.DEPTH)))


def test_a_message_is_no_json() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(json.JSONDecodeError):
            payloads(await arrivals(await stage.stream(BOOK), 60.0))
        assert stage.fired == 1

    play(story, during(10, 60, UnreadableMessage(limit=1)))


def test_levels_come_as_numbers() -> None:
    async def story(stage: BinanceStage) -> None:
        updates = payloads(await arrivals(await stage.stream(BOOK), 20.0))
        rows = [row for update in updates for row in update["data"]["b"] + update["data"]["a"]]
        assert {type(value) for row in rows for value in row} == {float}

    play(story, during(0, 60, WrongTypesInStream(StreamKind.DEPTH)))


def test_a_shutdown_is_announced_before_it_comes() -> None:
    async def story(stage: BinanceStage) -> None:
        arrived = await arrivals(await stage.stream(BOOK), 60.0)
        assert [event["stream"] for event in payloads(arrived) if event["stream"] != BOOK] == [
            "!serverShutdown"
        ]
        assert arrived[-1].data == 1001
        assert stage.venue.now_s() == pytest.approx(20.0, abs=0.1)

    play(story, during(10, 20, ServerShutdownNotice(Role.MARKET)))


def test_a_connection_opened_after_the_notice_outlives_those_it_was_for() -> None:
    async def story(stage: BinanceStage) -> None:
        old = await stage.stream(BOOK)
        await stage.until(15.0)
        new = await stage.stream(BOOK)
        await stage.until(30.0)
        assert old.closed or (await arrivals(old, 60.0))[-1].data == 1001
        assert not new.closed
        assert (await arrivals(new, 5.0))[-1].data != 1001

    play(story, during(10, 20, ServerShutdownNotice(Role.MARKET)))


@pytest.mark.parametrize("announced", [True, False])
def test_a_user_stream_ends_while_its_socket_stays(announced: bool) -> None:
    async def story(stage: BinanceStage) -> None:
        user = await stage.user_stream()
        await stage.until(6.0)
        assert (await stage.place("a"))[0] == 200
        kinds = [event["event"]["e"] for event in payloads(await arrivals(user, 10.0))]
        assert kinds == (["eventStreamTerminated"] if announced else [])
        assert not user.closed

    play(story, during(5, 6, UserStreamExpired(announced=announced)))


async def fill_in_two_and_cancel(stage: BinanceStage) -> list[tuple[str, int, float]]:
    """Execution type, trade id and stage time of each report of one order."""
    user = await stage.user_stream()
    await stage.place("a", price="60000.00")
    stage.venue.counterparty.fill("subject", "BTCUSDT", "a", 400)
    await stage.signed("DELETE", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="a")
    reports = []
    for _ in range(60):
        for message in payloads(await arrivals(user, 0.1)):
            event = message["event"]
            if event["e"] == "executionReport":
                reports.append((event["x"], event["t"], round(stage.venue.now_s(), 1)))
    return reports


def test_a_fill_is_reported_after_the_cancel() -> None:
    async def story(stage: BinanceStage) -> None:
        kinds = [kind for kind, _, _ in await fill_in_two_and_cancel(stage)]
        assert kinds == ["NEW", "CANCELED", "TRADE"]
        assert stage.fired == 1

    play(story, during(0, 60, LateFill(seconds=3.0)))


def test_a_fill_is_reported_twice_with_one_trade_id() -> None:
    async def story(stage: BinanceStage) -> None:
        reports = await fill_in_two_and_cancel(stage)
        trades = [(trade, at_s) for kind, trade, at_s in reports if kind == "TRADE"]
        assert trades[0][0] == trades[1][0]
        assert trades[1][1] - trades[0][1] == pytest.approx(1.0, abs=0.11)
        assert len(trades) == 2

    play(story, during(0, 60, DuplicateFill(again_after_s=1.0)))


def test_an_order_has_a_status_of_the_future() -> None:
    async def story(stage: BinanceStage) -> None:
        user = await stage.user_stream()
        await stage.place("a")
        assert (await user.receive_json())["event"]["X"] == "ON_ICE"

    play(story, during(0, 60, UnknownEnumInStream(StreamKind.ORDER, field="X", value="ON_ICE")))


def test_a_subscription_is_refused_and_the_connection_lives_on() -> None:
    async def story(stage: BinanceStage) -> None:
        assert await subscribed(stage) == [
            {"code": 2, "msg": "Invalid request: please try again", "id": 1},
        ]

    play(story, during(0, 60, RefusedSubscription()))


def test_a_stream_asked_for_in_the_address_is_refused_by_closing() -> None:
    async def story(stage: BinanceStage) -> None:
        assert [message.type for message in await arrivals(await stage.stream(BOOK), 20.0)] == [Text.CLOSED]

    play(story, during(0, 60, RefusedSubscription()))


def test_an_upgrade_is_never_answered() -> None:
    async def story(stage: BinanceStage) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30.0):
                await stage.stream(BOOK)
        await stage.user_stream()

    play(story, during(0, 60, UnansweredUpgrade(Role.MARKET)))
