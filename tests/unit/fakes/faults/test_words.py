"""Faults that strike what every dialect calls by another name."""

import json
from typing import Any

import pytest

from fakes.faults import (
    AckWithoutData,
    AlteredLevel,
    Fault,
    LostRemovals,
    NonceAhead,
    RefusedSubscription,
    ServerErrorBefore,
    StrangeRow,
    UnknownEnum,
    UnknownEnumInStream,
    WrongTypes,
    WrongTypesInStream,
)
from fakes.faults.fault import Reply
from fakes.operations import Operation
from fakes.traits import Trait
from fakes.words import Word
from tests.unit.fakes.faults.staging import armed

pytestmark = pytest.mark.asyncio


def told(reply: Any) -> dict[str, Any]:
    assert isinstance(reply, Reply)
    answer: dict[str, Any] = json.loads(reply.body)
    return answer


@pytest.mark.parametrize(
    ("fault", "number"),
    [
        (WrongTypes(fields=(Word.ORDER_NUMBER,), turn="null"), None),
        (WrongTypes(fields=("orderId",), turn="null"), None),
    ],
)
async def test_a_field_is_struck_by_the_word_for_it_and_by_its_name(fault: Fault, number: Any) -> None:
    async with armed(fault) as staged:
        assert told(staged.answer())["orderId"] is number
        assert told(staged.answer())["status"] == "NEW"


async def test_an_unknown_value_stands_in_the_field_that_the_word_means() -> None:
    body = b'{"orderId":"seven","price":"1"}'
    async with armed(UnknownEnum(field=Word.ORDER_NUMBER)) as staged:
        answer = told(staged.answer(reply=Reply(status=200, body=body)))

    assert answer == {"orderId": "SOMETHING_NEW", "price": "1"}


@pytest.mark.parametrize(
    "fault",
    [
        WrongTypesInStream(fields=(Word.ORDER_NUMBER,), turn="null"),
        UnknownEnumInStream(field=Word.ORDER_NUMBER, value="frozen"),
    ],
)
async def test_messages_are_struck_in_the_field_that_the_word_means(fault: Fault) -> None:
    async with armed(fault) as staged:
        frames = staged.push({"orderId": "seven", "price": "1"})

    assert frames is not None
    (frame,) = frames
    assert json.loads(frame.data) in (
        {"orderId": None, "price": "1"},
        {"orderId": "frozen", "price": "1"},
    )


async def test_a_row_is_found_by_any_name_that_the_venue_has_for_the_market() -> None:
    body = b'{"rows":[{"pair":"XBTCUSDT","orderId":1},{"pair":"ETHUSDT","orderId":1}]}'
    async with armed(StrangeRow(row="BTCUSDT", field=Word.ORDER_NUMBER)) as staged:
        answer = told(staged.answer(reply=Reply(status=200, body=body)))

    assert [row["orderId"] for row in answer["rows"]] == [None, 1]


async def test_a_request_about_a_market_is_known_by_any_of_its_names() -> None:
    async with armed(ServerErrorBefore(on=Operation.DEPTH, symbol="BTCUSDT")) as staged:
        assert staged.request(Operation.DEPTH, pair="XBTCUSDT") is not None
        assert staged.request(Operation.DEPTH, symbol="BTCUSDT") is not None
        assert staged.request(Operation.DEPTH, symbol="ETHUSDT") is None


@pytest.mark.parametrize(
    ("fault", "refused"),
    [
        (RefusedSubscription(), ["book:BTCUSDT", "trade:ETHUSDT", "userData"]),
        (RefusedSubscription(symbol="BTCUSDT"), ["book:BTCUSDT"]),
        (RefusedSubscription(Word.ACCOUNT_STREAM), ["userData"]),
    ],
)
async def test_subscriptions_are_refused_by_stream_and_by_symbol(fault: Fault, refused: list[str]) -> None:
    async with armed(fault) as staged:
        asked = ["book:BTCUSDT", "trade:ETHUSDT", "userData"]

        assert [name for name in asked if staged.desk.subscribe(1, name) == "refuse"] == refused


async def test_what_only_some_venues_have_says_so() -> None:
    needing = {name: fault.needs for name, fault in Fault.registry.items() if fault.needs}

    assert needing["StaleSnapshot"] == {Trait.REST_SNAPSHOT}
    assert AckWithoutData.needs == frozenset()


BOOK = (
    '{"data":[{"symbol":"B","bids":[{"price":100.0,"qty":1.25000000}],"asks":[{"price":101.0,"qty":2.0}]}]}'
)


async def test_one_quantity_of_a_book_is_altered_and_nothing_else() -> None:
    async with armed(AlteredLevel()) as staged:
        frames = staged.push(json.loads(BOOK))

    assert frames is not None
    (book,) = json.loads(frames[0].data)["data"]
    assert (book["bids"][0]["qty"], book["asks"][0]["qty"]) == (12.5, 2.0)
    assert (book["bids"][0]["price"], book["symbol"]) == (100.0, "B")


@pytest.mark.parametrize("payload", [{"data": []}, {"data": [{"qty": 0.0}]}, {"data": [{"qty": "1"}]}])
async def test_a_message_without_a_quantity_that_could_be_altered_is_not_struck(
    payload: dict[str, Any],
) -> None:
    async with armed(AlteredLevel()) as staged:
        assert staged.push(payload) is None


async def test_levels_that_are_objects_lose_their_removals_too() -> None:
    async with armed(LostRemovals()) as staged:
        bids = [{"price": 100.0, "qty": 0.0}, {"price": 99.0, "qty": 2.0}]
        frames = staged.push({"data": [{"bids": bids, "asks": []}]})
        passed = staged.push({"data": [{"bids": bids[1:], "asks": []}]})

    assert frames is not None
    assert json.loads(frames[0].data) == {"data": [{"bids": bids[1:], "asks": []}]}
    assert passed is None


async def test_numbers_of_a_key_are_used_by_somebody_ahead_of_the_client() -> None:
    async with armed(NonceAhead(seconds=45.0)) as staged:
        assert staged.venue.calls == [("advance_nonces", 45.0)]
        assert staged.firings == 1
