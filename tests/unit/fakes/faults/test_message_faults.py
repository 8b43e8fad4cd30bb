import json

import pytest

from fakes.faults import (
    BadUtf8,
    DelayMessages,
    DropMessages,
    DuplicateFill,
    DuplicateMessages,
    Gap,
    HugeFrame,
    LateFill,
    LostRemovals,
    ReorderMessages,
    ReplayedFills,
    Silence,
    UnknownEnumInStream,
    UnknownEvent,
    UnreadableMessage,
    WrongTypesInStream,
)
from fakes.faults.fault import Frame
from fakes.operations import Role, StreamKind
from tests.unit.fakes.faults.staging import Staged, armed

pytestmark = pytest.mark.asyncio


def text(frame: Frame) -> str:
    assert isinstance(frame.data, str)
    return frame.data


def push_fill(staged: Staged) -> list[Frame] | None:
    frames = staged.push({"x": "TRADE", "t": 5}, kind=StreamKind.ORDER, stream="user", reports_fill=True)
    return None if frames is None else list(frames)


async def test_dropped_messages_leave_no_frame() -> None:
    async with armed(DropMessages(StreamKind.DEPTH)) as staged:
        assert staged.push() == ()
        assert staged.push(kind=StreamKind.TRADE) is None


async def test_one_stream_can_be_struck_alone() -> None:
    async with armed(DropMessages(stream="ethusdt@depth")) as staged:
        assert staged.push(stream="btcusdt@depth") is None
        assert staged.push(stream="ethusdt@depth") == ()


async def test_one_symbol_can_be_struck_alone() -> None:
    async with armed(DropMessages(symbol="ETHUSDT")) as staged:
        assert staged.push(stream="btcusdt@depth") is None
        assert staged.push(stream="ethusdt@depth@100ms") == ()


async def test_removals_are_lost_and_the_rest_of_an_update_is_not() -> None:
    async with armed(LostRemovals()) as staged:
        update = {"u": 7, "b": [["1.00", "0.00000000"], ["0.90", "2.0"]], "a": [["1.10", "0"]]}
        (frame,) = staged.push(update) or ()

        assert json.loads(text(frame)) == {"u": 7, "b": [["0.90", "2.0"]], "a": []}
        assert staged.push({"u": 8, "b": [["0.90", "3.0"]], "a": []}) is None


async def test_one_role_can_be_struck_alone() -> None:
    async with armed(DropMessages(role=Role.USER)) as staged:
        assert staged.push() is None


async def test_duplicates_are_equal_and_in_a_row() -> None:
    async with armed(DuplicateMessages()) as staged:
        first, second = staged.push({"u": 3}) or ()

    assert first == second == Frame(data='{"u": 3}')


async def test_a_duplicate_may_come_when_it_is_history() -> None:
    async with armed(DuplicateMessages(again_after_s=5.0)) as staged:
        assert staged.push({"u": 3}) == (Frame(data='{"u": 3}'), Frame(data='{"u": 3}', after_s=5.0))


async def test_every_other_message_is_overtaken() -> None:
    async with armed(ReorderMessages(by_s=0.7)) as staged:
        pushed = [staged.push({"u": number}) for number in range(4)]

    assert pushed == [
        (Frame(data='{"u": 0}', after_s=0.7),),
        None,
        (Frame(data='{"u": 2}', after_s=0.7),),
        None,
    ]


async def test_one_message_in_three_is_overtaken() -> None:
    async with armed(ReorderMessages(one_in=3)) as staged:
        held = [staged.push({"u": number}) is not None for number in range(5)]

    assert held == [True, False, False, True, False]


async def test_streams_are_reordered_each_for_itself() -> None:
    async with armed(ReorderMessages()) as staged:
        assert staged.push(stream="a") is not None
        assert staged.push(stream="b") is not None


async def test_delayed_messages_keep_their_order() -> None:
    async with armed(DelayMessages(seconds=2.0), lasts_s=60.0) as staged:
        leaves_s = []
        for at_s in (10.0, 10.0, 10.5):
            staged.venue.at_s = at_s
            (frame,) = staged.push() or ()
            leaves_s.append(at_s + frame.after_s)

    assert leaves_s == sorted(set(leaves_s))
    assert leaves_s[0] == 12.0


async def test_delayed_messages_leave_before_the_window_closes() -> None:
    async with armed(DelayMessages(seconds=30.0), lasts_s=60.0) as staged:
        staged.venue.at_s = 59.0
        (frame,) = staged.push() or ()

    assert 59.0 + frame.after_s < 60.0


async def test_a_gap_is_one_contiguous_run_a_stream() -> None:
    async with armed(Gap(StreamKind.DEPTH, messages=2)) as staged:
        missing = [staged.push(stream=stream) == () for stream in ("a", "a", "a", "b", "a", "b", "b")]

    assert missing == [True, True, False, True, False, True, False]
    assert staged.closed_after == [4]


@pytest.mark.parametrize("pings", [True, False])
async def test_silence_answers_pings(pings: bool) -> None:
    async with armed(Silence(pings=pings)) as staged:
        assert staged.push() == ()
        assert not staged.desk.ignores_ping(1, Role.MARKET)
        assert staged.desk.sends_pings() is pings


async def test_a_frame_that_is_not_utf8_goes_out_raw() -> None:
    async with armed(BadUtf8()) as staged:
        (frame,) = staged.push() or ()
        assert staged.push() is None, "once is enough"

    assert frame.raw
    assert isinstance(frame.data, bytes)
    opcode, length, payload = frame.data[0], frame.data[1], frame.data[2:]
    assert (opcode, length) == (0x81, len(payload))
    with pytest.raises(UnicodeDecodeError):
        payload.decode()


async def test_a_huge_frame_is_still_the_message() -> None:
    async with armed(HugeFrame(size_bytes=2_000_000)) as staged:
        (frame,) = staged.push({"u": 9}) or ()

    assert len(text(frame).encode()) == 2_000_000
    assert json.loads(text(frame)) == {"u": 9}


async def test_an_unreadable_message_is_no_json() -> None:
    async with armed(UnreadableMessage()) as staged:
        (frame,) = staged.push() or ()

    with pytest.raises(json.JSONDecodeError):
        json.loads(text(frame))


async def test_types_change_within_the_envelope() -> None:
    async with armed(WrongTypesInStream(turn="number")) as staged:
        (frame,) = staged.push({"p": "2.5", "s": "BTCUSDT"}, envelope=True) or ()

    assert json.loads(text(frame)) == {"stream": "btcusdt@depth", "data": {"p": 2.5, "s": "BTCUSDT"}}


async def test_an_enum_of_the_future_in_a_message() -> None:
    async with armed(UnknownEnumInStream(field="X", value="FROZEN")) as staged:
        (frame,) = staged.push({"X": "NEW"}) or ()
        assert staged.push({"u": 1}) is None

    assert json.loads(text(frame)) == {"X": "FROZEN"}


async def test_an_unknown_event_comes_in_the_envelope_of_its_neighbour() -> None:
    async with armed(UnknownEvent(event='{"e":"new"}')) as staged:
        stranger, message = staged.push({"u": 1}, envelope=True) or ()

    assert json.loads(text(stranger)) == {"stream": "btcusdt@depth", "data": {"e": "new"}}
    assert json.loads(text(message)) == {"stream": "btcusdt@depth", "data": {"u": 1}}


async def test_a_fill_is_reported_late_and_other_reports_are_not() -> None:
    async with armed(LateFill(seconds=4.0)) as staged:
        assert push_fill(staged) == [Frame(data='{"x": "TRADE", "t": 5}', after_s=4.0)]
        assert staged.push({"x": "CANCELED"}, kind=StreamKind.ORDER) is None


async def test_a_fill_is_reported_twice_and_other_reports_once() -> None:
    async with armed(DuplicateFill(again_after_s=1.0)) as staged:
        first, second = push_fill(staged) or []
        assert staged.push({"x": "NEW"}, kind=StreamKind.ORDER) is None

    assert first.data == second.data
    assert (first.after_s, second.after_s) == (0.0, 1.0)


async def test_a_new_session_is_told_again_of_earlier_fills_before_its_first_message() -> None:
    fill = {"x": "TRADE", "t": 5}
    async with armed(ReplayedFills()) as staged:
        for session, event in ((1, {"x": "NEW"}), (1, fill)):
            silent = staged.push(event, kind=StreamKind.ORDER, session=session, reports_fill=event is fill)
            assert silent is None
        first = staged.push({"x": "NEW"}, kind=StreamKind.ORDER, session=2) or ()
        second = staged.push({"x": "CANCELED"}, kind=StreamKind.ORDER, session=2)

    assert [json.loads(text(frame)) for frame in first] == [fill, {"x": "NEW"}]
    assert second is None
