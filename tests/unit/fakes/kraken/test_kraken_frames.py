from decimal import Decimal
from typing import Any

import pytest

from fakes.venues.kraken import frames
from fakes.venues.kraken.frames import BadFrame, Refused, Request

TIMES = ("2023-09-25T09:04:31.742599Z", "2023-09-25T09:04:31.742648Z")


def test_a_request_is_a_method_its_parameters_and_a_number() -> None:
    assert frames.read('{"method":"ping","req_id":101}') == Request("ping", {}, 101)
    assert frames.read('{"method":"add_order","params":{"limit_price":100.10}}') == Request(
        "add_order", {"limit_price": Decimal("100.10")}
    )


@pytest.mark.parametrize(
    ("text", "error", "method"),
    [
        ("not json", "Malformed request", None),
        ("[1]", "Malformed request", None),
        ('{"params":{}}', "Malformed request", None),
        ('{"method":"ping","req_id":NaN}', "Malformed request", None),
        ('{"method":"ping","req_id":"1"}', "Req_id field must be an integer", "ping"),
        ('{"method":"ping","req_id":true}', "Req_id field must be an integer", "ping"),
        ('{"method":"ping","params":[]}', "Params field must be an object", "ping"),
        (
            '{"method":"add_order","reqid":1}',
            "Unsupported field: 'reqid' for the given msg type: add order",
            "add_order",
        ),
    ],
)
def test_what_is_no_request_is_refused_with_what_could_be_read(
    text: str, error: str, method: str | None
) -> None:
    with pytest.raises(BadFrame) as caught:
        frames.read(text)

    assert (caught.value.error, caught.value.method) == (error, method)


def test_a_parameter_that_there_is_not_is_refused_by_its_name() -> None:
    with pytest.raises(Refused, match="Unsupported field: 'price' for the given msg type: add order"):
        Request("add_order", {"price": 1}).accept_only("limit_price")


@pytest.mark.parametrize("value", [28440, Decimal("28440.0")])
def test_money_may_be_written_with_a_point_or_without(value: Any) -> None:
    assert frames.number_of({"limit_price": value}, "limit_price") == 28440


@pytest.mark.parametrize("value", ["28440", True, [1]])
def test_money_as_a_text_is_refused(value: Any) -> None:
    with pytest.raises(Refused, match="Limit_price field must be a number_float"):
        frames.number_of({"limit_price": value}, "limit_price")


def test_other_kinds_of_values_are_read_as_strictly() -> None:
    sent = {"flag": 1, "number": Decimal("1.5"), "text": 5, "list": ["a", 1]}

    with pytest.raises(Refused, match="Flag field must be a boolean"):
        frames.flag_of(sent, "flag", True)
    with pytest.raises(Refused, match="Number field must be an integer"):
        frames.integer_of(sent, "number")
    with pytest.raises(Refused, match="Text field must be a string"):
        frames.text_of(sent, "text")
    with pytest.raises(Refused, match="List field must be an array"):
        frames.texts_of(sent, "list")


def test_a_reply_echoes_the_number_if_there_was_one() -> None:
    assert frames.replied("cancel_all", {"count": 1}, 7, TIMES) == {
        "method": "cancel_all",
        "req_id": 7,
        "result": {"count": 1},
        "success": True,
        "time_in": TIMES[0],
        "time_out": TIMES[1],
    }
    assert "req_id" not in frames.pong(None, TIMES)


def test_a_refusal_names_what_it_is_about() -> None:
    refused = frames.refused("Already subscribed", "subscribe", 2, TIMES, symbol="BTC/USD")

    assert (refused["error"], refused["success"], refused["symbol"]) == (
        "Already subscribed",
        False,
        "BTC/USD",
    )
