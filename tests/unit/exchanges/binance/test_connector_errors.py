"""What Binance says, sorted by whether it happened."""

import pytest

from exchanges import errors
from exchanges.errors import ExchangeError, NotSent, OutcomeUnknown, Rejected
from exchanges.http import Answer
from exchanges.venues.binance.errors import error_in, error_of

NOW_S = 1_800_000_000.0


def said(status: int, body: bytes = b"", **headers: str) -> ExchangeError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return error_in(Answer(status, named, body, 0.01), NOW_S)


def coded(status: int, code: int, text: str = "x") -> ExchangeError:
    return said(status, b'{"code":%d,"msg":"%s"}' % (code, text.encode()))


MEANINGS = [
    (500, -1000, "An unknown error occurred", errors.VenueFault),
    (503, -1007, "Timeout waiting for response", errors.VenueFault),
    (400, -1007, "Timeout waiting for response", errors.VenueFault),
    (400, -1006, "Unexpected response", errors.VenueFault),
    (503, -1008, "Server is currently overloaded", errors.VenueClosed),
    (400, -1013, "Filter failure: LOT_SIZE", errors.FilterViolation),
    (400, -1021, "Timestamp for this request is outside of the recvWindow.", errors.ClockSkewed),
    (400, -1022, "Signature for this request is not valid.", errors.AuthenticationFailed),
    (401, -2014, "API-key format invalid.", errors.AuthenticationFailed),
    (401, -2015, "Invalid API-key, IP, or permissions for action.", errors.PermissionDenied),
    (400, -1121, "Invalid symbol.", errors.InvalidOrder),
    (400, -2010, "Account has insufficient balance for requested action.", errors.InsufficientFunds),
    (400, -2010, "Duplicate order sent.", errors.DuplicateClientOrderId),
    (400, -2010, "Order would immediately match and take.", errors.WouldCross),
    (400, -2010, "Market is closed.", errors.SymbolNotTrading),
    (400, -2010, "This symbol is not permitted for this account.", errors.PermissionDenied),
    (400, -2010, "Something new.", errors.InvalidOrder),
    (400, -2011, "Unknown order sent.", errors.OrderNotFound),
    (400, -2013, "Order does not exist.", errors.OrderNotFound),
    (400, -9999, "Something new.", Rejected),
    (429, -1015, "Too many new orders", errors.RateLimited),
]


@pytest.mark.parametrize(("status", "code", "text", "expected"), MEANINGS)
def test_each_code_means_what_the_documents_say(
    status: int, code: int, text: str, expected: type[ExchangeError]
) -> None:
    error = coded(status, code, text)

    assert type(error) is expected
    assert error.code == code
    assert text in str(error)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, b"<html>502 Bad Gateway</html>"),
        (503, b""),
        (504, b'{"code":-1007,"msg":"x"}'),
        (408, b""),
        (400, b"<html>"),
        (302, b""),
        (400, b'{"code":"x"}'),
        (400, b"\xff\xfe"),
    ],
)
def test_an_answer_that_proves_nothing_leaves_the_outcome_unknown(status: int, body: bytes) -> None:
    assert isinstance(said(status, body), OutcomeUnknown)


@pytest.mark.parametrize("status", [403, 404, 410, 451])
def test_a_page_of_the_firewall_means_that_nothing_got_through(status: int) -> None:
    error = said(status, b"<html>ERROR: The request could not be satisfied</html>")

    assert type(error) is errors.PermissionDenied


def test_no_answer_of_the_venue_is_ever_taken_for_not_sent() -> None:
    for status in range(300, 600):
        assert not isinstance(said(status, b"<html>"), NotSent)


def test_a_limit_carries_its_delay() -> None:
    assert said(429, b"", Retry_After="7").retry_after_s == 7.0


def test_a_delay_of_nothing_is_a_second() -> None:
    assert said(429, b"", Retry_After="0").retry_after_s == 1.0


@pytest.mark.parametrize("header", ["", "soon", "-5", "nan", "inf", "99999999999"])
def test_a_useless_delay_is_left_to_the_limiter(header: str) -> None:
    assert said(429, b"", Retry_After=header).retry_after_s is None


def test_a_ban_without_a_header_is_read_from_its_text() -> None:
    text = "Way too much request weight used; IP banned until 1800000090000. Please use WebSocket"
    error = coded(418, -1003, text)

    assert type(error) is errors.Banned
    assert error.retry_after_s == 90.0


def test_an_error_of_the_websocket_api_means_the_same() -> None:
    assert type(error_of(-1021, "x")) is errors.ClockSkewed


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (-1099, Rejected),
        (-1100, errors.InvalidOrder),
        (-1199, errors.InvalidOrder),
        (-1200, Rejected),
        (0, Rejected),
    ],
)
def test_the_codes_of_malformed_requests_end_where_the_documents_say(
    code: int, expected: type[ExchangeError]
) -> None:
    assert type(error_of(code, "x")) is expected


def test_the_text_decides_behind_both_codes_of_the_engine_and_no_other() -> None:
    text = "This action is disabled on this account."

    assert type(error_of(-2010, text)) is errors.PermissionDenied
    assert type(error_of(-2011, text)) is errors.PermissionDenied
    assert type(error_of(-2013, text)) is errors.OrderNotFound


def test_an_error_of_the_websocket_api_carries_its_delay_and_its_venue() -> None:
    error = error_of(-1003, "too much", 3.0)

    assert (error.venue, error.code, error.retry_after_s) == ("binance", -1003, 3.0)


PAGE = b"<html>"


@pytest.mark.parametrize(
    ("status", "body", "code", "text"),
    [
        (418, b'{"code":-1003,"msg":"banned"}', -1003, "banned"),
        (429, b'{"code":-1015,"msg":"slower"}', -1015, "slower"),
        (503, b'{"code":-1008,"msg":"overloaded"}', -1008, "overloaded"),
        (504, b'{"code":-1007,"msg":"timeout"}', -1007, "timeout"),
        (400, b'{"code":-2013,"msg":"no order"}', -2013, "no order"),
        (408, PAGE, 408, "HTTP 408 without a readable error"),
        (502, PAGE, 502, "HTTP 502 without a readable error"),
        (403, PAGE, 403, "HTTP 403 without a readable error"),
        (451, PAGE, 451, "HTTP 451 without a readable error"),
        (400, PAGE, 400, "HTTP 400 without a readable error"),
    ],
)
def test_every_error_names_its_venue_its_code_and_what_was_said(
    status: int, body: bytes, code: int, text: str
) -> None:
    error = said(status, body)

    assert (error.venue, error.code, error.message) == ("binance", code, text)


def test_a_request_that_the_venue_gave_up_on_may_have_happened_but_a_conflict_did_not() -> None:
    body = b'{"code":-9999,"msg":"x"}'

    assert type(said(408, body)) is errors.VenueFault
    assert type(said(409, body)) is Rejected


def test_a_delay_of_ten_days_or_more_is_no_delay() -> None:
    assert said(429, b"", Retry_After="863999").retry_after_s == 863_999.0
    assert said(429, b"", Retry_After="864000").retry_after_s is None


@pytest.mark.parametrize("until_ms", [1_799_999_000_000, 1_800_000_000_500, 1_800_000_001_000])
def test_a_ban_that_is_over_or_nearly_lasts_a_second(until_ms: int) -> None:
    assert coded(418, -1003, f"IP banned until {until_ms}.").retry_after_s == 1.0
