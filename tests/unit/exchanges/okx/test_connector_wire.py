"""What is sent, byte for byte, and what an answer means."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

import pytest

from exchanges import errors
from exchanges.config import ClockRules, ConnectorConfig, Environment, Limits, OrderRules
from exchanges.credentials import Credentials, Secret
from exchanges.http import Answer
from exchanges.ratelimit import Cost, LimitKind, Priority
from exchanges.venues.okx import limits
from exchanges.venues.okx.wire import OkxWire
from tests.unit.exchanges.okx.scripted_requests import NOW_MS

MOMENT = "2026-11-20T17:25:00.123Z"
SECRET, PASSPHRASE = "the-secret-of-it", "open sesame"


def credentials(environment: Environment = Environment.LIVE) -> Credentials:
    return Credentials(
        api_key="public-key",
        secret=Secret(SECRET),
        passphrase=Secret(PASSPHRASE),
        environment=environment,
    )


def wire(
    given: Credentials | None = None,
    *,
    environment: Environment = Environment.LIVE,
    recv_window_ms: int = 5000,
    absent_after_s: float = 300.0,
) -> OkxWire:
    config = ConnectorConfig(
        venue="okx",
        environment=environment,
        clock=ClockRules(recv_window_ms=recv_window_ms),
        orders=OrderRules(absent_after_s=absent_after_s),
    )
    return OkxWire(
        given or credentials(environment),
        config=lambda: config,
        prepared=lambda headers: dict(headers),
        venue_ms=lambda: NOW_MS,
    )


def signature(method: str, target: str, body: bytes = b"") -> str:
    mac = hmac.new(SECRET.encode(), f"{MOMENT}{method}{target}".encode() + body, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode()


def refusal(body: bytes, status: int = 200, headers: Mapping[str, str] = {}) -> errors.ExchangeError | None:
    return wire().refusal(Answer(status, headers, body, 0.1), lambda: 0.0)


def order_answer(code: str, *outcomes: str) -> bytes:
    rows = ",".join(f'{{"ordId":"","sCode":"{outcome}","sMsg":"told"}}' for outcome in outcomes)
    return f'{{"code":"{code}","msg":"above","data":[{rows}],"inTime":"1","outTime":"2"}}'.encode()


def test_a_public_request_is_a_query_without_a_key() -> None:
    query, body, headers = wire().plain("GET", "/api/v5/market/books", {"instId": "BTC-USDT", "sz": "400"})

    assert (query, body, headers) == ("instId=BTC-USDT&sz=400", b"", {})


def test_a_question_is_signed_with_its_query() -> None:
    query, body, headers = wire().stamped("GET", "/api/v5/account/balance", {"ccy": "BTC,ETH"})

    assert (query, body) == ("ccy=BTC%2CETH", b"")
    assert headers == {
        "OK-ACCESS-KEY": "public-key",
        "OK-ACCESS-SIGN": signature("GET", "/api/v5/account/balance?ccy=BTC%2CETH"),
        "OK-ACCESS-TIMESTAMP": MOMENT,
        "OK-ACCESS-PASSPHRASE": PASSPHRASE,
        "Content-Type": "application/json",
    }


def test_a_question_without_parameters_has_no_question_mark() -> None:
    _, _, headers = wire().stamped("GET", "/api/v5/account/balance", {})

    assert headers["OK-ACCESS-SIGN"] == signature("GET", "/api/v5/account/balance")


def test_an_order_is_a_body_signed_as_it_is_sent_with_a_deadline_beside_it() -> None:
    path = "/api/v5/trade/order"

    query, body, headers = wire().stamped("POST", path, {"instId": "BTC-USDT", "sz": "1"})

    assert (query, body) == ("", b'{"instId":"BTC-USDT","sz":"1"}')
    assert headers["OK-ACCESS-SIGN"] == signature("POST", path, body)
    assert headers["expTime"] == str(NOW_MS + 5000)


@pytest.mark.parametrize(
    ("window_ms", "absent_after_s", "deadline_ms"),
    [(500, 300.0, 1_000), (60_000, 15.0, 7_500), (3_000, 15.0, 3_000)],
)
def test_a_deadline_lies_well_before_the_absence_of_the_order_is_believed(
    window_ms: int, absent_after_s: float, deadline_ms: int
) -> None:
    subject = wire(recv_window_ms=window_ms, absent_after_s=absent_after_s)

    _, _, headers = subject.stamped("POST", "/api/v5/trade/order", {})

    assert headers["expTime"] == str(NOW_MS + deadline_ms)


def test_neither_a_cancel_nor_the_look_at_an_order_has_a_deadline() -> None:
    subject = wire()

    for method, path in (("POST", "/api/v5/trade/cancel-order"), ("GET", "/api/v5/trade/order")):
        assert "expTime" not in subject.stamped(method, path, {"ordId": "1"})[2]


def test_several_cancels_are_a_list() -> None:
    path = "/api/v5/trade/cancel-batch-orders"

    _, body, headers = wire().stamped("POST", path, {"instId": "BTC-USDT", "ordIds": "1,2"})

    assert body == b'[{"instId":"BTC-USDT","ordId":"1"},{"instId":"BTC-USDT","ordId":"2"}]'
    assert headers["OK-ACCESS-SIGN"] == signature("POST", path, body)


def test_demo_trading_is_a_header_of_every_request() -> None:
    subject = wire(environment=Environment.SANDBOX)

    assert subject.plain("GET", "/api/v5/public/time", {})[2] == {"x-simulated-trading": "1"}
    assert subject.stamped("GET", "/api/v5/account/balance", {})[2]["x-simulated-trading"] == "1"


def test_success_is_no_refusal() -> None:
    assert refusal(b'{"code":"0","msg":"","data":[{"ts":"1"}]}') is None
    assert refusal(order_answer("0", "0")) is None


@pytest.mark.parametrize(
    ("code", "outcomes", "kind", "told"),
    [
        ("1", ["51008"], errors.InsufficientFunds, "51008"),
        ("0", ["51008"], errors.InsufficientFunds, "51008"),
        ("2", ["51008"], errors.InsufficientFunds, "51008"),
        ("1", ["51400", "51400"], errors.OrderNotFound, "51400"),
        ("1", ["51400", "51412"], errors.VenueFault, "51412"),
        ("1", [], errors.InvalidOrder, "1"),
        ("2", [], errors.VenueFault, "2"),
    ],
)
def test_what_came_of_an_order_decides_and_not_the_code_above_it(
    code: str, outcomes: list[str], kind: type[errors.ExchangeError], told: str
) -> None:
    error = refusal(order_answer(code, *outcomes))

    assert type(error) is kind
    assert error.code == told


@pytest.mark.parametrize("code", ["0", "1", "2"])
def test_where_some_of_several_succeeded_nothing_is_refused_as_a_whole(code: str) -> None:
    assert refusal(order_answer(code, "0", "51400")) is None


@pytest.mark.parametrize("status", [200, 400, 429, 500])
def test_a_refused_request_is_known_by_its_code_whatever_the_status(status: int) -> None:
    error = refusal(b'{"code":"50011","msg":"Too Many Requests"}', status)

    assert type(error) is errors.RateLimited
    assert (error.code, error.message) == ("50011", "Too Many Requests")


def test_a_code_may_be_a_number() -> None:
    error = refusal(b'{"msg":"Invalid Sign","code":50113}', 401)

    assert type(error) is errors.AuthenticationFailed


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"[]", b'{"data":[]}', b'{"code":"1","data":[{"sCode":5}]}', b"\xff"]
)
def test_a_body_that_is_no_answer_leaves_the_outcome_open(body: bytes) -> None:
    assert type(refusal(body)) is errors.UnreadableResponse


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (403, errors.PermissionDenied),
        (408, errors.VenueFault),
        (429, errors.RateLimited),
        (502, errors.VenueFault),
        (504, errors.VenueFault),
        (520, errors.VenueFault),
        (301, errors.UnreadableResponse),
    ],
)
def test_what_is_not_the_venues_own_is_known_by_its_status(
    status: int, kind: type[errors.ExchangeError]
) -> None:
    error = refusal(b"<html>", status)

    assert type(error) is kind
    assert error.code == status


def test_success_under_another_status_is_none() -> None:
    assert type(refusal(order_answer("0", "0"), 502)) is errors.VenueFault


@pytest.mark.parametrize(("text", "pause"), [("7", 7.0), ("0", 1.0), ("soon", None), ("-1", None)])
def test_the_delay_of_a_throttling_gateway_is_taken_if_it_is_one(text: str, pause: float | None) -> None:
    error = refusal(b"<html>", 429, {"Retry-After": text})

    assert error is not None
    assert error.retry_after_s == pause


@pytest.mark.parametrize(
    ("code", "refused"),
    [("50113", True), ("50105", True), ("50119", True), ("60032", True), ("50102", False), ("51008", False)],
)
def test_some_refusals_are_about_the_key(code: str, refused: bool) -> None:
    error = refusal(f'{{"code":"{code}","msg":""}}'.encode(), 401)

    assert error is not None
    assert wire().refuses_key(error) is refused


def test_a_key_without_a_passphrase_is_refused_before_anything_is_sent() -> None:
    bare = Credentials(api_key="k", secret=Secret(SECRET), environment=Environment.LIVE)

    with pytest.raises(errors.ConfigurationError, match="passphrase"):
        wire(bare)


def test_the_time_is_in_milliseconds() -> None:
    assert OkxWire.time.decode(b'{"code":"0","msg":"","data":[{"ts":"1597026383085"}]}') == 1597026383085
    assert OkxWire.time.resolution_ms == 1
    assert wire().used({"X-Used": "1"}) == {}


def test_each_kind_of_request_has_its_documented_budget() -> None:
    allowance = wire().allowance(Limits(safety=1.0, cancel_reserve=0.1))
    documented = {
        limits.TIME: 10,
        limits.listing("SPOT"): 20,
        limits.BOOKS: 40,
        limits.TRADES: 100,
        limits.HISTORY_TRADES: 20,
        limits.BALANCE: 10,
        limits.asking("BTC-USDT"): 60,
        limits.PENDING: 60,
        limits.FILLS: 60,
        limits.FILLS_HISTORY: 10,
        limits.placing("BTC-USDT"): 60,
        limits.cancelling("BTC-USDT"): 60,
    }
    for cost, most in documented.items():
        granted = 0
        while allowance.try_take(cost, Priority.CANCEL, 0.5, 1000.5) is not None:
            granted += 1
        assert (cost.scope, granted) == (cost.scope, most)
    assert limits.cancelling_together("BTC-USDT", 1) == limits.cancelling("BTC-USDT")
    batch = limits.cancelling_together("BTC-USDT", 20)
    assert batch == Cost(orders=20, scope="cancel-batch BTC-USDT")
    assert [allowance.try_take(batch, Priority.CANCEL, 0.5, 1000.5) is None for _ in range(16)].count(
        False
    ) == 15
    assert {key.partition("-")[0] for key in allowance.used(0.5, 1000.5)} == {
        kind.value for kind in LimitKind
    }
