"""Orders at a venue whose answer says only that it took the request. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from exchanges import errors
from exchanges.models import OrderStatus
from simulation import World
from tests.unit.exchanges.toy_venue import ToyApi, order
from tests.unit.exchanges.trading.test_orders_by_id_only import REQUEST, Desk


def play(api: ToyApi, story: Callable[[Desk], Awaitable[None]]) -> None:
    with World("orders") as world:

        async def playing() -> None:
            desk = Desk(api)
            resolving = asyncio.create_task(desk.orders.resolve_forever())
            try:
                await story(desk)
            finally:
                resolving.cancel()
                await asyncio.gather(resolving, return_exceptions=True)

        world.run(playing())
        assert world.complaints == []


async def reported(desk: Desk, after_s: float, status: OrderStatus) -> None:
    await asyncio.sleep(after_s)
    desk.report(status)


@pytest.mark.parametrize("after_s", [0.05, 0.5])
def test_the_private_stream_says_that_the_order_is_accepted(after_s: float) -> None:
    async def story(desk: Desk) -> None:
        telling = asyncio.create_task(reported(desk, after_s, OrderStatus.NEW))
        placed = await desk.orders.submit(REQUEST)
        await telling

        assert placed.status is OrderStatus.NEW
        assert asyncio.get_running_loop().time() == pytest.approx(max(0.1, after_s))
        assert desk.api.count("order") == 0

    play(ToyApi(place=[OrderStatus.PENDING]), story)


@pytest.mark.parametrize("after_s", [0.05, 0.5])
def test_an_order_that_is_rejected_afterwards_is_no_order(after_s: float) -> None:
    async def story(desk: Desk) -> None:
        telling = asyncio.create_task(reported(desk, after_s, OrderStatus.REJECTED))
        with pytest.raises(errors.Rejected) as caught:
            await desk.orders.submit(REQUEST)
        await telling

        assert caught.value.client_order_id == "mine"

    play(ToyApi(place=[OrderStatus.PENDING]), story)


def test_when_the_stream_says_nothing_the_venue_is_asked() -> None:
    async def story(desk: Desk) -> None:
        placed = await desk.orders.submit(REQUEST)

        assert placed.status is OrderStatus.FILLED
        assert 1.0 < asyncio.get_running_loop().time() < 2.0

    filled = order("mine", OrderStatus.FILLED, "1")
    play(ToyApi(place=[OrderStatus.PENDING], order=[(filled, ())], fills=[()]), story)


def test_what_nobody_says_in_time_is_unknown() -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(errors.OutcomeUnknown):
            await desk.orders.submit(REQUEST)

    play(ToyApi(place=[OrderStatus.PENDING], order=[errors.RequestTimeout("no answer")]), story)


def test_a_connector_that_stops_waits_for_no_word() -> None:
    async def story(desk: Desk) -> None:
        placing = asyncio.create_task(desk.orders.submit(REQUEST))
        await asyncio.sleep(0.2)
        desk.orders.close()
        with pytest.raises(errors.OutcomeUnknown):
            await placing

        assert asyncio.get_running_loop().time() == pytest.approx(0.2)

    play(ToyApi(place=[OrderStatus.PENDING]), story)
