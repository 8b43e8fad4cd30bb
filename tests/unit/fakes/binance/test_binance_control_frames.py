import json
from typing import Any

import pytest

from fakes.venues.binance.control_frames import Control, Malformed, Method, property_named, read, stream_names


def answer_to(text: str) -> dict[str, Any]:
    with pytest.raises(Malformed) as raised:
        read(text)
    return raised.value.answer


def control(method: Method, *params: Any, id: int = 1) -> Control:
    return read(json.dumps({"method": method, "params": params, "id": id}))


@pytest.mark.parametrize(
    "id", [1, 0, -(2**63), 2**63 - 1, "a1", "e2a85d9f-07a5-4f94-8d5f-789dc3deb097", None]
)
def test_an_id_keeps_its_type(id: int | str | None) -> None:
    request = read(json.dumps({"method": "LIST_SUBSCRIPTIONS", "id": id}))

    assert request.id == id
    assert type(request.id) is type(id)


@pytest.mark.parametrize("id", [1.5, True, 2**63, "x" * 37, "a b", [1], {}])
def test_an_id_of_another_kind_is_refused(id: Any) -> None:
    answer = answer_to(json.dumps({"method": "LIST_SUBSCRIPTIONS", "id": id}))

    assert answer == {"code": 2, "msg": "Invalid request: request ID must be an unsigned integer"}


def test_an_id_is_required() -> None:
    assert answer_to('{"method":"LIST_SUBSCRIPTIONS"}')["code"] == 2


def test_text_that_is_not_json_is_told_where_it_stops_being_json() -> None:
    assert answer_to("subscribe") == {
        "code": 3,
        "msg": "Invalid JSON: expected value at line 1 column 1",
    }


def test_a_method_is_required() -> None:
    text = '{"params":["btcusdt@trade"],"id":1}'

    assert answer_to(text) == {
        "code": 2,
        "msg": f"Invalid request: missing field `method` at line 1 column {len(text)}",
    }


def test_an_unknown_method_is_told_the_known_ones() -> None:
    answer = answer_to('{"method":"SUBSCRIBED","id":1}')

    assert answer == {
        "code": 2,
        "msg": "Invalid request: unknown variant `SUBSCRIBED`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, "
        "`LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 22",
    }


def test_an_unknown_property_is_refused_with_its_id() -> None:
    with pytest.raises(Malformed) as raised:
        property_named(control(Method.SET_PROPERTY, "deflate", True, id=7), 2)

    assert raised.value.answer == {"code": 0, "msg": "Unknown property", "id": 7}


def test_a_property_must_be_a_boolean() -> None:
    with pytest.raises(Malformed) as raised:
        property_named(control(Method.SET_PROPERTY, "combined", "yes"), 2)

    assert raised.value.answer == {"code": 1, "msg": "Invalid value type: expected Boolean"}


@pytest.mark.parametrize("params", [(), (1, True)])
def test_a_property_must_have_a_name(params: tuple[Any, ...]) -> None:
    with pytest.raises(Malformed, match="property name must be a string"):
        property_named(control(Method.SET_PROPERTY, *params), 2)


def test_more_than_a_name_is_too_much_to_ask_for_a_property() -> None:
    with pytest.raises(Malformed, match="too many parameters"):
        property_named(control(Method.GET_PROPERTY, "combined", True), 1)


def test_a_stream_name_must_be_text() -> None:
    with pytest.raises(Malformed, match="Invalid request"):
        stream_names(control(Method.SUBSCRIBE, "btcusdt@trade", 5))


def test_stream_names_keep_their_order() -> None:
    assert stream_names(control(Method.SUBSCRIBE, "b@trade", "a@trade")) == ["b@trade", "a@trade"]
