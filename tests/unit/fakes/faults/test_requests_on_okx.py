"""What clients of the OKX fake meet when a fault strikes their requests."""

import asyncio
from typing import Any

import pytest

from fakes.faults import (
    Fault,
    HtmlPage,
    LateAnswer,
    QueryLag,
    RejectedKey,
    ReportBeforeAck,
    ServerErrorAfter,
    ServerErrorBefore,
    ShortList,
    SymbolDelisted,
    SymbolHalted,
    Throttled,
    VenueError,
    during,
)
from fakes.operations import Operation, Refusal
from fakes.venues.okx import codes
from tests.unit.fakes.okx.okx_caller import ORDER
from tests.unit.fakes.okx.okx_stage import Stage, played


def at_once(fault: Fault, stop_s: float = 60.0) -> Any:
    return during(0, stop_s, fault)


def test_what_a_fault_says_of_an_order_stands_in_an_element() -> None:
    async def play(stage: Stage) -> Any:
        return await stage.place("a")

    fault = VenueError(Operation.PLACE, text="51008 Order failed. Insufficient USDT balance in account")
    told = played(play, at_once(fault))

    [row] = told["data"]
    assert (told["code"], row["clOrdId"], row["sCode"]) == ("1", "a", "51008")
    assert row["sMsg"] == "Order failed. Insufficient USDT balance in account"


def test_what_it_says_of_the_request_does_not() -> None:
    async def play(stage: Stage) -> Any:
        return await stage.place("a")

    told = played(play, at_once(VenueError(Operation.PLACE, text="50061")))

    assert told == {"code": "50061", "msg": codes.TEXTS[50061][1], "data": []}


@pytest.mark.parametrize("error", [Refusal.TIMEOUT, Refusal.INTERNAL, Refusal.MAINTENANCE])
@pytest.mark.parametrize(("fault", "placed"), [(ServerErrorBefore, 0), (ServerErrorAfter, 1)])
def test_a_failure_does_not_say_whether_the_order_was_placed(
    fault: type[ServerErrorBefore] | type[ServerErrorAfter], placed: int, error: Refusal
) -> None:
    async def play(stage: Stage) -> int:
        await stage.place("a")
        assert stage.outcomes == ["failed"]
        return len((await stage.get("trade/orders-pending"))["data"])

    assert played(play, at_once(fault(Operation.PLACE, error=error))) == placed


def test_an_engine_that_takes_too_long_times_out_and_may_act_all_the_same() -> None:
    async def play(stage: Stage) -> None:
        async with stage.asked("POST", "trade/order", {**ORDER, "clOrdId": "a"}) as answer:
            assert (answer.status, (await answer.json())["code"]) == (500, str(codes.ORDER_TIMEOUT))
        assert stage.venue.now_s() >= 10
        named = {"instId": "BTC-USDT", "clOrdId": "a"}
        assert (await stage.get("trade/order", **named))["code"] == str(codes.NO_ORDER)
        await stage.until(16)
        assert (await stage.get("trade/order", **named))["code"] == "0"

    played(play, at_once(LateAnswer(Operation.PLACE, seconds=15.0, acts_late=True)))


def test_a_cancel_that_takes_too_long_says_so_too() -> None:
    async def play(stage: Stage) -> Any:
        await stage.place("a")
        return await stage.post("trade/cancel-order", instId="BTC-USDT", clOrdId="a")

    told = played(play, at_once(LateAnswer(Operation.CANCEL, seconds=15.0, acts_late=True)))

    assert told["code"] == "1"
    assert told["data"][0]["sCode"] == str(codes.CANCEL_TIMEOUT)


def test_so_does_an_amendment() -> None:
    async def play(stage: Stage) -> Any:
        await stage.place("a")
        return await stage.post("trade/amend-order", instId="BTC-USDT", clOrdId="a", newSz="0.02")

    told = played(play, at_once(LateAnswer(Operation.AMEND, seconds=15.0, acts_late=True)))

    assert told["code"] == str(codes.REQUEST_TIMEOUT)


def test_an_order_whose_end_passes_on_the_way_is_not_placed() -> None:
    async def play(stage: Stage) -> Any:
        exp_time = str(int(stage.venue.clock_s() * 1000) + 1000)
        async with stage.asked("POST", "trade/order", {**ORDER, "clOrdId": "a"}, expTime=exp_time) as answer:
            told = await answer.json()
        return told, await stage.get("trade/orders-pending")

    told, pending = played(play, at_once(LateAnswer(Operation.PLACE, seconds=3.0, acts_late=True)))

    assert (told["code"], pending["data"]) == (str(codes.EXPIRED), [])


def test_a_second_cancel_while_one_is_on_its_way_is_refused() -> None:
    async def play(stage: Stage) -> list[str]:
        await stage.place("a")
        named = {"instId": "BTC-USDT", "clOrdId": "a"}
        told = await asyncio.gather(*(stage.post("trade/cancel-order", **named) for _ in range(2)))
        return sorted(each["data"][0]["sCode"] for each in told)

    late = at_once(LateAnswer(Operation.CANCEL, seconds=3.0, acts_late=True))
    assert played(play, late) == ["0", str(codes.ALREADY_CANCELLING)]


def test_throttled_requests_are_not_told_until_when() -> None:
    async def play(stage: Stage) -> None:
        async with stage.asked("GET", "account/balance") as answer:
            assert answer.status == 429
            assert "Retry-After" not in answer.headers
        assert stage.outcomes == ["rate_limited"]

    played(play, at_once(Throttled(retry_after_s=7.0)))


def test_a_rejected_key_is_frozen_until_the_window_closes() -> None:
    async def play(stage: Stage) -> list[str]:
        told = [(await stage.get("account/balance"))["code"]]
        await stage.until(60.1)
        return [*told, (await stage.get("account/balance"))["code"]]

    assert played(play, at_once(RejectedKey())) == [str(codes.FROZEN), "0"]


@pytest.mark.parametrize("status", [403, 502, 520])
def test_a_web_page_tells_nothing_of_the_order(status: int) -> None:
    async def play(stage: Stage) -> None:
        async with stage.asked("POST", "trade/order", {**ORDER, "clOrdId": "a"}) as answer:
            assert (answer.status, answer.content_type) == (status, "text/html")

    played(play, at_once(HtmlPage(Operation.PLACE, status=status)))


def test_an_order_is_not_to_be_found_while_the_question_lags() -> None:
    async def play(stage: Stage) -> list[str]:
        await stage.place("a")
        named = {"instId": "BTC-USDT", "clOrdId": "a"}
        told = [(await stage.get("trade/order", **named))["code"]]
        await stage.until(3)
        return [*told, (await stage.get("trade/order", **named))["code"]]

    assert played(play, at_once(QueryLag(lag_s=2.0))) == [str(codes.NO_ORDER), "0"]


def test_a_list_may_lag_behind() -> None:
    async def play(stage: Stage) -> Any:
        for name in ("a", "b"):
            await stage.place(name)
        return (await stage.get("trade/orders-pending"))["data"]

    assert [row["clOrdId"] for row in played(play, at_once(ShortList(Operation.OPEN_ORDERS, rows=1)))] == [
        "b"
    ]


def test_the_report_may_come_before_the_answer() -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in({"channel": "orders", "instType": "ANY"}) as client:
            await client.place(clOrdId="a")
            assert [message["data"][0]["state"] for message in client.told] == ["live"]

    played(play, at_once(ReportBeforeAck()))


@pytest.mark.parametrize(
    ("fault", "code"),
    [(SymbolHalted("BTCUSDT"), codes.SUSPENDED), (SymbolDelisted("BTCUSDT"), codes.UNKNOWN_INSTRUMENT)],
    ids=["halted", "delisted"],
)
def test_a_market_that_is_shut_takes_no_orders(fault: Fault, code: int) -> None:
    async def play(stage: Stage) -> Any:
        return await stage.place("a")

    assert played(play, at_once(fault))["data"][0]["sCode"] == str(code)
