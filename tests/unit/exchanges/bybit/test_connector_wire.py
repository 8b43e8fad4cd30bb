"""What is sent, byte for byte, and what an answer means."""

import json
from pathlib import Path

import msgspec
import pytest

from exchanges import errors
from exchanges.config import ClockRules, ConnectorConfig, Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.http import Answer
from exchanges.scoped import ITS_OWN, ITS_SIZE
from exchanges.venues.bybit.wire import BybitWire, result

# Computed alike by plain hmac, pybit 5.17.0 and ccxt 4.5.90 (docs/venues/bybit.md, BYB-01).
VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "bybit" / "signing.json").read_text())
NOW_MS = VECTORS["timestamp"]
CREDENTIALS = Credentials(
    api_key=VECTORS["key"], secret=Secret(VECTORS["secret"]), environment=Environment.LIVE
)


def wire(credentials: Credentials | None = CREDENTIALS, window_ms: int = 5000) -> BybitWire:
    config = ConnectorConfig(
        venue="bybit", environment=Environment.LIVE, clock=ClockRules(recv_window_ms=window_ms)
    )
    return BybitWire(
        credentials,
        config=lambda: config,
        prepared=lambda headers: dict(headers),
        venue_ms=lambda: NOW_MS,
    )


def answer(code: int, text: str = "", status: int = 200, **headers: str) -> Answer:
    body = {"retCode": code, "retMsg": text, "result": {}, "retExtInfo": {}, "time": 1_800_000_000_000}
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, told, msgspec.json.encode(body), 0.1)


def refusal(given: Answer) -> errors.ExchangeError | None:
    return wire().refusal(given, lambda: 0.0)


@pytest.mark.parametrize("case", VECTORS["requests"], ids=lambda case: str(case["name"]))
def test_the_signature_is_the_one_that_public_clients_make(case: dict[str, str]) -> None:
    parameters = case["parameters"]

    query, body, headers = wire().stamped(case["method"], "/v5/order/create", parameters)  # type: ignore[arg-type]

    assert query + body.decode() == case["payload"]
    assert headers["X-BAPI-SIGN"] == case["signature"]


def test_key_time_and_window_go_with_it() -> None:
    _, body, headers = wire(window_ms=2500).stamped("POST", "/v5/order/cancel", {"orderId": "1"})

    assert body == b'{"orderId":"1"}'
    assert headers["X-BAPI-API-KEY"] == VECTORS["key"]
    assert headers["X-BAPI-TIMESTAMP"] == str(NOW_MS)
    assert headers["X-BAPI-RECV-WINDOW"] == "2500"
    assert headers["Content-Type"] == "application/json"


def test_a_question_without_a_key_is_a_query() -> None:
    query, body, headers = wire(None).plain("GET", "/v5/market/orderbook", {"symbol": "A&B", "limit": "5"})

    assert (query, body) == ("symbol=A%26B&limit=5", b"")
    assert "X-BAPI-API-KEY" not in headers


def test_a_cursor_goes_back_as_it_came() -> None:
    query, _, _ = wire().stamped("GET", "/v5/order/realtime", {"category": "spot", "cursor": "a%3D1%26b"})

    assert query == "category=spot&cursor=a%3D1%26b"


def test_a_batch_is_a_list_of_objects() -> None:
    parameters = {"category": "spot", "symbol": "BTCUSDT", "orderIds": "1,2"}

    _, body, _ = wire().stamped("POST", "/v5/order/cancel-batch", parameters)

    assert json.loads(body) == {
        "category": "spot",
        "request": [{"symbol": "BTCUSDT", "orderId": "1"}, {"symbol": "BTCUSDT", "orderId": "2"}],
    }


def test_private_keys_are_no_keys_here() -> None:
    key = Credentials(api_key="k", secret=Secret("pem"), environment=Environment.LIVE, kind=KeyKind.ED25519)
    with pytest.raises(errors.ConfigurationError):
        wire(key)


@pytest.mark.parametrize("text", ["OK", "success", "SUCCESS", ""])
def test_only_the_code_says_that_it_succeeded(text: str) -> None:
    assert refusal(answer(0, text)) is None


def test_a_refusal_comes_with_200() -> None:
    error = refusal(answer(170131, "Insufficient balance."))

    assert type(error) is errors.InsufficientFunds
    assert error.code == 170131


@pytest.mark.parametrize("code", [110025, 110026, 110043, 34040])
def test_a_setting_that_is_as_wished_is_no_failure(code: int) -> None:
    assert refusal(answer(code, "not modified")) is None


def test_a_full_limit_says_when_there_is_room() -> None:
    error = refusal(
        answer(
            10006,
            "Too many visits!",
            X_Bapi_Limit="20",
            X_Bapi_Limit_Status="0",
            X_Bapi_Limit_Reset_Timestamp="1800000000350",
        )
    )

    assert type(error) is errors.RateLimited
    assert error.retry_after_s == 0.35


def test_a_code_counts_for_more_than_the_status_it_comes_with() -> None:
    assert type(refusal(answer(10003, "API key is invalid.", status=401))) is errors.AuthenticationFailed


def test_a_success_with_a_bad_status_is_none() -> None:
    assert isinstance(refusal(answer(0, status=502)), errors.VenueFault)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"retMsg":"OK"}', b'{"retCode":"0"}', b"\xff"])
def test_what_is_no_answer_of_the_venue_leaves_it_open(body: bytes) -> None:
    assert type(refusal(Answer(200, {}, body, 0.1))) is errors.UnreadableResponse


def test_the_venue_tells_its_time_in_nanoseconds() -> None:
    body = b'{"retCode":0,"result":{"timeSecond":"1800000000","timeNano":"1800000000123456789"},"time":1}'

    assert BybitWire.time.decode(body) == 1_800_000_000_123


def test_headers_of_answers_are_counts() -> None:
    assert wire().used({"X-Bapi-Limit": "50", "X-Bapi-Limit-Status": "49"}) == {ITS_OWN: 1, ITS_SIZE: 50}


@pytest.mark.parametrize("code", [10003, 10004, 10005, 10007, 10010, 33004, -2015])
def test_codes_of_a_key_that_is_no_good(code: int) -> None:
    error = refusal(answer(code))

    assert error is not None
    assert wire().refuses_key(error)


def test_an_answer_without_a_result_is_not_the_documented_one() -> None:
    with pytest.raises(msgspec.ValidationError):
        result(dict[str, str])(b'{"retCode":0,"retMsg":"OK"}')
