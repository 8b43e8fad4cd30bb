"""Every refusal that is documented has a class, and with it an answer to "did it happen?"."""

import msgspec
import pytest

from exchanges import errors
from exchanges.errors import ExchangeError
from exchanges.http import Answer
from exchanges.venues.coinbase.errors import error_in_status, error_in_success, refused

# Reasons of the page "Create Order", and those of edits and cancels.
# https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
REASONS: dict[str, type[ExchangeError]] = {
    "UNKNOWN_FAILURE_REASON": errors.VenueFault,
    "UNSUPPORTED_ORDER_CONFIGURATION": errors.InvalidOrder,
    "INVALID_SIDE": errors.InvalidOrder,
    "INVALID_PRODUCT_ID": errors.InvalidOrder,
    "INVALID_SIZE_PRECISION": errors.FilterViolation,
    "INVALID_PRICE_PRECISION": errors.FilterViolation,
    "INSUFFICIENT_FUND": errors.InsufficientFunds,
    "INSUFFICIENT_FUNDS": errors.InsufficientFunds,
    "INVALID_LEDGER_BALANCE": errors.InsufficientFunds,
    "ORDER_ENTRY_DISABLED": errors.SymbolNotTrading,
    "TRADING_DISABLED": errors.SymbolNotTrading,
    "PRODUCT_TRADING_HALTED": errors.SymbolNotTrading,
    "INELIGIBLE_PAIR": errors.InvalidOrder,
    "INVALID_LIMIT_PRICE_POST_ONLY": errors.WouldCross,
    "INVALID_LIMIT_PRICE": errors.FilterViolation,
    "LIMIT_PRICE_TOO_FAR_FROM_MARKET": errors.FilterViolation,
    "INVALID_NO_LIQUIDITY": errors.InvalidOrder,
    "INVALID_REQUEST": errors.InvalidOrder,
    "COMMANDER_REJECTED_NEW_ORDER": errors.Rejected,
    "DUPLICATE_CLIENT_ORDER_ID": errors.DuplicateClientOrderId,
    "END_TIME_IS_IN_THE_PAST": errors.InvalidOrder,
    "FOK_DISABLED": errors.InvalidOrder,
    "INVALID_LEVERAGE": errors.InvalidOrder,
    "INVALID_MARGIN_TYPE": errors.InvalidOrder,
    "CANNOT_CLOSE_ZERO_POSITION": errors.InvalidOrder,
    "RATE_LIMIT_EXCEEDED": errors.RateLimited,
    "HOLD_FAILURE": errors.InsufficientFunds,
    "TOO_MANY_OPEN_ORDERS": errors.InvalidOrder,
    "REJECT_REASON_INSUFFICIENT_FUNDS": errors.InsufficientFunds,
    # https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/preview-orders
    "PREVIEW_INSUFFICIENT_FUND": errors.InsufficientFunds,
    "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL": errors.FilterViolation,
    "PREVIEW_INVALID_BASE_SIZE_TOO_LARGE": errors.FilterViolation,
    "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL": errors.FilterViolation,
    "PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE": errors.FilterViolation,
    "PREVIEW_INVALID_QUOTE_SIZE_PRECISION": errors.FilterViolation,
    "PREVIEW_INVALID_LIMIT_PRICE": errors.FilterViolation,
    "PREVIEW_INVALID_PRICE_PRECISION": errors.FilterViolation,
    "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY": errors.WouldCross,
    "PREVIEW_INVALID_NO_LIQUIDITY": errors.InvalidOrder,
    "PREVIEW_INVALID_ORDER_CONFIG": errors.InvalidOrder,
    # https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/edit-order
    "ORDER_NOT_FOUND": errors.OrderNotFound,
    "CANNOT_EDIT_TO_BELOW_FILLED_SIZE": errors.FilterViolation,
    "INVALID_EDITED_SIZE": errors.FilterViolation,
    "INVALID_EDITED_PRICE": errors.FilterViolation,
    "INVALID_ORIGINAL_ORDER": errors.InvalidOrder,
    "EDIT_REQUEST_REJECTED": errors.Rejected,
    "EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST": errors.InvalidOrder,
    "ONLY_OPEN_ORDERS_CAN_BE_EDITED": errors.InvalidOrder,
    "ONLY_LIMIT_ORDER_EDITS_SUPPORTED": errors.InvalidOrder,
    # https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/cancel-order
    "UNKNOWN_CANCEL_ORDER": errors.OrderNotFound,
    "ORDER_IS_FULLY_FILLED": errors.OrderNotFound,
    "UNKNOWN_CANCEL_FAILURE_REASON": errors.VenueFault,
    "INVALID_CANCEL_REQUEST": errors.InvalidOrder,
    "INVALID_CANCEL_PRODUCT_ID": errors.InvalidOrder,
    "INVALID_CANCEL_FCM_TRADING_SESSION": errors.InvalidOrder,
    "NOT_ALLOWED_TO_CANCEL": errors.PermissionDenied,
    "ORDER_IS_BEING_REPLACED": errors.Rejected,
    "COMMANDER_REJECTED_CANCEL_ORDER": errors.Rejected,
}

WORDS = [
    (400, "INVALID_ARGUMENT", errors.InvalidOrder),
    (401, "unauthorized", errors.AuthenticationFailed),
    (403, "PERMISSION_DENIED", errors.PermissionDenied),
    (404, "NOT_FOUND", errors.OrderNotFound),
    (409, "ALREADY_EXISTS", errors.InvalidOrder),
    (429, "RESOURCE_EXHAUSTED", errors.RateLimited),
    (500, "INTERNAL", errors.VenueFault),
    (503, "UNAVAILABLE", errors.VenueFault),
    (504, "DEADLINE_EXCEEDED", errors.VenueFault),
    # A word does not outweigh a status that leaves it open.
    (500, "NOT_FOUND", errors.VenueFault),
]

PAGES = [
    (400, errors.InvalidOrder),
    (401, errors.AuthenticationFailed),
    (403, errors.PermissionDenied),
    (404, errors.PermissionDenied),
    (429, errors.RateLimited),
    (302, errors.UnreadableResponse),
    (408, errors.VenueFault),
    (418, errors.UnreadableResponse),
    (502, errors.VenueFault),
    (503, errors.VenueFault),
    (530, errors.VenueFault),
]


def create_refused(**reasons: str) -> errors.ExchangeError | None:
    body = {
        "success": False,
        "failure_reason": "UNKNOWN_FAILURE_REASON",
        "order_id": "",
        "error_response": reasons,
    }
    return error_in_success(msgspec.json.encode(body))


def status(code: int, body: object, **headers: str) -> ExchangeError:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return error_in_status(Answer(code, headers, raw, 0.1))


@pytest.mark.parametrize(("reason", "kind"), REASONS.items())
def test_each_reason_has_its_class(reason: str, kind: type[ExchangeError]) -> None:
    error = refused(reason)

    assert type(error) is kind
    assert error.code == reason
    assert error.venue == "coinbase"


def test_a_reason_that_is_new_is_a_refusal_all_the_same() -> None:
    assert type(refused("MOON_IN_WRONG_PHASE")) is errors.InvalidOrder


def test_the_reason_is_taken_from_wherever_one_is_given() -> None:
    nothing, no_preview = "UNKNOWN_FAILURE_REASON", "UNKNOWN_PREVIEW_FAILURE_REASON"

    new = create_refused(
        error="INSUFFICIENT_FUND",
        message="Insufficient balance in source account",
        preview_failure_reason=no_preview,
        new_order_failure_reason="INSUFFICIENT_FUND",
    )
    old = create_refused(
        error=nothing,
        new_order_failure_reason=nothing,
        preview_failure_reason="PREVIEW_INVALID_BASE_SIZE_TOO_SMALL",
    )
    only_error = create_refused(error="INVALID_LIMIT_PRICE_POST_ONLY")

    assert [type(error) for error in (new, old, only_error)] == [
        errors.InsufficientFunds,
        errors.FilterViolation,
        errors.WouldCross,
    ]
    assert new is not None
    assert new.message == "Insufficient balance in source account"


@pytest.mark.parametrize(
    "body",
    [
        {"success": False},
        {"success": False, "failure_reason": "UNKNOWN_FAILURE_REASON", "error_response": None},
        {"success": False, "error_response": {"new_order_failure_reason": "UNKNOWN_FAILURE_REASON"}},
    ],
)
def test_a_refusal_without_a_reason_leaves_the_outcome_open(body: object) -> None:
    error = error_in_success(msgspec.json.encode(body))

    assert isinstance(error, errors.OutcomeUnknown)


@pytest.mark.parametrize(
    "body",
    [
        {"success": True, "failure_reason": "UNKNOWN_FAILURE_REASON", "success_response": {"order_id": "1"}},
        {"accounts": []},
        {"results": [{"success": False, "failure_reason": "UNKNOWN_CANCEL_ORDER", "order_id": "1"}]},
        {},
    ],
)
def test_what_says_of_no_failure_is_no_refusal(body: object) -> None:
    assert error_in_success(msgspec.json.encode(body)) is None


def test_the_reasons_of_an_edit_are_in_a_list() -> None:
    edit = {
        "edit_failure_reason": "UNKNOWN_EDIT_FAILURE_REASON",
        "preview_failure_reason": "PREVIEW_INSUFFICIENT_FUND",
    }
    error = error_in_success(msgspec.json.encode({"success": False, "errors": [edit]}))

    assert type(error) is errors.InsufficientFunds


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'"ok"', b'{"success":"perhaps"}', b"\xff"])
def test_a_body_that_is_no_answer_leaves_the_outcome_open(body: bytes) -> None:
    assert type(error_in_success(body)) is errors.UnreadableResponse


@pytest.mark.parametrize(("code", "word", "kind"), WORDS)
def test_each_word_has_its_class(code: int, word: str, kind: type[ExchangeError]) -> None:
    error = status(code, {"error": word, "code": 5, "message": "because", "details": []})

    assert type(error) is kind
    assert (error.code, error.message) == (word.upper(), "because")


@pytest.mark.parametrize(("code", "kind"), PAGES)
def test_a_page_means_what_its_status_says(code: int, kind: type[ExchangeError]) -> None:
    error = status(code, b"<html>no</html>")

    assert type(error) is kind
    assert error.code == code


def test_too_many_requests_name_a_delay_or_none() -> None:
    body = {"errors": [{"id": "rate_limit_exceeded", "message": "Too many requests"}]}

    assert status(429, body).retry_after_s is None
    assert status(429, body, **{"Retry-After": "3"}).retry_after_s == 3.0
    assert status(429, body, **{"Retry-After": "soon"}).retry_after_s is None
    assert status(503, body, **{"Retry-After": "3"}).retry_after_s is None
