"""The same faults on requests over the WebSocket API, where an answer is a frame."""

from typing import Any

import aiohttp
import pytest

from fakes.faults import (
    ErrorBodyWith200,
    Fault,
    HtmlPage,
    LateAnswer,
    LostAnswer,
    ServerErrorAfter,
    ServerErrorBefore,
    Throttled,
    TruncatedBody,
    UnknownEnum,
    Unreadable,
    WrongTypes,
    during,
)
from fakes.operations import Operation
from tests.unit.fakes.faults.binance_stage import ORDER, WS_API, BinanceStage, play
from tests.unit.fakes.hosted import arrivals, payloads


async def placed(stage: BinanceStage) -> list[aiohttp.WSMessage]:
    """What comes back within 15 s of placing an order with the id "a", the end of the session included."""
    socket = await stage.http.ws_connect(WS_API)
    await stage.send(socket, "order.place", **ORDER, newClientOrderId="a")
    return await arrivals(socket, 15.0)


@pytest.mark.parametrize(
    ("fault", "status", "order_stands"),
    [
        (Throttled(Operation.PLACE), 429, False),
        (ServerErrorBefore(Operation.PLACE), 500, False),
        (ServerErrorAfter(Operation.PLACE), 504, True),
    ],
    ids=lambda value: str(value),
)
def test_a_refusal_is_an_answer_with_an_error(fault: Fault, status: int, order_stands: bool) -> None:
    async def story(stage: BinanceStage) -> None:
        (answer,) = payloads(await placed(stage))
        assert (answer["id"], answer["status"]) == (1, status)
        assert answer["error"]["code"] < 0
        assert ((await stage.query("a"))[0] == 200) is order_stands

    play(story, during(0, 60, fault))


@pytest.mark.parametrize("how", ["reset", "close"])
def test_a_lost_answer_ends_the_session_and_the_order_stands(how: Any) -> None:
    async def story(stage: BinanceStage) -> None:
        (last,) = await placed(stage)
        assert last.type is aiohttp.WSMsgType.CLOSED
        assert (await stage.query("a"))[0] == 200

    play(story, during(0, 60, LostAnswer(Operation.PLACE, how=how)))


def test_a_lost_answer_may_be_silence_on_an_open_session() -> None:
    async def story(stage: BinanceStage) -> None:
        assert await placed(stage) == []
        assert (await stage.query("a"))[0] == 200

    play(story, during(0, 60, LostAnswer(Operation.PLACE, how="silence")))


def test_an_answer_is_late() -> None:
    async def story(stage: BinanceStage) -> None:
        socket = await stage.http.ws_connect(WS_API)
        await stage.send(socket, "order.place", **ORDER)
        assert (await socket.receive_json())["status"] == 200
        assert stage.venue.now_s() >= 12.0

    play(story, during(0, 60, LateAnswer(Operation.PLACE, seconds=12.0)))


@pytest.mark.parametrize(
    ("fault", "price", "order_status"),
    [
        (WrongTypes(fields=("price",)), 59000.0, "NEW"),
        (UnknownEnum(value="ON_ICE"), "59000.00000000", "ON_ICE"),
    ],
    ids=lambda value: str(value),
)
def test_the_result_is_changed_within_its_envelope(fault: Fault, price: Any, order_status: str) -> None:
    async def story(stage: BinanceStage) -> None:
        (answer,) = payloads(await placed(stage))
        assert (answer["id"], answer["status"]) == (1, 200)
        assert (answer["result"]["price"], answer["result"]["status"]) == (price, order_status)

    play(story, during(0, 60, fault))


def test_an_error_may_come_as_a_success() -> None:
    async def story(stage: BinanceStage) -> None:
        (answer,) = payloads(await placed(stage))
        assert (answer["status"], answer["result"]["code"]) == (200, -1000)

    play(story, during(0, 60, ErrorBodyWith200(Operation.PLACE)))


@pytest.mark.parametrize("fault", [HtmlPage(), TruncatedBody(), Unreadable()], ids=lambda value: value.name)
def test_faults_of_http_do_not_strike_here(fault: Fault) -> None:
    async def story(stage: BinanceStage) -> None:
        (answer,) = payloads(await placed(stage))
        assert answer["status"] == 200
        assert stage.fired == 0

    play(story, during(0, 60, fault))
