"""Trading on ws-auth.kraken.com: replies, what becomes of orders, what is refused, what faults do."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import pytest

from fakes.faults import LateAnswer, LostAnswer, TruncatedBody, VenueError, during
from fakes.ledger import RequestAnswered, RequestReceived
from fakes.matching import Order
from fakes.operations import Operation
from tests.unit.fakes.kraken.trader import ORDER, Trader, fill
from tests.unit.fakes.kraken.vectors import documented, unlike
from tests.unit.fakes.kraken.ws_stage import PRIVATE, Stage, played

T = TypeVar("T")

OPTIONAL = ("req_id", "cl_ord_id", "order_userref")
"""In a reply if they were in its request."""


def traded(act: Callable[[Stage, Trader], Awaitable[T]], **settings: Any) -> T:
    async def play(stage: Stage) -> T:
        async with stage.connected(PRIVATE) as client:
            return await act(stage, Trader(client, stage.token()))

    return played(play, **settings)


def open_orders(stage: Stage) -> Sequence[Order]:
    return stage.venue.exchange.open_orders("subject")


# --- one reply a method ---------------------------------------------------------------------------


def test_each_method_answers_as_documented() -> None:
    async def act(stage: Stage, trader: Trader) -> dict[str, Any]:
        replies = {"add_order": await trader.add(cl_ord_id="mine")}
        order_id = replies["add_order"]["result"]["order_id"]
        replies["amend_order"] = await trader.ask("amend_order", cl_ord_id="mine", limit_price=19_000)
        other = await trader.added()
        replies["edit_order"] = await trader.ask(
            "edit_order", order_id=other, symbol="BTC/USDT", limit_price=18_000
        )
        replies["cancel_order"] = await trader.ask("cancel_order", order_id=[order_id])
        row = {name: value for name, value in ORDER.items() if name != "symbol"}
        replies["batch_add"] = await trader.ask(
            "batch_add", symbol="BTC/USDT", orders=[row, row | {"order_userref": 3}]
        )
        ids = [each["order_id"] for each in replies["batch_add"]["result"]]
        replies["batch_cancel"] = await trader.ask("batch_cancel", orders=ids)
        replies["cancel_all_orders_after"] = await trader.ask("cancel_all_orders_after", timeout=60)
        replies["cancel_all"] = await trader.ask("cancel_all")
        return replies

    replies = traded(act)

    for method, reply in replies.items():
        assert reply["success"], reply
        other = unlike(documented("replies", method), reply, method)
        assert [line for line in other if not any(name in line for name in OPTIONAL)] == []
    assert replies["cancel_all"]["result"] == {"count": 1}
    assert replies["batch_cancel"]["result"] == {"count": 2}


def test_a_refusal_answers_as_documented() -> None:
    async def act(stage: Stage, trader: Trader) -> Any:
        return await trader.add(order_qty=0.00001)

    reply = traded(act)
    assert unlike(documented("replies", "add_order.refused"), reply, "refused") == []
    assert reply["error"] == "EOrder:Order minimum not met"


# --- placing --------------------------------------------------------------------------------------


def test_an_order_is_placed_as_it_was_written() -> None:
    async def act(stage: Stage, trader: Trader) -> Order:
        await trader.add(limit_price=20_000.1, order_qty=0.12345678, post_only=True, cl_ord_id="mine")
        [order] = open_orders(stage)
        return order

    order = traded(act)
    assert (order.ticks, order.lots, order.client_order_id) == (200_001, 12_345_678, "mine")
    assert "post" in order.tags["oflags"]


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"limit_price": "20000"}, "Limit_price field must be a number_float"),
        ({"order_qty": True}, "Order_qty field must be a number_float"),
        ({"speed": 1}, "Unsupported field: 'speed' for the given msg type: add order"),
        ({"symbol": "XBT/USDT"}, "EQuery:Unknown asset pair"),
        ({"symbol": None}, "EQuery:Unknown asset pair"),
        (
            {"limit_price": 20_000.15},
            "EOrder:Invalid price:XBTUSDT price can only be specified up to 1 decimals.",
        ),
        ({"order_type": "sideways"}, "EGeneral:Invalid arguments:ordertype"),
        ({"time_in_force": "gtx"}, "EGeneral:Invalid arguments:time_in_force"),
        ({"order_qty": 9_000}, "EOrder:Insufficient funds"),
        ({"margin": True}, "EOrder:Margin allowance exceeded"),
        ({"stp_type": "cancel_all"}, "EGeneral:Invalid arguments:stp_type"),
        ({"cl_ord_id": "mine", "order_userref": 1}, "EGeneral:Invalid arguments:cl_ord_id"),
        ({"expire_time": "tomorrow"}, "EGeneral:Invalid arguments:expire_time"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_placed(params: dict[str, Any], error: str) -> None:
    async def act(stage: Stage, trader: Trader) -> tuple[Any, int]:
        reply = await trader.add(**params)
        return reply, len(open_orders(stage))

    reply, placed = traded(act)
    assert (reply["success"], reply["error"], placed) == (False, error, 0)


def test_an_order_that_would_take_and_must_not_is_accepted_and_cancelled_at_once() -> None:
    async def act(stage: Stage, trader: Trader) -> list[Any]:
        await trader.ask("subscribe", channel="executions", snap_orders=False)
        await trader.added(post_only=True, limit_price=90_000)
        return await trader.rows(3)

    rows = traded(act)
    assert [row["exec_type"] for row in rows] == ["pending_new", "new", "canceled"]
    assert rows[-1]["reason"] == "Post only order"


def test_an_order_that_is_only_to_be_checked_is_not_placed() -> None:
    async def act(stage: Stage, trader: Trader) -> tuple[Any, int]:
        return await trader.add(validate=True), len(open_orders(stage))

    reply, placed = traded(act)
    assert (reply["success"], placed) == (True, 0)


def test_an_order_for_so_much_money_is_told_in_quote() -> None:
    async def act(stage: Stage, trader: Trader) -> Order:
        order_id = await trader.added(
            order_type="market", limit_price=None, order_qty=None, cash_order_qty=1_000
        )
        found = stage.venue.orders.of_txid("subject", order_id)
        assert found is not None
        return found

    order = traded(act)
    assert 0 < order.filled_lots * 60_000 <= 1_000 * 10**8


def test_an_order_that_expires_is_gone_at_its_time() -> None:
    async def act(stage: Stage, trader: Trader) -> list[int]:
        await trader.added(time_in_force="gtd", expire_time="2026-01-05T12:01:00Z")
        counts = [len(open_orders(stage))]
        await asyncio.sleep(61)
        return [*counts, len(open_orders(stage))]

    assert traded(act) == [1, 0]


def test_a_deadline_that_has_passed_refuses_the_order() -> None:
    async def act(stage: Stage, trader: Trader) -> Any:
        return await trader.add(deadline="2026-01-05T11:59:59Z")

    assert traded(act)["error"] == "EService:Deadline elapsed"


# --- changing -------------------------------------------------------------------------------------


def test_amending_keeps_the_order_and_editing_makes_another() -> None:
    async def act(stage: Stage, trader: Trader) -> list[tuple[str, int | None]]:
        first = await trader.added(cl_ord_id="mine")
        await trader.ask("amend_order", order_id=first, limit_price=19_000, order_qty=0.4)
        [amended] = open_orders(stage)
        assert (amended.tags["txid"], amended.ticks, amended.lots) == (first, 190_000, 40_000_000)
        reply = await trader.ask("edit_order", order_id=first, symbol="BTC/USDT", limit_price=18_000)
        [edited] = open_orders(stage)
        assert reply["result"]["original_order_id"] == first
        assert reply["result"]["order_id"] == edited.tags["txid"] != first
        return [(edited.client_order_id, edited.ticks)]

    [(name, ticks)] = traded(act)
    assert ticks == 180_000
    assert name != "mine"


def test_what_is_not_open_cannot_be_changed() -> None:
    async def act(stage: Stage, trader: Trader) -> list[str]:
        await trader.added(cl_ord_id="mine")
        fill(stage, "mine")
        replies = [
            await trader.ask("amend_order", cl_ord_id="mine", limit_price=19_000),
            await trader.ask("edit_order", order_id="OAAAAA-AAAAA-AAAAAA", symbol="BTC/USDT", order_qty=1),
            await trader.ask("cancel_order", cl_ord_id=["mine"]),
        ]
        return [reply["error"] for reply in replies]

    assert traded(act) == ["EOrder:Unknown order"] * 3


# --- cancelling -----------------------------------------------------------------------------------


def test_several_orders_are_cancelled_with_one_reply_each() -> None:
    async def act(stage: Stage, trader: Trader) -> list[Any]:
        first = await trader.added(cl_ord_id="a")
        second = await trader.added(cl_ord_id="b")
        number = await trader.request(
            "cancel_order", order_id=[first, "OAAAAA-AAAAA-AAAAAA", second], cl_ord_id=[]
        )
        replies = [await trader.reply(number) for _ in range(3)]
        assert open_orders(stage) == []
        return [(reply["success"], reply.get("result", {}).get("order_id")) for reply in replies] + [
            first,
            second,
        ]

    *replies, first, second = traded(act)
    assert replies == [(True, first), (False, None), (True, second)]


def test_orders_of_one_userref_are_cancelled_together() -> None:
    async def act(stage: Stage, trader: Trader) -> int:
        for userref in (7, 7, 8):
            await trader.added(order_userref=userref)
        await trader.ask("cancel_order", order_userref=[7])
        return len(open_orders(stage))

    assert traded(act) == 1


def test_the_switch_cancels_everything_when_it_is_not_renewed() -> None:
    async def act(stage: Stage, trader: Trader) -> list[int]:
        await trader.added()
        counts = []
        for timeout in (30, 30, 0, 30):
            await trader.ask("cancel_all_orders_after", timeout=timeout)
            await asyncio.sleep(20)
            counts.append(len(open_orders(stage)))
        await asyncio.sleep(11)
        return [*counts, len(open_orders(stage))]

    assert traded(act) == [1, 1, 1, 1, 0]


# --- the connection -------------------------------------------------------------------------------


def test_a_connection_that_only_trades_needs_no_subscription() -> None:
    async def act(stage: Stage, trader: Trader) -> bool:
        for _ in range(5):
            await asyncio.sleep(50)
            assert (await trader.add())["success"]
        return True

    assert traded(act)


def test_requests_are_in_the_ledger_with_their_operation_and_the_name_of_the_order() -> None:
    async def act(stage: Stage, trader: Trader) -> list[tuple[str, str, str | None]]:
        await trader.added(cl_ord_id="mine")
        await trader.ask("amend_order", cl_ord_id="mine", limit_price=19_000)
        await trader.ask("cancel_order", cl_ord_id=["mine"])
        assert len(stage.facts(RequestAnswered)) == 3
        return [(f.operation, f.transport, f.client_order_id) for f in stage.facts(RequestReceived)]

    assert traded(act) == [("place", "ws", "mine"), ("amend", "ws", "mine"), ("cancel", "ws", "mine")]


# --- faults ---------------------------------------------------------------------------------------


def test_an_answer_may_get_lost_after_the_order_was_placed() -> None:
    async def act(stage: Stage, trader: Trader) -> int:
        await trader.request("add_order", **ORDER)
        await trader.client.end()
        return len(open_orders(stage))

    assert traded(act, faults=[during(0, 60, LostAnswer(on=Operation.PLACE))]) == 1


def test_an_answer_may_be_late_and_holds_up_nobody() -> None:
    async def act(stage: Stage, trader: Trader) -> list[int]:
        slow = await trader.request("add_order", **ORDER)
        quick = await trader.request("cancel_all")
        return [slow - quick, *[(await trader.client.message())["req_id"] - quick for _ in range(2)]]

    assert traded(act, faults=[during(0, 60, LateAnswer(on=Operation.PLACE, seconds=3))]) == [-1, 0, -1]


def test_an_answer_may_be_cut_after_the_order_was_placed() -> None:
    async def act(stage: Stage, trader: Trader) -> tuple[int | None, int]:
        await trader.request("add_order", **ORDER)
        return await trader.client.end(), len(open_orders(stage))

    cut = TruncatedBody(on=Operation.PLACE, transport="ws")
    assert traded(act, faults=[during(0, 60, cut)]) == (None, 1)


def test_while_the_venue_is_down_nothing_is_placed() -> None:
    async def act(stage: Stage, trader: Trader) -> tuple[str, int]:
        stage.venue.set_system_mode("maintenance")
        return (await trader.add())["error"], len(open_orders(stage))

    assert traded(act) == ("EService:Unavailable", 0)


def test_a_refusal_that_a_fault_asks_for_has_the_words_of_the_venue() -> None:
    async def act(stage: Stage, trader: Trader) -> Any:
        return await trader.add()

    reply = traded(act, faults=[during(0, 60, VenueError(on=Operation.PLACE, text="EService:Busy"))])
    assert (reply["method"], reply["error"]) == ("add_order", "EService:Busy")
