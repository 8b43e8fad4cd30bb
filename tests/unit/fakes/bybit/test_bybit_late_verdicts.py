"""What Bybit does unasked: an order that was taken is rejected, a book begins anew (BYB-35, BYB-71)."""

from decimal import Decimal
from typing import Any

from fakes.faults import RejectedLater, RestartedBook, during
from fakes.ledger import OrderAccepted, OrderDone
from fakes.market.scripts import QUIET
from fakes.operations import Operation
from tests.unit.fakes.bybit.ws_stage import Stage, played
from tests.unit.fakes.faults.bybit_stage import BybitStage, play


def test_an_order_that_was_taken_is_rejected_afterwards() -> None:
    told: dict[str, Any] = {}

    async def story(stage: BybitStage) -> None:
        told["answer"] = await stage.place("a", price="61000")  # it would have taken
        [told["row"]] = (await stage.get("order/realtime", orderLinkId="a"))["result"]["list"]
        [told["past"]] = (await stage.get("order/history", orderLinkId="a"))["result"]["list"]
        told["fills"] = (await stage.get("execution/list"))["result"]["list"]
        [account] = (await stage.get("account/wallet-balance", accountType="UNIFIED"))["result"]["list"]
        told["locked"] = [Decimal(coin["locked"]) for coin in account["coin"]]
        told["next"] = await stage.place("b")
        told["facts"] = [len(stage.facts(OrderAccepted)), [f.status for f in stage.facts(OrderDone)]]

    play(story, during(0.0, 60.0, RejectedLater(limit=1)))

    assert told["answer"]["retCode"] == told["next"]["retCode"] == 0
    for place in ("row", "past"):
        shown = told[place]
        assert (shown["orderStatus"], shown["cumExecQty"]) == ("Rejected", "0")
        assert (shown["rejectReason"], shown["cancelType"]) == ("EC_Others", "UNKNOWN")
    assert told["fills"] == []
    assert told["locked"] == [0, 0]
    assert told["facts"] == [2, ["REJECTED"]]


def test_the_stream_tells_of_the_rejection() -> None:
    async def story(stage: Stage) -> list[str]:
        async with stage.listening("order") as client:
            await stage.place(orderLinkId="a")
            return [row["orderStatus"] for row in (await client.message())["data"]]

    fault = RejectedLater(on=Operation.PLACE)
    assert played(story, faults=[during(0.0, 60.0, fault)]) == ["Rejected"]


def test_a_book_begins_anew_and_goes_on_from_one() -> None:
    async def story(stage: Stage) -> list[tuple[str, int]]:
        async with stage.connected() as client:
            assert (await client.subscribe("orderbook.50.BTCUSDT"))["success"]
            messages = [await client.message() for _ in range(200)]
        return [(message["type"], message["data"]["u"]) for message in messages]

    told = played(story, market=QUIET, faults=[during(2.0, 3.0, RestartedBook())])

    [first, again] = [place for place, (kind, _) in enumerate(told) if kind == "snapshot"]
    assert (first, told[again]) == (0, ("snapshot", 1))
    counted = [u for _, u in told]
    assert counted == [*range(counted[0], counted[0] + again), *range(1, 201 - again)]
