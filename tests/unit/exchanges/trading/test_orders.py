"""An order is sent once, and its fate is found out. In virtual time."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from exchanges import errors
from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig, Environment, OrderRules
from exchanges.models import Order, OrderRequest, OrderStatus, OrderType, OrderUpdate, Side
from exchanges.order_ids import OrderIds
from exchanges.orders import OrderTracker
from exchanges.ratelimit import Priority
from exchanges.telemetry import logger_for
from exchanges.trading.orders import Orders
from exchanges.venues.binance.api import BinanceApi
from simulation import World

RULES = OrderRules(absent_after_s=15.0, absent_lookups=3, resolve_s=30.0)
CONFIG = ConnectorConfig(venue="binance", environment=Environment.SANDBOX, orders=RULES)
REQUEST = OrderRequest(
    symbol="FOOUSDT",
    side=Side.BUY,
    type=OrderType.LIMIT,
    quantity=D("1"),
    price=D("100"),
    client_order_id="mine",
)
Answers = list[Any]


def body(status: str = "NEW", filled: str = "0", **changes: object) -> bytes:
    return msgspec.json.encode(
        {
            "symbol": "FOOUSDT",
            "orderId": 1,
            "clientOrderId": "mine",
            "price": "100",
            "origQty": "1",
            "executedQty": filled,
            "cummulativeQuoteQty": "0",
            "status": status,
            "type": "LIMIT",
            "side": "BUY",
            **changes,
        }
    )


class ScriptedRest:
    """Answers by method and path; the last answer of a list is given for ever."""

    def __init__(self, **answers: Answers) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.priorities: list[Priority] = []
        self.takes_s = 0.05

    async def signed(
        self,
        method: str,
        path: str,
        parameters: dict[str, str],
        decode: Callable[[bytes], Any],
        *,
        priority: Priority,
        before_send: Callable[[], None] | None = None,
        **_: object,
    ) -> Any:
        self.priorities.append(priority)
        if before_send is not None:
            before_send()
        name = f"{method} {path.rsplit('/', 1)[1]}"
        self.asked.append(name)
        await asyncio.sleep(self.takes_s)
        answers = self.answers[re.sub(r"\W", "_", name)]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        try:
            return decode(answer)
        except (msgspec.MsgspecError, ValueError):
            raise errors.UnreadableResponse("unreadable") from None


class Desk:
    def __init__(self, rest: ScriptedRest) -> None:
        self.rest = rest
        self.tracker = OrderTracker(RULES)
        self.updates: list[OrderUpdate] = []
        self.objection: errors.ExchangeError | None = None
        self.orders = Orders(
            api=BinanceApi(rest, lambda: CONFIG),  # type: ignore[arg-type]  # what it uses of it is scripted
            tracker=self.tracker,
            ids=OrderIds("t-", Random(1), lambda: 1_800_000_000.0),
            config=lambda: CONFIG,
            backoff=lambda: Backoff(0.25, 2.0, Random(1)),
            log=logger_for("binance", "sandbox"),
            publish=self.updates.extend,
            allowed=self._allowed,
            acknowledged=lambda order: None,
        )

    def _allowed(self) -> None:
        if self.objection is not None:
            raise self.objection

    def known(self) -> Order:
        order = self.tracker.find("FOOUSDT", "mine")
        assert order is not None
        return order

    def sent(self) -> int:
        return self.rest.asked.count("POST order")


def play(story: Callable[[Desk], Awaitable[None]], **answers: Answers) -> None:
    with World("orders") as world:

        async def playing() -> None:
            desk = Desk(ScriptedRest(**answers))
            resolving = asyncio.create_task(desk.orders.resolve_forever())
            try:
                await story(desk)
            finally:
                resolving.cancel()

        world.run(playing())


LOST: list[errors.ExchangeError] = [
    errors.RequestTimeout("x"),
    errors.ConnectionLost("x"),
    errors.VenueFault("x"),
    errors.UnreadableResponse("x"),
    errors.DuplicateClientOrderId("Duplicate order sent."),
]
ABSENT = errors.OrderNotFound("Order does not exist.", code=-2013)


@pytest.mark.parametrize("loss", LOST, ids=lambda loss: type(loss).__name__)
def test_an_order_whose_answer_is_lost_is_looked_up_and_never_sent_twice(
    loss: errors.ExchangeError,
) -> None:
    async def story(desk: Desk) -> None:
        order = await desk.orders.submit(REQUEST)

        assert (order.status, order.venue_order_id) == (OrderStatus.NEW, "1")
        assert desk.sent() == 1

    play(story, POST_order=[loss], GET_order=[ABSENT, ABSENT, body()])


def test_absence_counts_only_when_the_request_can_no_longer_arrive() -> None:
    async def story(desk: Desk) -> None:
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        with pytest.raises(errors.Rejected, match="absent"):
            await desk.orders.submit(REQUEST)

        assert loop.time() - started_s >= RULES.absent_after_s
        assert desk.rest.asked.count("GET order") >= RULES.absent_lookups
        assert (desk.sent(), desk.known().status) == (1, OrderStatus.REJECTED)

    play(story, POST_order=[errors.VenueFault("x")], GET_order=[ABSENT])


def test_what_cannot_be_found_out_in_time_is_unknown_and_goes_on_being_asked() -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(errors.VenueFault) as caught:
            await desk.orders.submit(REQUEST)
        assert caught.value.client_order_id == "mine"
        assert desk.known().status is OrderStatus.UNKNOWN

        desk.rest.answers["GET_order"] = [body("FILLED", "1")]
        await asyncio.sleep(10)
        assert desk.known().status is OrderStatus.FILLED
        assert desk.sent() == 1

    play(
        story,
        POST_order=[errors.VenueFault("x")],
        GET_order=[errors.RequestTimeout("x")],
        GET_myTrades=[b"[]"],
    )


def test_a_word_of_the_private_stream_ends_the_wait() -> None:
    async def story(desk: Desk) -> None:
        submitting = asyncio.create_task(desk.orders.submit(REQUEST))
        await asyncio.sleep(1)
        loop = asyncio.get_running_loop()
        seen = Order(
            symbol="FOOUSDT",
            client_order_id="mine",
            side=Side.BUY,
            type=OrderType.LIMIT,
            quantity=D(1),
            venue_order_id="1",
            status=OrderStatus.NEW,
        )
        desk.orders.tell(desk.tracker.seen(seen, loop.time()))

        assert (await submitting).status is OrderStatus.NEW

    play(story, POST_order=[errors.ConnectionLost("x")], GET_order=[errors.RequestTimeout("x")])


def test_a_refusal_is_told_as_it_is() -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(errors.InsufficientFunds) as caught:
            await desk.orders.submit(REQUEST)

        assert caught.value.client_order_id == "mine"
        assert desk.known().status is OrderStatus.REJECTED
        assert desk.rest.asked == ["POST order"]

    play(story, POST_order=[errors.InsufficientFunds("no money")])


def test_an_objection_at_the_last_moment_sends_nothing() -> None:
    async def story(desk: Desk) -> None:
        desk.objection = errors.NotConnected("stopping")
        with pytest.raises(errors.NotConnected):
            await desk.orders.submit(REQUEST)

        assert desk.rest.asked == []
        assert desk.known().status is OrderStatus.REJECTED

    play(story)


def test_giving_up_the_wait_leaves_the_order_to_be_looked_up() -> None:
    async def story(desk: Desk) -> None:
        desk.rest.takes_s = 5.0
        submitting = asyncio.create_task(desk.orders.submit(REQUEST))
        await asyncio.sleep(1)
        submitting.cancel()
        await asyncio.sleep(20)

        assert submitting.cancelled()
        assert (desk.sent(), desk.known().status) == (1, OrderStatus.NEW)

    play(story, POST_order=[body()], GET_order=[body()])


def test_the_same_id_is_not_sent_a_second_time() -> None:
    async def story(desk: Desk) -> None:
        await desk.orders.submit(REQUEST)
        with pytest.raises(errors.InvalidRequest):
            await desk.orders.submit(REQUEST)

        assert desk.sent() == 1

    play(story, POST_order=[body()])


def test_an_answer_about_another_order_is_no_answer() -> None:
    async def story(desk: Desk) -> None:
        order = await desk.orders.submit(REQUEST)

        assert order.venue_order_id == "1"
        assert desk.rest.asked == ["POST order", "GET order"]

    play(story, POST_order=[body(clientOrderId="yours", orderId=2)], GET_order=[body()])


def test_what_a_user_asks_may_rank_below_what_we_must_know() -> None:
    async def story(desk: Desk) -> None:
        for priority in (Priority.DATA, Priority.RESOLVE):
            with pytest.raises(errors.OrderNotFound):
                await desk.orders.find("FOOUSDT", "never-placed", priority)

        assert desk.rest.priorities == [Priority.DATA, Priority.RESOLVE]

    play(story, GET_order=[ABSENT])


def test_a_cancel_that_finds_the_order_filled_returns_it_filled() -> None:
    async def story(desk: Desk) -> None:
        await desk.orders.submit(REQUEST)
        order = await desk.orders.cancel("FOOUSDT", "mine")

        assert (order.status, order.filled) == (OrderStatus.FILLED, D(1))

    play(
        story,
        POST_order=[body()],
        DELETE_order=[errors.OrderNotFound("Unknown order sent.", code=-2011)],
        GET_order=[body("FILLED", "1")],
        GET_myTrades=[b"[]"],
    )


def test_a_cancel_whose_answer_is_lost_is_repeated_while_the_order_lives() -> None:
    async def story(desk: Desk) -> None:
        await desk.orders.submit(REQUEST)
        order = await desk.orders.cancel("FOOUSDT", "mine")

        assert order.status is OrderStatus.CANCELED
        assert desk.rest.asked.count("DELETE order") == 2

    play(
        story,
        POST_order=[body()],
        DELETE_order=[
            errors.RequestTimeout("x"),
            body("CANCELED", clientOrderId="c", origClientOrderId="mine"),
        ],
        GET_order=[body()],
    )


def test_cancelling_what_may_still_arrive_is_not_called_not_found() -> None:
    async def story(desk: Desk) -> None:
        submitting = asyncio.create_task(desk.orders.submit(REQUEST))
        await asyncio.sleep(0.5)
        with pytest.raises(errors.OutcomeUnknown):
            await desk.orders.cancel("FOOUSDT", "mine")
        submitting.cancel()

    play(
        story,
        POST_order=[errors.VenueFault("x")],
        DELETE_order=[errors.OrderNotFound("Unknown order sent.", code=-2011)],
        GET_order=[ABSENT],
    )


def test_executions_that_nobody_told_are_fetched_and_told_once() -> None:
    trade = {
        "symbol": "FOOUSDT",
        "id": 7,
        "orderId": 1,
        "price": "100",
        "qty": "1",
        "commission": "0.1",
        "commissionAsset": "USDT",
        "time": 5,
        "isBuyer": True,
        "isMaker": False,
    }

    async def story(desk: Desk) -> None:
        await desk.orders.submit(REQUEST)
        await asyncio.sleep(1)
        assert await desk.orders.reconcile(("FOOUSDT",))
        await asyncio.sleep(30)
        fills = [update.fill for update in desk.updates if update.fill is not None]

        assert [fill.trade_id for fill in fills] == ["7"]
        assert desk.known().status is OrderStatus.FILLED

    play(
        story,
        POST_order=[body()],
        GET_openOrders=[b"[]"],
        GET_order=[body("FILLED", "1")],
        GET_myTrades=[b"[]", msgspec.json.encode([trade])],
    )


def test_an_order_gets_an_id_before_it_is_sent() -> None:
    async def story(desk: Desk) -> None:
        named = desk.orders.named(
            OrderRequest(symbol="FOOUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=D(1))
        )

        assert named.client_order_id is not None
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,36}", named.client_order_id)
        assert desk.orders.named(REQUEST) is REQUEST

    play(story)


def test_money_is_written_without_an_exponent() -> None:
    async def story(desk: Desk) -> None:
        written: list[dict[str, str]] = []
        original = desk.rest.signed

        async def spy(method: str, path: str, parameters: dict[str, str], *rest: Any, **more: Any) -> Any:
            written.append(parameters)
            return await original(method, path, parameters, *rest, **more)

        desk.rest.signed = spy  # type: ignore[method-assign]
        await desk.orders.submit(
            OrderRequest(
                symbol="FOOUSDT",
                side=Side.BUY,
                type=OrderType.LIMIT,
                quantity=D("1E+3"),
                price=D("1E-7"),
                client_order_id="mine",
            )
        )

        assert (written[0]["quantity"], written[0]["price"]) == ("1000", "0.0000001")

    play(story, POST_order=[body()])


def test_an_order_that_has_ended_is_not_listed_as_open_though_the_list_still_has_it() -> None:
    async def story(desk: Desk) -> None:
        await desk.orders.submit(REQUEST)
        listing = asyncio.create_task(desk.orders.open_now("FOOUSDT", Priority.DATA))
        await asyncio.sleep(desk.rest.takes_s / 2)
        filled = replace(desk.known(), status=OrderStatus.FILLED, filled=D(1))
        desk.orders.tell(desk.tracker.seen(filled, asyncio.get_running_loop().time()))

        assert await listing == []

    play(story, POST_order=[body()], GET_openOrders=[b"[" + body() + b"]"], GET_myTrades=[b"[]"])


def test_open_orders_are_listed_with_all_that_is_known_of_them() -> None:
    async def story(desk: Desk) -> None:
        await desk.orders.submit(REQUEST)
        part = replace(desk.known(), status=OrderStatus.PARTIALLY_FILLED, filled=D("0.4"))
        desk.orders.tell(desk.tracker.seen(part, asyncio.get_running_loop().time()))

        (listed,) = await desk.orders.open_now("FOOUSDT", Priority.DATA)

        assert listed.filled == D("0.4")

    play(story, POST_order=[body()], GET_openOrders=[b"[" + body() + b"]"], GET_myTrades=[b"[]"])


def test_cancelling_all_returns_each_order_as_it_ended() -> None:
    async def story(desk: Desk) -> None:
        ended = await desk.orders.cancel_all("FOOUSDT")

        assert [(order.client_order_id, order.status) for order in ended] == [("mine", OrderStatus.FILLED)]

    play(
        story,
        GET_openOrders=[msgspec.json.encode([msgspec.Raw(body())])],
        DELETE_order=[errors.OrderNotFound("gone")],
        GET_order=[body("FILLED", "1")],
        GET_myTrades=[b"[]"],
    )


def test_cancelling_all_that_leaves_a_doubt_says_so() -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(errors.OutcomeUnknown):
            await desk.orders.cancel_all("FOOUSDT")

    play(
        story,
        GET_openOrders=[msgspec.json.encode([msgspec.Raw(body())])],
        DELETE_order=[errors.RequestTimeout("lost")],
        GET_order=[errors.RequestTimeout("lost")],
    )
