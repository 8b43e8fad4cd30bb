"""User data on the WebSocket API: subscriptions, reports, balances, and their ends."""

from typing import Any

import pytest

from fakes.exchange import Overdrawn
from tests.unit.fakes.binance.binance_stage import API, Stage, played
from tests.unit.fakes.binance.ws_api_client import (
    LIMIT,
    log_on,
    place,
    request,
    signed_request,
    subscribed,
    two_accounts,
    until,
)

# --- user data ----------------------------------------------------------------------------------


def test_a_subscription_is_numbered_and_its_events_name_the_number() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            answer = await subscribed(client)
            stage.venue.exchange.deposit("subject", "BTC", 10**8)
            return answer["result"], await client.event()

    result, event = played(play)

    assert result == {"subscriptionId": 0}
    assert event["subscriptionId"] == 0
    assert event["event"]["e"] == "outboundAccountPosition"


def test_an_order_is_reported_and_then_the_balances_it_changed() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(API) as client:
            await subscribed(client)
            await client.ask(place("c1"))
            return [(await client.event())["event"], (await client.event())["event"]]

    report, position = played(play)

    assert (report["e"], report["x"], report["X"]) == ("executionReport", "NEW", "NEW")
    assert position["e"] == "outboundAccountPosition"
    assert {row["a"]: (row["f"], row["l"]) for row in position["B"]}["USDT"] == (
        "999980.00000000",
        "20.00000000",
    )


def test_a_fill_is_reported_with_its_price_and_fee() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
            await client.ask(place("c1"))
            stage.venue.counterparty.fill("subject", "BTCUSDT", "c1")
            while (report := await until(client, "executionReport"))["x"] != "TRADE":
                pass
            return report

    report = played(play)

    assert (report["X"], report["l"], report["L"]) == ("FILLED", "0.00100000", "20000.00000000")
    assert (report["n"], report["N"], report["m"]) == ("0.00000100", "BTC", True)


def test_balances_follow_each_report_even_when_all_happens_at_once() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(API) as client:
            await subscribed(client)
            order = LIMIT | {"quantity": "0.0001", "timeInForce": "IOC", "price": "70000"}
            await client.ask(signed_request("order.place", **order))
            return [(await client.event())["event"] for _ in range(4)]

    events = played(play)

    assert [(event["e"], event.get("x")) for event in events] == [
        ("executionReport", "NEW"),
        ("outboundAccountPosition", None),
        ("executionReport", "TRADE"),
        ("outboundAccountPosition", None),
    ]
    assert [row["l"] for row in events[1]["B"]] == ["0.00000000", "7.00000000"]
    assert [row["l"] for row in events[3]["B"]] == ["0.00000000", "0.00000000"]


def test_a_withdrawal_is_told_as_a_difference() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
            stage.venue.exchange.deposit("subject", "BTC", -(10**8))
            return await until(client, "balanceUpdate")

    event = played(play)

    assert (event["a"], event["d"]) == ("BTC", "-1.00000000")
    assert list(event) == ["e", "E", "a", "d", "T"]


def test_an_account_is_subscribed_once_on_a_connection() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
            return (await subscribed(client))["error"]

    assert played(play) == {"code": -2035, "msg": "User Data Stream subscription already active."}


def test_two_accounts_are_two_subscriptions() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
            await client.ask(log_on())
            second = await client.ask(request("userDataStream.subscribe"))
            listed = await client.ask(request("session.subscriptions"))
            return second["result"], listed["result"]

    assert played(play, keys=two_accounts()) == (
        {"subscriptionId": 1},
        [{"subscriptionId": 0}, {"subscriptionId": 1}],
    )


def test_unsubscribing_ends_the_stream_and_says_so() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
            answer = await client.ask(request("userDataStream.unsubscribe", subscriptionId=0))
            ended = await client.event()
            stage.venue.exchange.deposit("subject", "BTC", 10**8)
            return answer["result"], ended["event"]["e"], await client.quiet_for(5)

    assert played(play) == ({}, "eventStreamTerminated", True)


def test_a_subscription_that_is_not_there_cannot_be_ended() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            return (await client.ask(request("userDataStream.unsubscribe", subscriptionId=4)))["error"][
                "code"
            ]

    assert played(play) == -2036


def test_logging_out_ends_only_what_logging_on_began() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
            await client.ask(log_on())
            await client.ask(request("userDataStream.subscribe"))
            answer = await client.ask(request("session.logout"))
            ended = await client.event()
            listed = await client.ask(request("session.subscriptions"))
            return answer["result"]["userDataStream"], ended["subscriptionId"], listed["result"]

    assert played(play, keys=two_accounts()) == (True, 1, [{"subscriptionId": 0}])


def test_nobody_hears_of_anothers_account() -> None:
    async def play(stage: Stage) -> bool:
        async with stage.connected(API) as client:
            await subscribed(client)
            stage.venue.exchange.deposit("other", "BTC", 10**8)
            return await client.quiet_for(5)

    assert played(play, keys=two_accounts())


def test_an_overdrawn_withdrawal_is_told_to_nobody() -> None:
    async def play(stage: Stage) -> bool:
        async with stage.connected(API) as client:
            await subscribed(client)
            with pytest.raises(Overdrawn):
                stage.venue.exchange.deposit("subject", "BTC", -(10**12))
            return await client.quiet_for(5)

    assert played(play)
