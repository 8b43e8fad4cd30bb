"""What is sent, byte for byte, and what an answer means."""

import base64
import json
from typing import Any

import msgspec
import pytest

from exchanges import errors
from exchanges.config import ClockRules, ConnectorConfig, Endpoints, Environment, OrderRules
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.http import Answer
from exchanges.venues.coinbase.wire import CoinbaseWire

NOW_MS = 1_800_000_000_123
SEED = base64.b64encode(bytes(range(32))).decode()
CREDENTIALS = Credentials(
    api_key="organizations/o/apiKeys/k",
    secret=Secret(SEED),
    environment=Environment.LIVE,
    kind=KeyKind.ED25519,
)
AT_THAT_TIME = "Fri, 15 Jan 2027 08:00:00 GMT"


def wire(credentials: Credentials | None = CREDENTIALS, **settings: Any) -> CoinbaseWire:
    config = ConnectorConfig(venue="coinbase", environment=Environment.LIVE, **settings)
    return CoinbaseWire(
        credentials,
        config=lambda: config,
        prepared=lambda headers: dict(headers),
        venue_ms=lambda: NOW_MS,
    )


def claims(headers: Any) -> dict[str, Any]:
    token = headers["Authorization"].removeprefix("Bearer ")
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return told


def refusal(body: object, status: int = 200, **headers: str) -> errors.ExchangeError | None:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return wire().refusal(Answer(status, headers, raw, 0.1), lambda: 5.0)


def test_a_public_request_is_a_query_without_a_key_that_wants_no_old_answer() -> None:
    query, body, headers = wire(None).plain(
        "GET", "/api/v3/brokerage/market/product_book", {"product_id": "A B"}
    )

    assert (query, body, headers) == ("product_id=A+B", b"", {"Cache-Control": "no-cache"})


def test_a_question_is_signed_without_its_query() -> None:
    query, body, headers = wire().stamped(
        "GET", "/api/v3/brokerage/accounts", {"limit": "250", "x": ["a", "b"]}
    )

    assert (query, body) == ("limit=250&x=a&x=b", b"")
    assert claims(headers)["uri"] == "GET api.coinbase.com/api/v3/brokerage/accounts"
    assert "Content-Type" not in headers


def test_what_is_posted_is_json_as_it_was_given() -> None:
    query, body, headers = wire().stamped(
        "POST", "/api/v3/brokerage/orders/batch_cancel", {"order_ids": ["a"]}
    )

    assert (query, body) == ("", b'{"order_ids":["a"]}')
    assert headers["Content-Type"] == "application/json"
    assert claims(headers)["exp"] - claims(headers)["nbf"] == 120


def test_a_token_names_the_host_that_it_is_sent_to() -> None:
    endpoints = Endpoints(
        environment=Environment.LIVE,
        rest="http://127.0.0.1:8080",
        stream="ws://127.0.0.1:1",
        private="ws://127.0.0.1:2",
    )

    _, _, headers = wire(endpoints=endpoints).stamped("GET", "/api/v3/brokerage/accounts", {})

    assert claims(headers)["uri"] == "GET 127.0.0.1:8080/api/v3/brokerage/accounts"


@pytest.mark.parametrize(
    ("window_ms", "absent_after_s", "lives_s"), [(5000, 300.0, 5), (60_000, 15.0, 7), (500, 15.0, 2)]
)
def test_the_token_of_an_order_expires_before_its_absence_is_believed(
    window_ms: int, absent_after_s: float, lives_s: int
) -> None:
    subject = wire(
        clock=ClockRules(recv_window_ms=window_ms), orders=OrderRules(absent_after_s=absent_after_s)
    )

    _, _, headers = subject.stamped("POST", "/api/v3/brokerage/orders", {})

    assert claims(headers)["exp"] == NOW_MS // 1000 + lives_s


def test_no_two_requests_have_the_same_token_though_the_clock_stands_still() -> None:
    subject = wire()

    tokens = [subject.stamped("GET", "/api/v3/brokerage/accounts", {})[2]["Authorization"] for _ in range(3)]

    assert len(dict.fromkeys(tokens)) == 3


def test_a_refused_token_is_the_fault_of_the_clock_if_the_answer_is_of_another_time() -> None:
    late = refusal(b"Unauthorized", 401, Date="Fri, 15 Jan 2027 08:02:00 GMT")
    early = refusal(b"Unauthorized", 401, Date="Fri, 15 Jan 2027 07:59:50 GMT")

    assert type(late) is errors.ClockSkewed
    assert type(early) is errors.ClockSkewed


@pytest.mark.parametrize("headers", [{"Date": AT_THAT_TIME}, {}, {"Date": "yesterday"}])
def test_a_refused_token_is_the_fault_of_the_key_otherwise(headers: dict[str, str]) -> None:
    error = refusal(b"Unauthorized", 401, **headers)

    assert type(error) is errors.AuthenticationFailed
    assert wire().refuses_key(error)


def test_a_missing_permission_is_about_the_key_and_a_refused_order_is_not() -> None:
    missing = refusal({"error": "PERMISSION_DENIED", "error_details": "Missing required scopes"}, 403)
    broke = refusal({"success": False, "error_response": {"error": "INSUFFICIENT_FUND"}})

    assert missing is not None
    assert broke is not None
    assert [wire().refuses_key(error) for error in (missing, broke)] == [True, False]


def test_no_counts_are_read_from_headers() -> None:
    assert wire().used({"x-ratelimit-remaining": "5"}) == {}


def test_the_time_is_told_as_text() -> None:
    body = b'{"iso":"2027-01-15T08:00:00Z","epochSeconds":"1800000000","epochMillis":"1800000000123"}'

    assert CoinbaseWire.time.decode(body) == NOW_MS
    assert CoinbaseWire.time.resolution_ms == 1
    assert not CoinbaseWire.in_order
