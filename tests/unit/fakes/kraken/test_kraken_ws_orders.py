"""Trading requests of the WebSocket become REST's, word by word; what cannot be read is refused."""

from typing import Any

import pytest

from fakes.venues.kraken import frames
from fakes.venues.kraken.frames import Refused, Request
from fakes.venues.kraken.ws_orders import OrderWords
from tests.unit.fakes.kraken.kraken_caller import KrakenCaller

LIMIT: dict[str, Any] = {"order_type": "limit", "side": "buy", "order_qty": 1, "limit_price": 20_000}
TEXTS = {"ordertype": "limit", "type": "buy", "volume": "1", "price": "20000"}


@pytest.fixture
def words(caller: KrakenCaller) -> OrderWords:
    return OrderWords(caller.venue.pairs)


def request(method: str, params: str) -> Request:
    """As it was read from the wire, numbers with their digits."""
    return frames.read(f'{{"method":"{method}","params":{params}}}')


@pytest.mark.parametrize(
    ("params", "texts"),
    [
        ("", {}),
        ('"order_qty":1e-4', {"volume": "0.0001"}),
        ('"limit_price":20000.10', {"price": "20000.10"}),
        ('"time_in_force":"ioc"', {"timeinforce": "IOC"}),
        ('"stp_type":"cancel_both"', {"stptype": "cancel-both"}),
        ('"order_userref":-5', {"userref": "-5"}),
        ('"cl_ord_id":"mine"', {"cl_ord_id": "mine"}),
        ('"post_only":true', {"oflags": "post"}),
        ('"post_only":true,"fee_preference":"base"', {"oflags": "post,fcib"}),
        ('"fee_preference":"quote"', {"oflags": "fciq"}),
        ('"cash_order_qty":100', {"volume": "100", "oflags": "viqc"}),
        ('"expire_time":"2026-01-05T12:00:00.5Z"', {"expiretm": "1767614400.500000"}),
        ('"effective_time":"2026-01-05T12:00:00Z"', {"starttm": "1767614400.000000"}),
        ('"display_qty":0.5', {"displayvol": "0.5"}),
        ('"conditional":{"order_type":"stop-loss"}', {"close[ordertype]": "limit"}),
        ('"triggers":{"price":1.5}', {"trigger": "last"}),
        ('"margin":true', {"leverage": "2"}),
        ('"reduce_only":true', {"reduce_only": "true"}),
        ('"limit_price_type":"static"', {}),
        ('"deadline":"2026-01-05T12:00:00Z"', {"deadline": "2026-01-05T12:00:00Z"}),
        ('"validate":true', {"validate": "true"}),
        ('"validate":false', {}),
    ],
)
def test_each_field_of_an_order_has_its_name_on_rest(
    words: OrderWords, params: str, texts: dict[str, str]
) -> None:
    whole = '"symbol":"BTC/USDT","order_type":"limit","side":"buy","order_qty":1,"limit_price":20000'
    sent = f"{{{whole}{',' if params else ''}{params}}}"

    assert words.add(request("add_order", sent)) == {"pair": "BTC/USDT", **TEXTS} | texts


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("add_order", {"fee_preference": "both"}, "EGeneral:Invalid arguments:fee_preference"),
        ("add_order", {"limit_price_type": "pct"}, "EGeneral:Invalid arguments:limit_price_type"),
        ("add_order", {"expire_time": 17}, "Expire_time field must be a string"),
        ("add_order", {"margin": "yes"}, "Margin field must be a boolean"),
        ("add_order", {"order_userref": 1.5}, "Order_userref field must be an integer"),
        ("batch_add", {"orders": "two"}, "Orders field must be an array"),
        ("batch_add", {"orders": ["one", "two"]}, "Orders field must be an array"),
        (
            "batch_add",
            {"orders": [LIMIT | {"symbol": "BTC/USDT"}]},
            "Unsupported field: 'symbol' for the given msg type: batch add",
        ),
        ("amend_order", {"limit_price_type": "quote"}, "EGeneral:Invalid arguments:limit_price_type"),
        ("amend_order", {"side": "buy"}, "Unsupported field: 'side' for the given msg type: amend order"),
        ("edit_order", {"symbol": "XBTUSDT"}, "EQuery:Unknown asset pair"),
        ("cancel_order", {}, "EGeneral:Invalid arguments:order_id"),
        ("cancel_order", {"order_id": "OAAAAA"}, "Order_id field must be an array"),
        ("cancel_order", {"order_userref": [1, "2"]}, "Order_userref field must be an array"),
        ("cancel_order", {"order_userref": [True]}, "Order_userref field must be an array"),
        ("batch_cancel", {"orders": [1]}, "Orders field must be an array"),
        ("cancel_all_orders_after", {"timeout": "60"}, "Timeout field must be an integer"),
    ],
)
def test_what_cannot_be_read_is_refused(
    words: OrderWords, method: str, params: dict[str, Any], error: str
) -> None:
    read = {
        "add_order": words.add,
        "batch_add": words.add_batch,
        "amend_order": words.amend,
        "edit_order": words.edit,
        "cancel_order": words.cancel,
        "batch_cancel": words.cancel_batch,
        "cancel_all_orders_after": words.cancel_after,
    }[method]
    base = {"symbol": "BTC/USDT"} if method in ("add_order", "batch_add") else {}

    with pytest.raises(Refused) as refused:
        read(Request(method, base | params))

    assert refused.value.error == error


def test_a_batch_shares_its_market_and_its_deadline(words: OrderWords) -> None:
    params = {"symbol": "BTC/USDT", "deadline": "2026-01-05T12:00:00Z", "orders": [LIMIT, LIMIT]}

    assert words.add_batch(Request("batch_add", params)) == {
        "pair": "BTC/USDT",
        "deadline": "2026-01-05T12:00:00Z",
        "orders": [TEXTS, TEXTS],
    }


def test_an_amendment_says_only_what_changes(words: OrderWords) -> None:
    sent = '{"cl_ord_id":"mine","limit_price":2e4,"order_qty":0.50,"post_only":true,"trigger_price":1.0}'

    assert words.amend(request("amend_order", sent)) == {
        "cl_ord_id": "mine",
        "limit_price": "20000",
        "order_qty": "0.50",
        "post_only": "true",
        "trigger_price": "1.0",
    }


def test_an_edit_replaces_flags_only_if_it_names_some(words: OrderWords) -> None:
    plain = '{"order_id":"O1","symbol":"BTC/USDT","order_qty":2,"order_userref":4}'
    flagged = '{"order_id":"O1","symbol":"BTC/USDT","post_only":false}'

    assert words.edit(request("edit_order", plain)) == {
        "pair": "BTC/USDT",
        "txid": "O1",
        "volume": "2",
        "userref": "4",
    }
    assert words.edit(request("edit_order", flagged)) == {"pair": "BTC/USDT", "txid": "O1", "oflags": ""}


def test_a_cancel_is_a_request_for_each_order_named(words: OrderWords) -> None:
    params = {"order_id": ["O1", "O2"], "cl_ord_id": ["mine"], "order_userref": [7]}

    assert words.cancel(Request("cancel_order", params)) == [
        {"txid": "O1"},
        {"txid": "O2"},
        {"cl_ord_id": "mine"},
        {"txid": "7"},
    ]


def test_a_cancel_of_many_at_once_is_one_request(words: OrderWords) -> None:
    params = {"orders": ["O1"], "cl_ord_id": ["mine", "yours"]}

    assert words.cancel_batch(Request("batch_cancel", params)) == {
        "orders": ["O1"],
        "cl_ord_ids": ["mine", "yours"],
    }
