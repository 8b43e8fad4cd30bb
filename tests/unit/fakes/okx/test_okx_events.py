"""Every code of the WebSocket's list that the fake has comes out of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from fakes.faults import RefusedSubscription, during
from fakes.venue import Key
from fakes.venues.okx import events
from tests.unit.fakes.okx.okx_caller import OTHER_KEY, PASSPHRASE, SECRET
from tests.unit.fakes.okx.okx_stage import CODE, Stage, played, subject

Do = Callable[[Stage], Awaitable[Any]]
BOOKS = {"channel": "books", "instId": "BTC-USDT"}


def asks(place: str, op: str, arg: Any) -> Do:
    async def do(stage: Stage) -> Any:
        async with stage.connected(place) as client:
            return await client.ask(op, arg, id="7")

    return do


def says(text: str) -> Do:
    async def do(stage: Stage) -> Any:
        async with stage.connected() as client:
            await client.socket.send_str(text)
            return await client.message()

    return do


def logs_in(**changed: str) -> Do:
    async def do(stage: Stage) -> Any:
        async with stage.connected("private") as client:
            return await client.log_in(**changed)

    return do


async def twice(stage: Stage) -> Any:
    async with stage.logged_in() as client:
        return await client.log_in(apiKey=OTHER_KEY)


async def too_often(stage: Stage) -> Any:
    async with stage.connected() as client:
        for _ in range(3):
            await client.send("unsubscribe", BOOKS)
        return await client.until(lambda told: told["event"] == "error")


async def closing(stage: Stage) -> Any:
    async with stage.connected() as client:
        await stage.venue.announce_shutdown(None)
        return await client.message()


EVENTS: dict[int, Do] = {
    60004: logs_in(timestamp="yesterday"),
    60005: logs_in(apiKey="x"),
    60006: logs_in(timestamp="1538054050"),
    60007: logs_in(sign="c2lnbmVk"),
    60032: logs_in(apiKey="0a1b2c3d-0000-4000-8000-0123456789ff"),
    60024: logs_in(passphrase="another"),
    events.LOG_IN_FIRST: asks("private", "order", {"instIdCode": CODE}),
    events.MALFORMED: says("tea"),
    events.ARGUMENTS: says('{"op":"subscribe"}'),
    events.TOO_FREQUENT: too_often,
    events.NOT_THERE: asks("public", "subscribe", {"channel": "tea"}),
    events.UNKNOWN_OP: says('{"op":"dance"}'),
    events.WRONG_URL: asks("public", "order", {"instIdCode": CODE}),
    events.REPEATED_LOGIN: twice,
    events.ULY: asks("public", "subscribe", {"channel": "instruments", "instType": "SPOT", "uly": "BTC-USD"}),
    events.MOVED: asks("private", "subscribe", {"channel": "candle1m", "instId": "BTC-USDT"}),
    events.NOT_ON_BUSINESS: asks("business", "subscribe", BOOKS),
    events.TIER: asks("public", "subscribe", {"channel": "books-l2-tbt", "instId": "BTC-USDT"}),
    events.FAILED: asks("public", "subscribe", BOOKS),
    events.CLOSING: closing,
}
LIMITS = {"requests on a connection": 2}


@pytest.mark.parametrize("code", EVENTS)
def test_what_deserves_it_gets_it_in_its_words(code: int) -> None:
    faults = [during(0, 60, RefusedSubscription())] if code == events.FAILED else []
    keys = [subject(), Key(api_key=OTHER_KEY, secret=SECRET, passphrase=PASSPHRASE, account="other")]

    told = played(EVENTS[code], *faults, keys=keys, limits=LIMITS)

    assert told["code"] == str(code)
    assert told["msg"].startswith(events.TEXTS[code].partition("{")[0])
