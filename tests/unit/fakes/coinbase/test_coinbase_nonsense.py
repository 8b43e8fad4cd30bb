"""Whatever clients send where something else is expected, they get an answer in the venue's forms.

SOAK_REQUESTS=1000000 plays a long one.
"""

import base64
import json
import os
from random import Random
from typing import Any

import pytest

from fakes.market.scripts import SILENT
from fakes.venues.coinbase import Coinbase, tokens
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.security import Credentials
from tests.unit.fakes.coinbase.coinbase_caller import ORDER, RESTING, Answer, CoinbaseCaller
from tests.unit.fakes.coinbase.keys import HOST, token
from tests.unit.fakes.faults.coinbase_stage import USER, CoinbaseStage, play

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "1500"))
URI = f"GET {HOST}/api/v3/brokerage/accounts"
ORDER_ID = "b0000000-0000-4000-8000-000000000001"
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 5, 10**19, 10**30, 0.5, 1e300, -0.0),
    *(
        "",
        " ",
        "0",
        "-1",
        "1",
        "00",
        "1.0",
        "1e5",
        "NaN",
        "Infinity",
        "9" * 20,
        "9" * 5000,
        "0." + "0" * 19 + "1",
    ),
    *(
        "BUY",
        "SELL",
        "OPEN",
        "BTC-USDT",
        "BTC-USD",
        "btc-usdt",
        "XXX-YYY",
        "a,b",
        ",",
        "é",
        "\x00",
        "x" * 300,
    ),
    *("2027-01-15T08:00:00Z", "2027-13-45T99:00:00Z", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
    *("x" * 300, "1800000000", "99999999999999999999", "ONE_MINUTE", ORDER_ID),
    *([], ["a"], [1], [None], [[]], [{}], {}, {"a": {}}, {"base_size": []}, {"order_id": 1}),
]
QUESTIONS = {
    "/accounts": ("limit", "cursor"),
    "/accounts/x": ("limit",),
    "/orders/historical/batch": (
        *("order_ids", "product_ids", "order_status", "limit", "start_date", "end_date", "order_types"),
        *("order_side", "cursor", "product_type", "order_placement_source", "sort_by", "time_in_forces"),
        *("asset_filters", "contract_expiry_type", "retail_portfolio_id"),
    ),
    "/orders/historical/fills": (
        *("order_ids", "trade_ids", "product_ids", "start_sequence_timestamp", "end_sequence_timestamp"),
        *("limit", "cursor", "sort_by", "retail_portfolio_id"),
    ),
    f"/orders/historical/{ORDER_ID}": ("client_order_id",),
    "/products": (
        "limit",
        "offset",
        "product_type",
        "product_ids",
        "contract_expiry_type",
        "get_all_products",
    ),
    "/products/BTC-USDT": ("get_tradability_status",),
    "/products/BTC-USDT/candles": ("start", "end", "granularity", "limit"),
    "/products/BTC-USDT/ticker": ("limit", "start", "end"),
    "/product_book": ("product_id", "limit", "aggregation_price_increment"),
    "/best_bid_ask": ("product_ids",),
    "/market/products": ("limit", "offset", "product_ids"),
    "/market/product_book": ("product_id", "limit", "aggregation_price_increment"),
    "/market/products/BTC-USDT/candles": ("start", "end", "granularity", "limit"),
    "/transaction_summary": ("product_type", "contract_expiry_type", "product_venue"),
    "/portfolios": ("portfolio_type",),
    "/key_permissions": ("limit",),
}
DEEP = b"[" * 100_000
KINDS = (
    "market_market_ioc",
    "limit_limit_gtc",
    "limit_limit_gtd",
    "limit_limit_fok",
    "sor_limit_ioc",
    "twap_limit_gtd",
)
INNER = ("base_size", "quote_size", "limit_price", "post_only", "end_time", "reduce_only", "rfq_disabled")
OUTER = (
    *(
        "client_order_id",
        "product_id",
        "side",
        "order_configuration",
        "leverage",
        "margin_type",
        "preview_id",
    ),
    *("preview_id", "self_trade_prevention_id", "retail_portfolio_id", "sor_preference"),
    "attached_order_configuration",
)
BODIES = {
    "/orders/edit": ("order_id", "price", "size", "attached_order_configuration"),
    "/orders/edit_preview": ("order_id", "price", "size"),
    "/orders/batch_cancel": ("order_ids",),
    "/orders/close_position": ("client_order_id", "product_id", "size"),
}
CLAIMS = ("sub", "iss", "nbf", "exp", "uris", "aud", "other")
HEADER = ("alg", "kid", "nonce", "typ")


class Nonsense:
    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.caller = CoinbaseCaller(limits=Coinbase.unlimited)

    def spoilt(self, document: dict[str, Any], names: tuple[str, ...], most: int = 2) -> dict[str, Any]:
        """With some of these names meaning something else."""
        for name in self.rng.sample(names, min(self.rng.randint(0, most), len(names))):
            document[name] = self.rng.choice(VALUES)
        return document

    def order(self) -> dict[str, Any]:
        inner = self.spoilt(dict(RESTING), INNER)
        named = {**ORDER, "client_order_id": f"n{self.caller.next()}"}
        return self.spoilt({**named, "order_configuration": {self.rng.choice(KINDS): inner}}, OUTER, most=1)

    def answer(self) -> Answer:
        chosen = self.rng.random()
        if chosen < 0.4:
            return self.caller.post(self.rng.choice(("/orders", "/orders/preview")), self.order())
        if chosen < 0.6:
            path = self.rng.choice(tuple(BODIES))
            return self.caller.post(path, self.spoilt({"order_id": ORDER_ID, "size": "1"}, BODIES[path]))
        path = self.rng.choice(tuple(QUESTIONS))
        asked = self.spoilt({}, QUESTIONS[path], most=3)
        return self.caller.get(path, **{name: _spelt(value) for name, value in asked.items()})


def _spelt(value: Any) -> Any:
    """As it may stand in a query."""
    if isinstance(value, list):
        return [_spelt(each) for each in value]
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_answer_has_a_form_of_the_venue(seed: int) -> None:
    nonsense, seen = Nonsense(seed), dict.fromkeys((200, 400, 404), 0)

    for _ in range(REQUESTS):
        answer = nonsense.answer()
        seen[answer.status] += 1
        if answer.status != 200:
            assert set(answer.body) == {"error", "code", "message", "error_details", "details"}, answer

    assert min(seen.values()) > REQUESTS // 200, seen


@pytest.mark.parametrize("seed", [1, 2])
def test_claims_that_make_no_sense_are_unauthorised_and_nothing_else(seed: int) -> None:
    nonsense, seen = Nonsense(seed), {200: 0, 401: 0}

    for _ in range(REQUESTS // 10):
        header, claims = nonsense.spoilt({}, HEADER, most=1), nonsense.spoilt({}, CLAIMS)
        bearer = token(nonsense.caller.now_s, URI, header=header, **claims)
        seen[nonsense.caller.get("/accounts", credentials=Credentials(bearer=bearer)).status] += 1

    assert min(seen.values()) > REQUESTS // 50, seen


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"1", b"null", b"{", b'{"a":1}x', b"\xff", DEEP, b'{"a":' * 5000]
)
def test_a_body_is_an_object_or_nothing(body: bytes) -> None:
    read = Parameters.of_body(body)

    assert read is None if body else read is not None


def test_a_token_of_many_brackets_is_none() -> None:
    deep = base64.urlsafe_b64encode(DEEP).decode().rstrip("=")

    assert tokens.parse(f"{deep}.e30.AA") is None
    assert tokens.parse("e30.e30.A+/_") is None
    assert tokens.parse("e30.e30.AA-_") is not None


def test_messages_that_make_no_sense_are_answered_and_the_connection_stays() -> None:
    rng = Random(5)

    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await client.subscribe("heartbeats")
            refused = 0
            for _ in range(300):
                await stage.until(stage.venue.now_s() + 0.2)
                message: dict[str, Any] = {
                    "type": "subscribe",
                    "channel": "user",
                    "product_ids": ["BTC-USDT"],
                }
                for name in rng.sample(("type", "channel", "product_ids", "jwt"), rng.randint(1, 3)):
                    message[name] = rng.choice(VALUES)
                await client.socket.send_str(json.dumps(rng.choice((message, message, rng.choice(VALUES)))))
            await client.socket.send_str(DEEP.decode())
            await client.subscribe("user", private=True)
            while True:
                said = await client.message()
                refused += said.get("type") == "error"
                if said.get("channel") == "user":
                    return refused, stage.venue.now_s() > 60.0

    assert play(story, market=SILENT)[0] == (301, True)
