"""What the venue does by its clock: orders with an end, and the dead-man's switch (KRK-49)."""

import pytest

from fakes.faults import ClockStep, during
from fakes.ledger import OrderDone
from tests.unit.fakes.faults.kraken_stage import KrakenStage, play


async def status(stage: KrakenStage, txid: str) -> str:
    told = await stage.post("QueryOrders", txid=txid)
    shown: str = told["result"][txid]["status"]
    return shown


async def placed(stage: KrakenStage, **parameters: str) -> str:
    told = await stage.place(parameters.pop("cl_ord_id", "a"), **parameters)
    txid: str = told["result"]["txid"][0]
    return txid


def test_an_order_with_an_end_expires_then() -> None:
    async def story(stage: KrakenStage) -> None:
        txid = await placed(stage, timeinforce="GTD", expiretm="+30")
        ends_s = (await stage.post("QueryOrders", txid=txid))["result"][txid]["expiretm"]
        assert ends_s == pytest.approx(stage.venue.clock_s() + 30, abs=0.1)
        await stage.until(29.9)
        assert await status(stage, txid) == "open"
        await stage.until(30.2)
        assert await status(stage, txid) == "expired"
        assert [entry.fact.reason for entry in stage.venue.ledger.of(OrderDone)] == ["out_of_time"]

    play(story)


def test_one_that_ended_before_is_left_alone() -> None:
    async def story(stage: KrakenStage) -> None:
        txid = await placed(stage, timeinforce="GTD", expiretm="+30")
        await stage.post("CancelOrder", txid=txid)
        await stage.until(31)
        assert await status(stage, txid) == "canceled"

    play(story)


def test_an_end_is_by_the_venues_clock() -> None:
    async def story(stage: KrakenStage) -> None:
        txid = await placed(stage, timeinforce="GTD", expiretm="+30")
        await stage.until(35)
        assert await status(stage, txid) == "open"
        await stage.until(50.5)
        assert await status(stage, txid) == "expired"

    play(story, during(10, 11, ClockStep(-20)))


def test_the_switch_cancels_everything_unless_it_is_set_anew() -> None:
    async def story(stage: KrakenStage) -> None:
        txids = [await placed(stage, cl_ord_id=name) for name in ("a", "b")]
        told = (await stage.post("CancelAllOrdersAfter", timeout="60"))["result"]
        assert told["triggerTime"] > told["currentTime"]
        await stage.until(50)
        await stage.post("CancelAllOrdersAfter", timeout="60")
        await stage.until(109)
        assert [await status(stage, txid) for txid in txids] == ["open", "open"]
        await stage.until(110.5)
        assert [await status(stage, txid) for txid in txids] == ["canceled", "canceled"]

    play(story)


def test_the_switch_can_be_turned_off() -> None:
    async def story(stage: KrakenStage) -> None:
        txid = await placed(stage)
        await stage.post("CancelAllOrdersAfter", timeout="10")
        assert (await stage.post("CancelAllOrdersAfter", timeout="0"))["result"]["triggerTime"] == "0"
        await stage.until(20)
        assert await status(stage, txid) == "open"

    play(story)


@pytest.mark.parametrize("timeout", ["", "-1", "86401", "soon"])
def test_it_waits_for_a_day_at_most(timeout: str) -> None:
    async def story(stage: KrakenStage) -> None:
        told = await stage.post("CancelAllOrdersAfter", timeout=timeout)
        assert told["error"] == ["EGeneral:Invalid arguments:timeout"]

    play(story)
