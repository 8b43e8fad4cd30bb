import json

import pytest

from fakes.faults import (
    AbruptClose,
    AckWithoutData,
    Barred,
    ClockSkew,
    ClockStep,
    CloseCode,
    Fault,
    FiltersChanged,
    Maintenance,
    MissingAck,
    MissingPongs,
    RefusedUpgrade,
    RejectedKey,
    RestartedBook,
    ServerShutdownNotice,
    SymbolDelisted,
    SymbolHalted,
    SymbolListed,
    SystemMode,
    UserStreamExpired,
)
from fakes.faults.fault import Lost, Reply
from fakes.operations import Operation, Refusal, Role
from fakes.words import Word
from tests.unit.fakes.faults.staging import Call, armed

pytestmark = pytest.mark.asyncio

ACTS: list[tuple[Fault, list[Call], list[Call]]] = [
    (CloseCode(1013, "busy", Role.MARKET), [("close_sessions", Role.MARKET, 1013, "busy", False)], []),
    (AbruptClose(), [("close_sessions", None, None, "", False)], []),
    (AbruptClose("rst", Role.USER), [("close_sessions", Role.USER, None, "", True)], []),
    (ClockStep(-3.0), [("step_clock", -3.0)], []),
    (
        SymbolHalted("BTCUSDT", "BREAK"),
        [("set_symbol_status", "BTCUSDT", "BREAK")],
        [("set_symbol_status", "BTCUSDT", "TRADING")],
    ),
    (SymbolDelisted("BTCUSDT"), [("delist_symbol", "BTCUSDT")], []),
    (SymbolListed("NEWUSDT"), [("list_symbol", "NEWUSDT")], []),
    (
        FiltersChanged("BTCUSDT", tick_multiple=10),
        [("change_filters", "BTCUSDT", {"tick_multiple": 10})],
        [],
    ),
    (UserStreamExpired(announced=False), [("end_user_streams", False)], []),
    (RejectedKey("key"), [("set_key_enabled", "key", False)], [("set_key_enabled", "key", True)]),
    (
        ServerShutdownNotice(Role.MARKET),
        [("announce_shutdown", Role.MARKET)],
        [("end_announced", Role.MARKET, 1001)],
    ),
    (Barred(), [("close_sessions", None, None, "", False)], []),
    (
        Maintenance(),
        [("set_system_mode", "maintenance"), ("close_sessions", None, 1001, "", False)],
        [("set_system_mode", "online")],
    ),
    (RestartedBook("BTCUSDT"), [("restart_books", "BTCUSDT")], []),
    (SystemMode("post_only"), [("set_system_mode", "post_only")], [("set_system_mode", "online")]),
]


@pytest.mark.parametrize(("fault", "opening", "closing"), ACTS, ids=lambda value: str(value))
async def test_the_venue_is_changed_when_the_window_opens_and_only_passing_changes_are_undone(
    fault: Fault, opening: list[Call], closing: list[Call]
) -> None:
    async with armed(fault) as staged:
        assert staged.venue.calls == opening

    assert staged.venue.calls == opening + closing
    assert staged.closed_after == [1]


async def test_in_maintenance_the_venue_still_tells_how_it_is() -> None:
    async with armed(Maintenance()) as staged:
        assert staged.request(operation=Operation.SYSTEM) is None


async def test_maintenance_refuses_requests_and_sessions() -> None:
    async with armed(Maintenance()) as staged:
        answers = [staged.request(), staged.desk.upgrade(Role.USER, "10.0.0.1")]

    for answer in answers:
        assert isinstance(answer, Reply)
        assert json.loads(answer.body) == {"refusal": Refusal.MAINTENANCE}


async def test_who_is_barred_gets_a_page_whatever_he_asks() -> None:
    async with armed(Barred(status=403)) as staged:
        answers = [staged.request(), staged.desk.upgrade(Role.USER, "10.0.0.1")]

    for answer in answers:
        assert isinstance(answer, Reply)
        assert (answer.status, answer.content_type) == (403, "text/html")
        assert b"your country" in answer.body


async def test_a_skewed_clock_is_right_again_after_the_window() -> None:
    async with armed(ClockSkew(seconds=-4.0)) as staged:
        assert staged.desk.clock_offset_s() == -4.0

    assert staged.desk.clock_offset_s() == 0.0
    assert staged.closed_after == [1]


async def test_a_drifting_clock_gains_from_the_opening_on() -> None:
    async with armed(ClockSkew(drift=0.01)) as staged:
        staged.venue.at_s = 50.0

        assert staged.desk.clock_offset_s() == 0.5

    assert staged.closed_after == [1]


async def test_a_refused_upgrade_has_a_status() -> None:
    async with armed(RefusedUpgrade(429, Role.MARKET)) as staged:
        refused = staged.desk.upgrade(Role.MARKET, "10.0.0.1")
        assert staged.desk.upgrade(Role.USER, "10.0.0.1") is None

    assert isinstance(refused, Reply)
    assert refused.status == 429


async def test_a_refused_upgrade_may_be_a_reset() -> None:
    async with armed(RefusedUpgrade(None)) as staged:
        assert staged.desk.upgrade(Role.MARKET, "10.0.0.1") == Lost(how="reset")


async def test_pongs_go_missing_for_one_role() -> None:
    async with armed(MissingPongs(Role.MARKET)) as staged:
        assert staged.desk.ignores_ping(1, Role.MARKET)
        assert not staged.desk.ignores_ping(2, Role.USER)
        assert staged.desk.sends_pings()


async def test_a_symbol_is_muted_in_every_stream_that_names_it() -> None:
    async with armed(AckWithoutData(symbol="BTCUSDT")) as staged:
        assert staged.desk.subscribe(1, "btcusdt@depth@100ms") == "mute"
        assert staged.desk.subscribe(1, "depth.BTCUSDT") == "mute"
        assert staged.desk.subscribe(1, "ethusdt@depth") is None


async def test_a_stream_is_acknowledged_and_mute() -> None:
    async with armed(AckWithoutData(Word.ACCOUNT_STREAM)) as staged:
        assert staged.desk.subscribe(1, "userData") == "mute"
        assert staged.desk.subscribe(1, "btcusdt@depth") is None
    async with armed(AckWithoutData("btcusdt@depth")) as staged:
        assert staged.desk.subscribe(1, "btcusdt@depth") == "mute"
        assert staged.desk.subscribe(1, "btcusdt@trade") is None


async def test_a_subscription_is_not_acknowledged() -> None:
    async with armed(MissingAck(limit=1)) as staged:
        assert staged.desk.subscribe(1, "btcusdt@depth") == "drop_ack"
        assert staged.desk.subscribe(1, "btcusdt@depth") is None
