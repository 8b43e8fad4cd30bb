"""What is sent, byte for byte, and what an answer means."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qs

import msgspec
import pytest

from exchanges import errors
from exchanges.config import ClockRules, ConnectorConfig, Environment, OrderRules
from exchanges.credentials import Credentials, Secret
from exchanges.http import Answer
from exchanges.venues.kraken.messages import Token
from exchanges.venues.kraken.wire import KrakenWire, result

NOW_MS = 1_800_000_000_123
SECRET = base64.b64encode(bytes(range(64))).decode()
CREDENTIALS = Credentials(api_key="public-key", secret=Secret(SECRET), environment=Environment.LIVE)


def wire(
    credentials: Credentials | None = CREDENTIALS, recv_window_ms: int = 5000, absent_after_s: float = 300.0
) -> KrakenWire:
    config = ConnectorConfig(
        venue="kraken",
        environment=Environment.LIVE,
        clock=ClockRules(recv_window_ms=recv_window_ms),
        orders=OrderRules(absent_after_s=absent_after_s),
    )
    return KrakenWire(
        credentials,
        config=lambda: config,
        prepared=lambda headers: dict(headers),
        venue_ms=lambda: NOW_MS,
    )


def fields(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def answer(body: bytes, status: int = 200) -> Answer:
    return Answer(status, {}, body, 0.1)


def refusal(subject: KrakenWire, *texts: str) -> errors.ExchangeError | None:
    body = msgspec.json.encode({"error": texts})
    return subject.refusal(answer(body), lambda: NOW_MS / 1000)


def nonce_of(subject: KrakenWire) -> int:
    return int(fields(subject.stamped("POST", "/0/private/Balance", {})[1])["nonce"])


def signature(path: str, headers: Mapping[str, str], body: bytes) -> str:
    nonce = fields(body)["nonce"]
    digest = hashlib.sha256(nonce.encode() + body).digest()
    mac = hmac.new(base64.b64decode(SECRET), path.encode() + digest, hashlib.sha512)
    return base64.b64encode(mac.digest()).decode()


def test_a_public_request_is_a_query_without_a_key() -> None:
    query, body, headers = wire(None).plain("GET", "/0/public/Depth", {"pair": "BTC/USD", "count": "10"})

    assert (query, body) == ("pair=BTC%2FUSD&count=10", b"")
    assert "API-Key" not in headers


def test_a_private_request_is_a_form_with_a_nonce_signed_as_it_is_sent() -> None:
    path = "/0/private/CancelOrder"

    query, body, headers = wire().stamped("POST", path, {"cl_ord_id": "a b&c"})

    assert query == ""
    assert body == b"nonce=1800000000123000&cl_ord_id=a+b%26c"
    assert headers["API-Key"] == "public-key"
    assert headers["API-Sign"] == signature(path, headers, body)
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_no_two_requests_have_the_same_nonce_though_the_clock_stands_still() -> None:
    subject = wire()

    assert [nonce_of(subject) for _ in range(3)] == [1800000000123000 + step for step in range(3)]


def test_an_order_carries_a_deadline_and_nothing_else_does() -> None:
    subject = wire()

    order = fields(subject.stamped("POST", "/0/private/AddOrder", {"pair": "XXBTZUSD"})[1])
    cancel = fields(subject.stamped("POST", "/0/private/CancelOrder", {"txid": "O"})[1])

    assert order["deadline"] == "2027-01-15T08:00:05.123Z"
    assert "deadline" not in cancel


@pytest.mark.parametrize(
    ("window_ms", "deadline"),
    [(500, "2027-01-15T08:00:03.123Z"), (90_000, "2027-01-15T08:00:58.123Z")],
)
def test_a_deadline_is_one_that_the_venue_takes(window_ms: int, deadline: str) -> None:
    body = wire(recv_window_ms=window_ms).stamped("POST", "/0/private/AddOrder", {})[1]

    assert fields(body)["deadline"] == deadline


def test_a_deadline_lies_well_before_the_absence_of_the_order_is_believed() -> None:
    subject = wire(recv_window_ms=60_000, absent_after_s=15.0)

    body = subject.stamped("POST", "/0/private/AddOrder", {})[1]

    assert fields(body)["deadline"] == "2027-01-15T08:00:07.623Z"


def test_an_answer_without_errors_is_no_refusal_and_neither_is_a_warning() -> None:
    subject = wire()

    assert subject.refusal(answer(b'{"error":[],"result":{}}'), lambda: 0.0) is None
    assert refusal(subject, "WOrder:Something to know") is None


def test_a_refusal_under_http_200_is_a_refusal() -> None:
    error = refusal(wire(), "EOrder:Insufficient funds")

    assert type(error) is errors.InsufficientFunds


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"result":{}}', b'{"error":"no"}', b"\xff"])
def test_a_body_that_is_no_answer_leaves_the_outcome_open(body: bytes) -> None:
    error = wire().refusal(answer(body), lambda: 0.0)

    assert type(error) is errors.UnreadableResponse


def test_another_status_is_a_gateway_whatever_it_says() -> None:
    error = wire().refusal(answer(b'{"error":[],"result":{}}', 502), lambda: 0.0)

    assert type(error) is errors.VenueFault


def test_after_a_refused_nonce_the_next_is_further_up_and_further_each_time() -> None:
    subject = wire()
    first = nonce_of(subject)

    steps = []
    for _ in range(3):
        assert type(refusal(subject, "EAPI:Invalid nonce")) is errors.NonceRefused
        steps.append(round((nonce_of(subject) - first) / 1_000_000))

    assert steps == [2, 3_602, 90_002]


def test_an_accepted_nonce_ends_the_series() -> None:
    subject = wire()
    refusal(subject, "EAPI:Invalid nonce")
    before = nonce_of(subject)
    subject.refusal(answer(b'{"error":[],"result":{}}'), lambda: 0.0)
    refusal(subject, "EAPI:Invalid nonce")

    assert round((nonce_of(subject) - before) / 1_000_000) == 2


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("EAPI:Invalid key", True),
        ("EAPI:Invalid signature", True),
        ("EGeneral:Permission denied", True),
        ("EAPI:Invalid nonce", False),
        ("EOrder:Insufficient funds", False),
        ("ESession:Invalid session", False),
    ],
)
def test_some_refusals_are_about_the_key(text: str, refused: bool) -> None:
    subject = wire()
    error = refusal(subject, text)

    assert error is not None
    assert subject.refuses_key(error) is refused


def test_no_limits_are_read_from_headers() -> None:
    assert wire().used({"X-RateLimit": "5"}) == {}


def test_the_time_is_told_in_whole_seconds() -> None:
    body = b'{"error":[],"result":{"unixtime":1800000000,"rfc1123":"Fri, 15 Jan 27 08:00:00 +0000"}}'

    assert KrakenWire.time.decode(body) == 1_800_000_000_000
    assert KrakenWire.time.resolution_ms == 1000
    assert KrakenWire.in_order


def test_a_result_is_read_and_its_absence_is_no_answer() -> None:
    read = result(Token)

    assert read(b'{"error":[],"result":{"token":"t","expires":900}}') == Token("t", 900)
    for body in (b'{"error":[]}', b'{"error":[],"result":null}', b'{"error":[],"result":{}}'):
        with pytest.raises(msgspec.ValidationError):
            read(body)


def test_a_time_that_the_venue_names_is_one_of_its_own_clock() -> None:
    body = msgspec.json.encode({"error": [f"EService: Throttled: {NOW_MS // 1000 + 30}"]})

    error = wire().refusal(answer(body), lambda: 5.0)

    assert error is not None
    assert error.retry_after_s == pytest.approx(31.0, abs=0.2)


def test_a_list_goes_in_json_and_is_signed_as_it_is_sent() -> None:
    path = "/0/private/CancelOrderBatch"

    _, body, headers = wire().stamped("POST", path, {"orders": "OA,OB"})

    assert body == b'{"nonce":"1800000000123000","orders":["OA","OB"]}'
    assert headers["Content-Type"] == "application/json"
    digest = hashlib.sha256(b"1800000000123000" + body).digest()
    mac = hmac.new(base64.b64decode(SECRET), path.encode() + digest, hashlib.sha512)
    assert headers["API-Sign"] == base64.b64encode(mac.digest()).decode()
