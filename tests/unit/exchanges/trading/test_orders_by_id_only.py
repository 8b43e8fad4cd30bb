"""Orders at a venue that answers with an id, and a cancel with a nod. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal as D
from random import Random

import pytest
from msgspec.structs import replace

from exchanges import errors
from exchanges.backoff import Backoff
from exchanges.config import OrderRules
from exchanges.models import OrderRequest, OrderStatus, OrderType, Side
from exchanges.order_ids import OrderIds
from exchanges.orders import OrderTracker
from exchanges.telemetry import logger_for
from exchanges.trading.orders import Orders
from simulation import World
from tests.unit.exchanges.toy_venue import ABSENT, CONFIG, ToyApi, order

FOO = "FOO/USD"
REQUEST = OrderRequest(
    symbol=FOO,
    side=Side.BUY,
    type=OrderType.LIMIT,
    quantity=D(1),
    price=D(100),
    client_order_id="mine",
)


class Desk:
    def __init__(self, api: ToyApi) -> None:
        self.api = api
        self.tracker = OrderTracker(OrderRules())
        self.orders = Orders(
            api=api,
            tracker=self.tracker,
            ids=OrderIds("t-", Random(1), lambda: 1_800_000_000.0),
            config=lambda: CONFIG,
            backoff=lambda: Backoff(0.25, 2.0, Random(1)),
            log=logger_for("toy", "sandbox"),
            publish=lambda updates: None,
            allowed=lambda: None,
            acknowledged=lambda order: None,
        )

    def report(self, status: OrderStatus, filled: str = "0") -> None:
        """What the private stream tells."""
        now_s = asyncio.get_running_loop().time()
        self.orders.tell(self.tracker.seen(order("mine", status, filled), now_s))


def play(api: ToyApi, story: Callable[[Desk], Awaitable[None]]) -> None:
    with World("orders") as world:

        async def playing() -> None:
            desk = Desk(api)
            resolving = asyncio.create_task(desk.orders.resolve_forever())
            try:
                await desk.orders.submit(REQUEST)
                await story(desk)
            finally:
                resolving.cancel()
                await asyncio.gather(resolving, return_exceptions=True)

        world.run(playing())
        assert world.complaints == []


def test_the_end_of_a_cancel_that_was_only_taken_is_heard_from_the_stream() -> None:
    async def story(desk: Desk) -> None:
        cancelling = asyncio.create_task(desk.orders.cancel(FOO, "mine"))
        await asyncio.sleep(0.5)
        desk.report(OrderStatus.CANCELED, "0.25")
        ended = await cancelling

        assert (ended.status, ended.filled) == (OrderStatus.CANCELED, D("0.25"))
        assert asyncio.get_running_loop().time() == pytest.approx(0.6)
        assert desk.api.count("order") == 0

    play(ToyApi(place=[None], cancel=[None]), story)


def test_a_stream_that_does_not_tell_the_end_is_not_waited_for_long() -> None:
    async def story(desk: Desk) -> None:
        ended = await desk.orders.cancel(FOO, "mine")

        assert ended.status is OrderStatus.FILLED
        assert desk.api.count("cancel") == 1
        assert asyncio.get_running_loop().time() < 2.0

    filled = order("mine", OrderStatus.FILLED, "1")
    play(ToyApi(place=[None], cancel=[None], order=[(filled, ())], fills=[()]), story)


def test_a_cancel_that_was_taken_and_does_nothing_is_of_unknown_outcome() -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(errors.OutcomeUnknown) as caught:
            await desk.orders.cancel(FOO, "mine")

        assert caught.value.client_order_id == "mine"

    still_open = order("mine", OrderStatus.NEW)
    play(ToyApi(place=[None], cancel=[None], order=[(still_open, ())]), story)


def test_an_order_is_cancelled_and_looked_up_by_the_venues_id_too() -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(errors.OrderNotFound):
            await desk.orders.cancel(FOO, "mine")

        assert ("cancel", "mine", "O1") in desk.api.asked
        assert ("order", "mine", "O1") in desk.api.asked

    play(ToyApi(place=[None], cancel=[ABSENT], order=[ABSENT]), story)


def test_a_cancel_and_a_placement_may_wait_for_the_same_order() -> None:
    async def story(desk: Desk) -> None:
        again = OrderRequest(
            symbol=FOO,
            side=Side.BUY,
            type=OrderType.LIMIT,
            quantity=D(1),
            price=D(100),
            client_order_id="lost",
        )
        desk.api.answers |= {"place": [errors.RequestTimeout("lost")], "order": [errors.VenueFault("x")]}
        placing = asyncio.create_task(desk.orders.submit(again))
        await asyncio.sleep(0.2)
        cancelling = asyncio.create_task(desk.orders.cancel(FOO, "lost"))
        await asyncio.sleep(0.5)
        now_s = asyncio.get_running_loop().time()
        ended = replace(order("lost", OrderStatus.CANCELED), venue_order_id="O2")
        desk.orders.tell(desk.tracker.seen(ended, now_s))

        assert (await cancelling).status is OrderStatus.CANCELED
        assert (await placing).status is OrderStatus.CANCELED
        assert asyncio.get_running_loop().time() == pytest.approx(0.8)

    play(ToyApi(place=[None], cancel=[None]), story)


def test_open_orders_that_are_not_listed_by_symbol_are_asked_for_once() -> None:
    async def story(desk: Desk) -> None:
        await desk.orders.reconcile((FOO, "BAR/USD"))

        assert desk.api.asked[1:] == [("open_orders", None)]

    play(ToyApi(place=[None], open_orders=[()]), story)


class Together(ToyApi):
    """Takes two cancels with one request."""

    cancels_together = 2

    async def cancel_together(self, symbol: str, venue_order_ids: Sequence[str]) -> None:
        await self._answer("cancel_together", *venue_order_ids)


LISTED = [
    order("mine", OrderStatus.NEW),
    replace(order("a", OrderStatus.NEW), venue_order_id="OA"),
    replace(order("b", OrderStatus.NEW), venue_order_id="OB"),
]


def test_all_are_cancelled_with_few_requests_and_each_end_is_waited_for() -> None:
    async def story(desk: Desk) -> None:
        cancelling = asyncio.create_task(desk.orders.cancel_all(FOO))
        await asyncio.sleep(0.5)
        now_s = asyncio.get_running_loop().time()
        for known in LISTED[:2]:
            desk.orders.tell(desk.tracker.seen(replace(known, status=OrderStatus.CANCELED), now_s))
        ends = await cancelling

        assert [(end.client_order_id, end.status) for end in ends] == [
            ("mine", OrderStatus.CANCELED),
            ("a", OrderStatus.CANCELED),
            ("b", OrderStatus.CANCELED),
        ]
        assert desk.api.asked[-2:] == [("cancel_together", "O1", "OA"), ("cancel", "b", "OB")]

    left = replace(LISTED[2], status=OrderStatus.CANCELED)
    play(Together(place=[None], open_orders=[LISTED], cancel_together=[None], cancel=[left]), story)


def test_an_order_that_others_placed_is_cancelled_by_the_only_name_it_has() -> None:
    async def story(desk: Desk) -> None:
        await desk.orders.cancel_all(FOO)

        assert ("cancel", "OX", "OX") in desk.api.asked

    alien = replace(order("OX", OrderStatus.NEW), venue_order_id="OX")
    ended = replace(order("mine", OrderStatus.NEW), status=OrderStatus.CANCELED)
    ends = [ended, replace(alien, status=OrderStatus.CANCELED)]
    play(ToyApi(place=[None], open_orders=[[LISTED[0], alien]], cancel=ends), story)


def test_what_is_not_taken_together_is_cancelled_one_by_one() -> None:
    ended = replace(order("mine", OrderStatus.NEW), status=OrderStatus.CANCELED)

    async def story(desk: Desk) -> None:
        ends = await desk.orders.cancel_all(FOO)

        assert [end.status for end in ends] == [OrderStatus.CANCELED] * 2
        assert [asked[:2] for asked in desk.api.asked if asked[0] == "cancel"] == [
            ("cancel", "mine"),
            ("cancel", "a"),
        ]

    answers = [ended, replace(ended, client_order_id="a", venue_order_id="OA")]
    refused = errors.RateLimited("full")
    play(
        Together(place=[None], open_orders=[LISTED[:2]], cancel_together=[refused], cancel=answers),
        story,
    )


def test_one_order_is_cancelled_by_its_own_request() -> None:
    async def story(desk: Desk) -> None:
        await desk.orders.cancel_all(FOO)

        assert desk.api.count("cancel_together") == 0

    ended = replace(order("mine", OrderStatus.NEW), status=OrderStatus.CANCELED)
    play(Together(place=[None], open_orders=[LISTED[:1]], cancel=[ended]), story)
