"""What is said on a market connection besides its data (BIN-32, BIN-33)."""

import asyncio
from typing import Any

import msgspec
import pytest

from exchanges.errors import SubscriptionRefused
from exchanges.oddities import Oddities
from exchanges.telemetry import logger_for
from exchanges.venues.binance.messages import Envelope, ErrorBody
from exchanges.venues.binance.talk import MarketTalk, answered, handle
from tests.unit.exchanges.binance.still_stream import StillConnection, StillStream


def ask(connection: StillConnection) -> None:
    names = ["foousdt@trade"]
    asyncio.run(MarketTalk().ask(connection, "SUBSCRIBE", names, 5.0))  # type: ignore[arg-type]


def test_a_subscription_is_asked_for_with_an_id() -> None:
    connection = StillConnection()
    ask(connection)

    assert connection.asked == [{"method": "SUBSCRIBE", "params": ["foousdt@trade"], "id": 1}]


@pytest.mark.parametrize(
    "answer", [Envelope(id=1, code=2, msg="Invalid request"), Envelope(id=1, error=ErrorBody(3, "no"))]
)
def test_both_kinds_of_refusal_are_refusals(answer: Envelope) -> None:
    connection = StillConnection()
    connection.answers = [answer]
    with pytest.raises(SubscriptionRefused):
        ask(connection)


@pytest.mark.parametrize(
    "message",
    [
        {"e": "serverShutdown", "E": 1},
        {"stream": "!serverShutdown", "data": {}},
        {"event": {"e": "serverShutdown", "E": 1}},
    ],
    ids=["bare", "combined", "wrapped"],
)
def test_an_announced_shutdown_is_heard_in_every_wrapping(message: dict[str, Any]) -> None:
    stream, oddities = StillStream(), Oddities(logger_for("binance", "sandbox"))
    handle(msgspec.json.encode(message), StillConnection(), stream, oddities)  # type: ignore[arg-type]

    assert stream.renewals == 1


def test_an_answer_goes_to_whoever_asked_and_data_does_not() -> None:
    connection = StillConnection()

    assert answered(b'{"id":7,"result":null}', connection)  # type: ignore[arg-type]
    assert not answered(b'{"e":"trade"}', connection)  # type: ignore[arg-type]
    assert connection.given == [7]
