"""The WebSocket API over a socket: envelopes, signatures, sessions, user data. Virtual time."""

import asyncio
import json
from typing import Any

import pytest

from fakes.faults import (
    AckWithoutData,
    DuplicateFill,
    LateFill,
    LostAnswer,
    MissingAck,
    TruncatedBody,
    UserStreamExpired,
    during,
)
from fakes.ledger import RequestAnswered, RequestReceived, Subscribed
from fakes.operations import Operation
from tests.unit.fakes.binance.binance_stage import API, KEY, Stage, played, signed
from tests.unit.fakes.binance.ws_api_client import (
    ED25519_KEY,
    LIMIT,
    log_on,
    now_ms,
    place,
    request,
    signed_request,
    subscribed,
    two_accounts,
    until,
)

# --- envelopes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["e2a85d9f", 12, None])
def test_an_answer_carries_the_id_the_status_the_result_and_the_limits(id: Any) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            return await client.ask({"id": id, "method": "ping"})

    assert played(play) == {
        "id": id,
        "status": 200,
        "result": {},
        "rateLimits": [
            {
                "rateLimitType": "REQUEST_WEIGHT",
                "interval": "MINUTE",
                "intervalNum": 1,
                "limit": 6000,
                "count": 3,
            }
        ],
    }


def test_a_method_may_be_prefixed_with_its_version() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            return (await client.ask(request("v3/time")))["status"]

    assert played(play) == 200


@pytest.mark.parametrize(
    ("query", "wish", "shown"),
    [("", None, True), ("", False, False), ("?returnRateLimits=false", None, False),
     ("?returnRateLimits=false", True, True)],
)  # fmt: skip
def test_limits_are_shown_unless_unwanted(query: str, wish: bool | None, shown: bool) -> None:
    async def play(stage: Stage) -> bool:
        async with stage.connected(API + query) as client:
            params = {} if wish is None else {"returnRateLimits": wish}
            return "rateLimits" in await client.ask(request("time", **params))

    assert played(play) is shown


def test_what_is_no_json_is_refused_without_an_id() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            return await client.ask("{")

    assert played(play) == {
        "id": None,
        "status": 400,
        "error": {"code": -1135, "msg": "Invalid JSON Request"},
    }


def test_an_unknown_method_is_refused_with_its_id() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            return await client.ask(request("order.destroy", id="x"))

    answer = played(play)

    assert (answer["id"], answer["status"], answer["error"]["code"]) == ("x", 400, -1020)


def test_public_results_are_those_of_rest() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            answer = await client.ask(request("depth", symbol="BTCUSDT", limit=5))
            async with stage.http.get(
                "http://api.binance.com:443/api/v3/depth", params={"symbol": "BTCUSDT", "limit": "5"}
            ) as response:
                return answer["result"], await response.json()

    result, body = played(play)

    assert result == body
    assert len(result["bids"]) == 5


def test_lists_are_taken_as_json() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            return await client.ask(request("ticker.price", symbols=["BTCUSDT", "ETHUSDT"]))

    assert [row["symbol"] for row in played(play)["result"]] == ["BTCUSDT", "ETHUSDT"]


# --- orders -------------------------------------------------------------------------------------


def test_an_order_is_placed_queried_and_cancelled() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            placed = await client.ask(place("c1"))
            found = await client.ask(signed_request("order.status", symbol="BTCUSDT", origClientOrderId="c1"))
            gone = await client.ask(signed_request("order.cancel", symbol="BTCUSDT", origClientOrderId="c1"))
            return placed, found, gone

    placed, found, gone = played(play)

    assert (placed["result"]["status"], found["result"]["status"]) == ("NEW", "NEW")
    assert (gone["result"]["status"], gone["result"]["origClientOrderId"]) == ("CANCELED", "c1")
    assert [limit["rateLimitType"] for limit in placed["rateLimits"]] == [
        "ORDERS",
        "ORDERS",
        "REQUEST_WEIGHT",
    ]


def test_numbers_are_signed_as_they_stand_in_the_frame() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            params = signed(
                {"apiKey": KEY, "timestamp": now_ms(), **LIMIT, "quantity": "0.00100", "price": "20000.0"}
            )
            frame = json.dumps(request("order.place", **params))
            bare = frame.replace('"0.00100"', "0.00100").replace('"20000.0"', "20000.0")
            return (await client.ask(bare))["status"]

    assert played(play) == 200


def test_a_signature_covers_the_wish_about_limits_too() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            params = {"apiKey": KEY, "timestamp": now_ms(), "returnRateLimits": "false"}
            asked = request("account.status", **signed(params) | {"returnRateLimits": False})
            return await client.ask(asked)

    answer = played(play)

    assert answer["status"] == 200
    assert "rateLimits" not in answer


def test_a_wrong_signature_is_refused() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            asked = signed_request("account.status")
            asked["params"]["recvWindow"] = 6000
            return await client.ask(asked)

    answer = played(play)

    assert (answer["status"], answer["error"]["code"]) == (400, -1022)


def test_requests_in_flight_do_not_wait_for_each_other() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(API) as client:
            await client.socket.send_str(json.dumps(request("time", id=1)))
            await client.socket.send_str(json.dumps(request("ping", id=2)))
            return [(await client.event())["id"], (await client.event())["id"]]

    assert sorted(played(play)) == [1, 2]


def test_connecting_costs_a_weight_of_two() -> None:
    async def play(stage: Stage) -> Any:
        for _ in range(3):
            async with stage.connected(API):
                pass
        async with stage.connected(API) as client:
            return (await client.ask(request("ping")))["rateLimits"][0]["count"]

    assert played(play) == 9


# --- sessions -----------------------------------------------------------------------------------


def test_after_logging_on_requests_need_neither_key_nor_signature() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            logged_on = await client.ask(log_on())
            account = await client.ask(request("account.status", timestamp=now_ms()))
            status = await client.ask(request("session.status"))
            await client.ask(request("session.logout"))
            refused = await client.ask(request("account.status", timestamp=now_ms()))
            return logged_on, account, status, refused

    logged_on, account, status, refused = played(play, keys=two_accounts())

    assert list(logged_on["result"]) == [
        "apiKey",
        "authorizedSince",
        "connectedSince",
        "returnRateLimits",
        "serverTime",
        "userDataStream",
    ]
    assert status["result"]["apiKey"] == ED25519_KEY
    assert account["status"] == 200
    assert refused["status"] != 200


def test_only_ed25519_keys_log_on() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            answer = await client.ask(signed_request("session.logon"))
            status = await client.ask(request("session.status"))
            return answer["status"], status["result"]["apiKey"]

    assert played(play) == (400, None)


def test_a_session_whose_key_is_revoked_is_told_so_without_an_id() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await client.ask(log_on())
            stage.venue.set_key_enabled(ED25519_KEY, False)
            revoked = await client.ask(request("account.status", timestamp=now_ms()))
            status = await client.ask(request("session.status"))
            return revoked, status["result"]["apiKey"]

    revoked, key = played(play, keys=two_accounts())

    assert revoked == {
        "id": None,
        "status": 401,
        "error": {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."},
    }
    assert key is None


# --- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize("announced", [True, False])
def test_a_stream_can_end_with_and_without_notice_while_the_socket_stays(announced: bool) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
            await asyncio.sleep(6)
            stage.venue.exchange.deposit("subject", "BTC", 10**8)
            if announced:
                assert (await client.event())["event"]["e"] == "eventStreamTerminated"
            return await client.quiet_for(5), (await client.ask(request("ping")))["status"]

    assert played(play, faults=[during(5, 6, UserStreamExpired(announced=announced))]) == (True, 200)


def test_a_subscription_can_be_acknowledged_and_dead() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            answer = await subscribed(client)
            stage.venue.exchange.deposit("subject", "BTC", 10**8)
            return answer["status"], await client.quiet_for(5)

    assert played(play, faults=[during(0, 60, AckWithoutData())]) == (200, True)


def test_a_subscription_can_work_without_an_acknowledgement() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await client.socket.send_str(json.dumps(signed_request("userDataStream.subscribe.signature")))
            await asyncio.sleep(1)
            stage.venue.exchange.deposit("subject", "BTC", 10**8)
            return await client.event(), len(stage.facts(Subscribed))

    event, count = played(play, faults=[during(0, 60, MissingAck())])

    assert event["event"]["e"] == "outboundAccountPosition"
    assert count == 1


def test_an_answer_can_be_lost_after_the_order_was_taken() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await client.socket.send_str(json.dumps(place("c1")))
            ended = await client.end()
            return ended, len(stage.venue.exchange.open_orders("subject"))

    assert played(play, faults=[during(0, 60, LostAnswer(on=(Operation.PLACE,)))]) == (None, 1)


def test_an_answer_can_be_cut_in_the_middle_of_its_frame() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await client.socket.send_str(json.dumps(request("time")))
            return await client.end()

    faults = [during(0, 60, TruncatedBody(on=(Operation.TIME,), transport="ws"))]

    assert played(play, faults=faults) is None


def test_a_fill_can_be_told_twice() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(API) as client:
            await subscribed(client)
            await client.ask(place("c1"))
            stage.venue.counterparty.fill("subject", "BTCUSDT", "c1")
            reports = [await until(client, "executionReport") for _ in range(3)]
            return [(report["x"], report["t"]) for report in reports]

    new, one, two = played(play, faults=[during(0, 60, DuplicateFill())])

    assert new[0] == "NEW"
    assert one == two


def test_a_late_fill_is_overtaken_by_the_news_of_the_cancel() -> None:
    async def play(stage: Stage) -> list[str]:
        async with stage.connected(API) as client:
            await subscribed(client)
            await client.ask(place("c1"))
            stage.venue.counterparty.fill("subject", "BTCUSDT", "c1", lots=10)
            stage.venue.exchange.cancel_all("subject")
            return [(await until(client, "executionReport"))["x"] for _ in range(3)]

    assert played(play, faults=[during(0, 60, LateFill(seconds=2.0))]) == ["NEW", "CANCELED", "TRADE"]


def test_every_request_is_on_record_with_its_transport() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(API) as client:
            await subscribed(client)
        return stage.facts(RequestReceived), stage.facts(RequestAnswered), stage.facts(Subscribed)

    [received], [answered], [subscription] = played(play)

    assert (received.transport, received.operation, received.weight) == ("ws", "user_stream", 2)
    assert answered.status == 200
    assert subscription.stream == "userData"
