"""One question for several symbols, each confirmed by itself."""

import asyncio

import pytest

from exchanges.errors import RequestTimeout, SubscriptionRefused
from exchanges.oddities import Oddities
from exchanges.telemetry import logger_for
from exchanges.venues.kraken.talk import Talk
from tests.unit.exchanges.kraken.still_connection import StillConnection

pytestmark = pytest.mark.asyncio

BOOK = {"channel": "book", "depth": 10}


class _Handler:
    """Hands everything to the talk."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk

    def on_message(self, raw: bytes, connection: StillConnection) -> bool:
        self.talk.handle(raw, connection)
        return True


def bench() -> tuple[Talk, StillConnection]:
    log = logger_for("kraken", "live")
    talk = Talk(log, Oddities(log))
    connection = StillConnection()
    connection.handler = _Handler(talk)  # type: ignore[assignment]  # as much of it as is used
    return talk, connection


async def test_one_frame_asks_for_all_symbols() -> None:
    talk, connection = bench()

    await talk.ask(connection, "subscribe", BOOK, ("BTC/USD", "ETH/USD"), 1.0)

    assert connection.asked() == [("subscribe", {**BOOK, "symbol": ["BTC/USD", "ETH/USD"]})]


async def test_not_before_each_symbol_is_confirmed_all_are() -> None:
    talk, connection = bench()
    connection.silent = True
    asking = asyncio.create_task(talk.ask(connection, "subscribe", BOOK, ("BTC/USD", "ETH/USD"), 5.0))
    await asyncio.sleep(0)

    def confirm(symbol: str) -> None:
        reply = '{"method":"subscribe","req_id":1,"success":true,"result":{"symbol":"%s"}}'
        assert talk.answered((reply % symbol).encode(), connection)

    confirm("BTC/USD")
    confirm("BTC/USD")
    await asyncio.sleep(0)
    assert not asking.done()
    confirm("ETH/USD")
    await asking


async def test_without_confirmation_there_is_none() -> None:
    talk, connection = bench()
    connection.silent = True

    with pytest.raises(RequestTimeout):
        await talk.ask(connection, "subscribe", BOOK, ("BTC/USD",), 0.01)
    assert not talk.answered(
        b'{"method":"subscribe","req_id":1,"success":true,"result":{"symbol":"BTC/USD"}}', connection
    )


async def test_a_channel_without_symbols_is_confirmed_or_refused_as_a_whole() -> None:
    talk, connection = bench()
    connection.results["executions"] = {"maxratecount": 125}

    assert (await talk.open(connection, {"channel": "executions"}, 1.0)).maxratecount == 125
    connection.refusals["executions"] = "ESession:Invalid session"
    with pytest.raises(SubscriptionRefused, match="Invalid session"):
        await talk.open(connection, {"channel": "executions"}, 1.0)


@pytest.mark.parametrize("cause", ["Currency pair not supported XBT/USD", "EGeneral:Internal error"])
async def test_a_symbol_that_is_refused_takes_no_other_with_it(cause: str) -> None:
    talk, connection = bench()
    connection.refusals["XBT/USD"] = cause

    assert await talk.ask(connection, "subscribe", BOOK, ("XBT/USD", "ETH/USD"), 1.0) == ("XBT/USD",)
    assert await talk.ask(connection, "unsubscribe", BOOK, ("XBT/USD",), 1.0) == ("XBT/USD",)
    assert await talk.ask(connection, "subscribe", BOOK, ("ETH/USD",), 1.0) == ()


async def test_answers_to_two_questions_are_told_apart() -> None:
    talk, connection = bench()
    connection.silent = True
    first = asyncio.create_task(talk.ask(connection, "subscribe", BOOK, ("BTC/USD",), 5.0))
    second = asyncio.create_task(talk.ask(connection, "subscribe", BOOK, ("BTC/USD",), 5.0))
    await asyncio.sleep(0)

    talk.handle(b'{"method":"subscribe","req_id":2,"success":true,"result":{"symbol":"BTC/USD"}}', connection)
    await second
    assert not first.done()
    first.cancel()


async def test_what_is_no_answer_is_borne() -> None:
    talk, connection = bench()

    for raw in (b"\xff", b"[]", b'{"channel":"novelty"}', b'{"method":"pong","req_id":5}'):
        talk.handle(raw, connection)
