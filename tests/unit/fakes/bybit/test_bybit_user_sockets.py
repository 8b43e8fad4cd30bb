"""Private connections and the trade socket (BYB-68, BYB-79 to BYB-84)."""

import asyncio
from typing import Any

import pytest

from fakes.faults import LostAnswer, RejectedKey, during
from fakes.instruments import Side
from fakes.ledger import SessionClosed
from tests.unit.fakes.bybit.bybit_caller import ORDER
from tests.unit.fakes.bybit.ws_stage import PRIVATE, TRADE, Stage, login, played

ALL = ("execution", "order", "wallet")


def fill(stage: Stage, name: str, lots: int | None = None) -> None:
    stage.venue.counterparty.fill("subject", "BTCUSDT", name, lots)


# --- logging in -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "success", "text"),
    [
        ({}, True, ""),
        ({"api_key": "nobody"}, False, "API key is invalid."),
        ({"secret": "other"}, False, "error sign! please check your signature generation algorithm."),
        ({"ahead_s": -1.0}, False, "expires is in the past"),
    ],
    ids=["right", "unknown", "forged", "late"],
)
def test_a_login_is_believed_or_not(given: dict[str, Any], success: bool, text: str) -> None:
    async def story(stage: Stage) -> Any:
        async with stage.connected(PRIVATE) as client:
            return await client.ask(req_id="l", **login(**given))

    reply = played(story)
    assert (reply["success"], reply["ret_msg"]) == (success, text)
    assert (reply["op"], reply["req_id"]) == ("auth", "l")


def test_the_time_of_a_login_may_be_a_text_and_may_not_be_missing() -> None:
    async def story(stage: Stage) -> list[bool]:
        async with stage.connected(PRIVATE) as client:
            texts = [str(each) for each in login()["args"]]
            frames = [{"op": "auth", "args": args} for args in (texts, texts[:1], [], [None, True, 1.5])]
            return [(await client.ask(**frame))["success"] for frame in frames]

    assert played(story) == [True, False, False, False]


def test_nothing_private_is_told_to_strangers() -> None:
    async def story(stage: Stage) -> Any:
        async with stage.connected(PRIVATE) as client:
            return await client.subscribe("order")

    reply = played(story)
    assert (reply["success"], reply["ret_msg"]) == (False, "Request not authorized")


@pytest.mark.parametrize(
    ("topics", "taken"),
    [
        (["order", "execution", "wallet", "position", "greeks"], True),
        (["order.spot", "execution.spot", "execution.fast.spot"], True),
        (["order.linear"], True),
        (["dcp.spot"], True),
        (["order", "execution.spot"], False),
        (["order", "guess"], False),
        (["order.guess"], False),
        ([], False),
    ],
)
def test_whole_topics_and_those_of_a_category_do_not_mix(topics: list[str], taken: bool) -> None:
    async def story(stage: Stage) -> bool:
        async with stage.connected(PRIVATE) as client:
            await client.ask(**login())
            return bool((await client.ask(op="subscribe", args=topics))["success"])

    assert played(story) is taken


def test_a_private_topic_may_be_asked_for_again() -> None:
    async def story(stage: Stage) -> tuple[bool, int]:
        async with stage.listening("order") as client:
            again = (await client.subscribe("order"))["success"]
            await stage.place()
            await client.message()
            try:
                async with asyncio.timeout(5.0):
                    await client.message()
            except TimeoutError:
                return again, 1
            return again, 2

    assert played(story) == (True, 1)


def test_a_silent_private_connection_is_cut_when_it_asked_to_be() -> None:
    async def story(stage: Stage) -> float:
        async with stage.connected(f"{PRIVATE}?max_active_time=1m") as client:
            with pytest.raises(ConnectionError):
                await client.message()
        return next(stage.venue.ledger.of(SessionClosed)).at_s

    assert played(story) == pytest.approx(60.0, abs=1.0)


# --- news -------------------------------------------------------------------------------------------


def test_what_an_order_goes_through_is_told() -> None:
    async def story(stage: Stage) -> list[tuple[str, Any]]:
        told = []
        async with stage.listening(*ALL) as client:
            await stage.place(orderLinkId="a")
            fill(stage, "a", 4_000)
            fill(stage, "a")
            for _ in range(2 + 3 + 3):
                message = await client.message()
                told.append((message["topic"], message["data"][0]))
        return told

    told = played(story)
    assert [topic for topic, _ in told] == ["order", "wallet", *ALL, *ALL]
    orders = [row for topic, row in told if topic == "order"]
    assert [(row["orderStatus"], row["cumExecQty"]) for row in orders] == [
        ("New", "0"),
        ("PartiallyFilled", "0.004"),
        ("Filled", "0.01"),
    ]
    fills = [row for topic, row in told if topic == "execution"]
    assert [(row["execQty"], row["leavesQty"], row["isMaker"]) for row in fills] == [
        ("0.004", "0.006", True),
        ("0.006", "0", True),
    ]
    wallets = [{coin["coin"]: coin for coin in row["coin"]} for topic, row in told if topic == "wallet"]
    assert wallets[0]["USDT"]["locked"] == "500"
    assert (wallets[-1]["USDT"]["walletBalance"], wallets[-1]["BTC"]["walletBalance"]) == (
        "999500",
        "10.00999",
    )


def test_all_that_one_operation_did_is_in_one_message() -> None:
    async def story(stage: Stage) -> list[Any]:
        for ticks in (600_000, 600_001):
            stage.venue.counterparty.quote("BTCUSDT", Side.SELL, ticks, 5_000)
        async with stage.listening(*ALL) as client:
            await stage.place(price="60001", qty="0.02")
            return [await client.message() for _ in range(3)]

    execution, order, wallet = played(story)
    assert [row["execPrice"] for row in execution["data"]] == ["60000", "60000.1"]
    assert [row["orderStatus"] for row in order["data"]] == ["PartiallyFilled"]
    assert sorted(coin["coin"] for coin in wallet["data"][0]["coin"]) == ["BTC", "USDT"]


def test_there_are_no_snapshots_and_nobody_elses_news() -> None:
    async def story(stage: Stage) -> int:
        await stage.place(orderLinkId="a")
        async with stage.listening(*ALL) as client:
            stage.venue.counterparty.quote("BTCUSDT", Side.SELL, 600_000, 5_000)
            stage.venue.counterparty.take("BTCUSDT", Side.BUY, 5_000)
            try:
                async with asyncio.timeout(30.0):
                    await client.message()
            except TimeoutError:
                return 0
        return 1

    assert played(story) == 0


def test_fast_executions_are_short() -> None:
    async def story(stage: Stage) -> Any:
        async with stage.listening("execution.fast.spot") as client:
            await stage.place(orderLinkId="a")
            fill(stage, "a")
            return await client.message()

    message = played(story)
    assert list(message) == ["topic", "creationTime", "data"]
    [row] = message["data"]
    assert (row["orderLinkId"], row["isMaker"], row["execQty"]) == ("", True, "0.01")


def test_a_topic_of_this_category_tells_the_same() -> None:
    async def story(stage: Stage) -> list[str]:
        async with stage.listening("order.spot") as spot, stage.listening("order.linear"):
            await stage.place(orderLinkId="a")
            message = await spot.message()
            return [message["topic"], message["data"][0]["category"]]

    assert played(story) == ["order.spot", "spot"]


# --- orders over a socket -----------------------------------------------------------------------------


def test_orders_are_placed_amended_and_cancelled_over_a_socket() -> None:
    async def story(stage: Stage) -> list[Any]:
        async with stage.connected(TRADE) as client:
            assert (await client.ask(**login()))["retCode"] == 0
            placed = await client.trade("order.create", 1, **ORDER, orderLinkId="a")
            of = {"symbol": "BTCUSDT", "orderLinkId": "a"}
            amended = await client.trade("order.amend", 2, qty="0.02", **of)
            cancelled = await client.trade("order.cancel", 3, **of)
            again = await client.trade("order.cancel", 4, **of)
            return [placed, amended, cancelled, again]

    told = played(story)
    assert [each["retCode"] for each in told] == [0, 0, 0, 170213]
    assert [each["reqId"] for each in told] == ["r1", "r2", "r3", "r4"]
    assert len(dict.fromkeys(each["data"].get("orderId") for each in told[:3])) == 1
    header = told[0]["header"]
    assert (header["X-Bapi-Limit"], header["X-Bapi-Limit-Status"]) == ("20", "19")


def test_the_socket_and_rest_share_their_limits() -> None:
    async def story(stage: Stage) -> list[int]:
        async with stage.connected(TRADE) as client:
            await client.ask(**login())
            codes = [(await client.trade("order.create", n, **ORDER))["retCode"] for n in range(20)]
            with pytest.raises(AssertionError, match="10006"):
                await stage.place()
            return codes

    assert played(story) == [0] * 20


def test_the_time_of_a_request_counts_there_too() -> None:
    async def story(stage: Stage) -> list[int]:
        async with stage.connected(TRADE) as client:
            await client.ask(**login())
            codes = []
            for at in (1, "1", ""):
                header = {"X-BAPI-TIMESTAMP": at}
                order = {"category": "spot", **ORDER}
                told = await client.ask(op="order.create", header=header, args=[order])
                codes.append(told["retCode"])
            return codes

    assert played(story) == [10002, 10002, 10001]


def test_strangers_trade_nothing() -> None:
    async def story(stage: Stage) -> list[int]:
        async with stage.connected(TRADE) as client:
            first = await client.trade("order.create", 1, **ORDER)
            wrong = await client.ask(**login(secret="other"))
            return [first["retCode"], wrong["retCode"]]

    assert played(story) == [10004, 10004]


def test_a_key_that_is_taken_away_meanwhile_trades_no_more() -> None:
    async def story(stage: Stage) -> int:
        async with stage.connected(TRADE) as client:
            await client.ask(**login())
            await stage.until(5.0)
            return int((await client.trade("order.create", 1, **ORDER))["retCode"])

    assert played(story, faults=[during(4.0, 9.0, RejectedKey())]) == 10003


@pytest.mark.parametrize("args", [[], [ORDER, ORDER], ["order"]])
def test_a_request_has_one_order(args: list[Any]) -> None:
    async def story(stage: Stage) -> int:
        async with stage.connected(TRADE) as client:
            await client.ask(**login())
            return int((await client.ask(op="order.create", args=args))["retCode"])

    assert played(story) == 10001


def test_an_answer_may_be_lost_there_too() -> None:
    async def story(stage: Stage) -> int:
        async with stage.connected(TRADE) as client:
            await client.ask(**login())
            with pytest.raises(ConnectionError):
                await client.trade("order.create", 1, **ORDER)
        return len(stage.venue.exchange.open_orders("subject"))

    assert played(story, faults=[during(0.0, 9.0, LostAnswer(how="close", transport="ws"))]) == 1
