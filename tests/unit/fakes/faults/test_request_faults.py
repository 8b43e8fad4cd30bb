import json

import pytest

from fakes.faults import (
    Ban,
    EmptyBody,
    ErrorBodyWith200,
    HtmlPage,
    LateAnswer,
    LostAnswer,
    LostRequest,
    QueryLag,
    ReportBeforeAck,
    ServerErrorAfter,
    ServerErrorBefore,
    ShortList,
    StaleSnapshot,
    StrangeRow,
    Throttled,
    TruncatedBody,
    UnknownEnum,
    Unreadable,
    VenueError,
    WrongTypes,
)
from fakes.faults.fault import Answer, Late, Lost, Reply, Truncated
from fakes.instruments import Side
from fakes.ledger import OrderAccepted
from fakes.operations import Operation, Refusal, Role
from tests.unit.fakes.faults.staging import REPLY, Staged, armed, seen

pytestmark = pytest.mark.asyncio


def body(answer: Answer | None) -> dict[str, object]:
    assert isinstance(answer, Reply)
    content = json.loads(answer.body)
    assert isinstance(content, dict)
    return content


async def test_throttling_says_how_long() -> None:
    async with armed(Throttled(retry_after_s=3.0)) as staged:
        assert body(staged.request()) == {"refusal": Refusal.RATE_LIMITED, "retry_after_s": 3.0}


async def test_throttling_may_keep_how_long_to_itself() -> None:
    async with armed(Throttled(retry_after_s=None)) as staged:
        assert body(staged.request()) == {"refusal": Refusal.RATE_LIMITED_SILENT}


async def test_a_ban_names_the_time_that_is_left() -> None:
    async with armed(Ban(), lasts_s=100.0) as staged:
        staged.venue.at_s = 40.0

        assert body(staged.request()) == {"refusal": Refusal.BANNED, "retry_after_s": 60.0}
        assert body(staged.desk.upgrade(Role.MARKET, "10.0.0.1"))["refusal"] == Refusal.BANNED


async def test_a_fault_may_be_about_one_order_only() -> None:
    async with armed(LostAnswer(order="one")) as staged:
        assert staged.answer(newClientOrderId="two") is None
        assert staged.answer(newClientOrderId="one") == Lost(how="reset")


async def test_an_error_before_acting_prevents_the_act() -> None:
    async with armed(ServerErrorBefore(Operation.PLACE, error=Refusal.OVERLOADED)) as staged:
        assert body(staged.request()) == {"refusal": Refusal.OVERLOADED}
        assert staged.answer() is None


async def test_an_error_after_acting_lets_the_act_happen() -> None:
    async with armed(ServerErrorAfter(Operation.PLACE)) as staged:
        assert staged.request() is None
        assert body(staged.answer()) == {"refusal": Refusal.TIMEOUT}


@pytest.mark.parametrize("after", [False, True])
async def test_a_web_page_replaces_the_answer(after: bool) -> None:
    async with armed(HtmlPage(status=503, after=after)) as staged:
        before, instead = staged.request(), staged.answer()

    page = instead if after else before
    assert isinstance(page, Reply)
    assert (page.status, page.content_type) == (503, "text/html")
    assert b"503 Service Temporarily Unavailable" in page.body
    assert (before if after else instead) is None


async def test_a_web_page_never_comes_over_a_websocket() -> None:
    async with armed(HtmlPage()) as staged:
        assert staged.desk.request(seen(Operation.PLACE, {}, transport="ws")) is None


async def test_an_error_may_travel_as_a_success() -> None:
    async with armed(ErrorBodyWith200()) as staged:
        answer = staged.request()

    assert isinstance(answer, Reply)
    assert (answer.status, body(answer)) == (200, {"refusal": Refusal.INTERNAL})


async def test_an_empty_body_keeps_the_status() -> None:
    async with armed(EmptyBody()) as staged:
        assert staged.answer() == Reply(status=200, body=b"")


async def test_a_body_is_truncated_after_so_many_bytes() -> None:
    async with armed(TruncatedBody(n_bytes=5)) as staged:
        assert staged.answer() == Truncated(n_bytes=5)


@pytest.mark.parametrize("content", [b"{}", b"[]", b"null", b"", REPLY.body])
async def test_an_unreadable_body_is_no_json(content: bytes) -> None:
    async with armed(Unreadable()) as staged:
        answer = staged.answer(reply=Reply(status=200, body=content))

    assert isinstance(answer, Reply)
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)


@pytest.mark.parametrize("how", ["reset", "close", "silence"])
async def test_an_answer_is_lost_after_the_act(how: str) -> None:
    async with armed(LostAnswer(Operation.PLACE, how=how)) as staged:  # type: ignore[arg-type]
        assert staged.request() is None
        assert staged.answer() == Lost(how=how)  # type: ignore[arg-type]


@pytest.mark.parametrize("how", ["reset", "close", "silence"])
async def test_a_request_is_lost_before_the_act(how: str) -> None:
    async with armed(LostRequest(Operation.PLACE, how=how)) as staged:  # type: ignore[arg-type]
        assert staged.request() == Lost(how=how)  # type: ignore[arg-type]
        assert staged.answer() is None


async def test_a_late_answer_follows_a_prompt_act() -> None:
    async with armed(LateAnswer(seconds=11.0)) as staged:
        assert staged.request() is None
        assert staged.answer() == Late(seconds=11.0)


async def test_the_act_itself_may_come_late() -> None:
    async with armed(LateAnswer(seconds=11.0, acts_late=True)) as staged:
        assert staged.request() == Late(seconds=11.0)
        assert staged.answer() is None


async def test_the_answer_waits_until_the_report_is_out() -> None:
    async with armed(ReportBeforeAck(by_s=0.3)) as staged:
        assert staged.answer(Operation.PLACE) == Late(seconds=0.3)
        assert staged.answer(Operation.QUERY) is None


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        (WrongTypes(), {"price": 1.5}),
        (WrongTypes(turn="string"), {"orderId": "7"}),
        (WrongTypes(turn="null", fields=("price", "status")), {"price": None, "status": None}),
        (WrongTypes(fields=("price",)), {"price": 1.5}),
    ],
)
async def test_values_change_their_type_and_nothing_else(
    fault: WrongTypes, changed: dict[str, object]
) -> None:
    async with armed(fault) as staged:
        assert body(staged.answer()) == {**json.loads(REPLY.body), **changed}


async def test_a_document_without_such_values_is_left_alone() -> None:
    async with armed(WrongTypes(fields=("qty",))) as staged:
        assert staged.answer() is None

    assert staged.closed_after == [0]


async def test_an_enum_gets_a_value_of_the_future_at_any_depth() -> None:
    nested = Reply(status=200, body=b'[{"fills":[{"status":"NEW"}]},{"status":3}]')
    async with armed(UnknownEnum(field="status", value="FROZEN")) as staged:
        answer = staged.answer(reply=nested)

    assert isinstance(answer, Reply)
    assert json.loads(answer.body) == [{"fills": [{"status": "FROZEN"}]}, {"status": 3}]


async def test_a_snapshot_comes_from_the_past() -> None:
    async with armed(StaleSnapshot(age_s=10.0)) as staged:
        staged.venue.at_s = 25.0
        staged.venue.old_depth = Reply(status=200, body=b'{"lastUpdateId":1}')

        assert staged.answer(Operation.DEPTH) == staged.venue.old_depth
        assert staged.venue.calls == [("depth_reply", 15.0)]


async def test_a_snapshot_that_did_not_change_since_is_not_stale() -> None:
    async with armed(StaleSnapshot()) as staged:
        staged.venue.old_depth = REPLY

        assert staged.answer(Operation.DEPTH, REPLY) is None

    assert staged.closed_after == [0]


def accept_order(staged: Staged, symbol: str = "BTCUSDT") -> None:
    staged.venue.ledger.record(
        OrderAccepted(
            symbol=symbol,
            account="subject",
            order_id=7,
            client_order_id="mine",
            side=Side.BUY,
            kind="LIMIT",
            ticks=1,
            lots=1,
        )
    )


@pytest.mark.parametrize("name", [{"origClientOrderId": "mine"}, {"orderId": "7"}])
async def test_a_young_order_is_not_found(name: dict[str, str]) -> None:
    async with armed(QueryLag(lag_s=2.0)) as staged:
        accept_order(staged)
        staged.venue.at_s = 1.9

        assert body(staged.request(Operation.QUERY, symbol="BTCUSDT", **name)) == {
            "refusal": Refusal.UNKNOWN_ORDER
        }


async def test_an_order_is_found_once_the_read_side_has_caught_up() -> None:
    async with armed(QueryLag(lag_s=2.0)) as staged:
        accept_order(staged)
        staged.venue.at_s = 2.0

        assert staged.request(Operation.QUERY, symbol="BTCUSDT", orderId="7") is None


async def test_the_same_id_on_another_symbol_is_another_order() -> None:
    async with armed(QueryLag()) as staged:
        accept_order(staged, symbol="ETHUSDT")

        assert staged.request(Operation.QUERY, symbol="BTCUSDT", orderId="7") is None


async def test_only_the_selected_operations_are_struck() -> None:
    async with armed(LostAnswer((Operation.PLACE, Operation.CANCEL))) as staged:
        struck = [op for op in Operation if staged.answer(op) is not None]

    assert struck == [Operation.PLACE, Operation.CANCEL]


async def test_only_the_selected_symbol_is_struck() -> None:
    async with armed(LostAnswer(symbol="BTCUSDT")) as staged:
        assert staged.answer(symbol="ETHUSDT") is None
        assert staged.answer(symbol="BTCUSDT") is not None


async def test_a_limit_bounds_how_often_it_strikes() -> None:
    async with armed(LostAnswer(limit=2)) as staged:
        outcomes = [staged.answer() for _ in range(4)]

    assert [outcome is None for outcome in outcomes] == [False, False, True, True]
    assert (staged.firings, staged.closed_after) == (2, [2])


async def test_chance_strikes_some_and_the_same_ones_each_time() -> None:
    runs = []
    for _ in range(2):
        async with armed(LostAnswer(probability=0.5)) as staged:
            runs.append([staged.answer() is None for _ in range(40)])

    assert runs[0] == runs[1]
    assert 5 < sum(runs[0]) < 35


async def test_nothing_strikes_after_the_window() -> None:
    async with armed(LostAnswer()) as staged:
        pass

    assert staged.answer() is None


async def test_one_row_of_a_list_is_strange_and_the_others_are_not() -> None:
    rows = [{"symbol": name, "status": "TRADING", "filters": [{"tick": "0.1"}]} for name in ("A", "B")]
    reply = Reply(status=200, body=json.dumps({"symbols": rows}).encode())
    async with armed(StrangeRow(row="B", field="tick")) as staged:
        told = body(staged.answer(reply=reply))

    assert told == {"symbols": [rows[0], {**rows[1], "filters": [{"tick": None}]}]}


async def test_a_list_without_the_row_stays_as_it_is() -> None:
    async with armed(StrangeRow(row="ETHUSDT")) as staged:
        assert staged.answer() is None


async def test_an_error_of_the_venues_own_words() -> None:
    async with armed(VenueError(Operation.PLACE, text="7 no")) as staged:
        answer = staged.request()

        assert isinstance(answer, Reply)
        assert answer.body == b"7 no"
        assert staged.request(Operation.CANCEL) is None


async def test_a_list_has_its_first_rows_only() -> None:
    listed = Reply(status=200, body=b"[1, 2, 3]")
    async with armed(ShortList(rows=2)) as staged:
        answer = staged.answer(reply=listed)

        assert isinstance(answer, Reply)
        assert json.loads(answer.body) == [1, 2]
        assert staged.answer(reply=Reply(status=200, body=b"[1, 2]")) is None
