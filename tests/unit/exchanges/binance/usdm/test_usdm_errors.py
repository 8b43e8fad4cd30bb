"""Each code of the venue's list says whether the request happened, and why not."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from exchanges import errors
from exchanges.errors import ExchangeError
from exchanges.http import Answer
from exchanges.venues.binance.usdm.errors import error_in

CODES = {
    int(code): name
    for code, name in json.loads(
        (Path(__file__).parents[4] / "vectors" / "binance_usdm" / "error_codes.json").read_text()
    )["codes"].items()
}
IN_DOUBT = (-1000, -1001, -1006, -1007)
"""What the venue does not know itself."""
KINDS: dict[int, type[ExchangeError]] = {
    -1003: errors.RateLimited,
    -1008: errors.VenueClosed,
    -1015: errors.RateLimited,
    -1021: errors.ClockSkewed,
    -1022: errors.AuthenticationFailed,
    -1111: errors.FilterViolation,
    -1121: errors.SymbolNotTrading,
    -2011: errors.OrderNotFound,
    -2013: errors.OrderNotFound,
    -2014: errors.AuthenticationFailed,
    -2015: errors.PermissionDenied,
    -2018: errors.InsufficientFunds,
    -2019: errors.InsufficientFunds,
    -2021: errors.InvalidOrder,
    -2022: errors.InvalidOrder,
    -2027: errors.InsufficientFunds,
    -4001: errors.FilterViolation,
    -4003: errors.FilterViolation,
    -4005: errors.FilterViolation,
    -4014: errors.FilterViolation,
    -4015: errors.InvalidOrder,
    -4016: errors.FilterViolation,
    -4023: errors.FilterViolation,
    -4024: errors.FilterViolation,
    -4061: errors.InvalidOrder,
    -4087: errors.PermissionDenied,
    -4105: errors.SymbolNotTrading,
    -4109: errors.PermissionDenied,
    -4116: errors.DuplicateClientOrderId,
    -4120: errors.InvalidOrder,
    -4131: errors.FilterViolation,
    -4140: errors.SymbolNotTrading,
    -4141: errors.SymbolNotTrading,
    -4164: errors.FilterViolation,
    -5021: errors.InvalidOrder,
    -5022: errors.WouldCross,
    -5024: errors.SymbolNotTrading,
    -5028: errors.ClockSkewed,
    -5029: errors.FilterViolation,
}


def answer(status: int, body: bytes, headers: Mapping[str, str]) -> Answer:
    return Answer(status=status, headers=headers, body=body, rtt_s=0.1)


def refused(code: int | None, msg: str = "text", status: int = 400, **headers: str) -> ExchangeError:
    body = json.dumps({"code": code, "msg": msg}).encode()
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return error_in(answer(status, body, told), 0.0)


@pytest.mark.parametrize("code", CODES)
def test_a_code_of_the_list_says_that_it_did_not_happen_unless_the_venue_does_not_know(code: int) -> None:
    error = refused(code)

    assert isinstance(error, errors.OutcomeUnknown if code in IN_DOUBT else errors.Rejected)
    assert (error.code, error.venue) == (code, "binance-usdm")


@pytest.mark.parametrize(("code", "kind"), KINDS.items())
def test_a_code_that_a_strategy_acts_on_has_a_class_of_its_own(code: int, kind: type[ExchangeError]) -> None:
    assert type(refused(code)) is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Unknown error, please check your request or try again later.", errors.VenueFault),
        ("Service Unavailable.", errors.VenueClosed),
        ("Internal error; unable to process your request. Please try again.", errors.VenueClosed),
        ("System is under maintenance.", errors.VenueFault),
        ("", errors.VenueFault),
    ],
)
def test_of_503_only_the_text_tells(text: str, kind: type[ExchangeError]) -> None:
    """BFU-10."""
    assert type(refused(-1000, text, 503)) is kind


def test_a_throttled_request_did_not_happen_and_a_timed_out_one_may_have() -> None:
    assert type(refused(-1008, "Request throttled by system-level protection.", 503)) is errors.VenueClosed
    assert type(refused(-1007, "Timeout waiting for response from backend server.", 408)) is errors.VenueFault


def test_limits_and_bans_say_for_how_long() -> None:
    limited = refused(-1003, "Too many requests", 429, Retry_After="7")
    banned = refused(-1003, "Way too many requests; IP banned until 1700000000000.", 418)

    assert (type(limited), limited.retry_after_s) == (errors.RateLimited, 7.0)
    assert (type(banned), banned.retry_after_s) == (errors.Banned, 1_700_000_000.0)


def test_what_is_no_answer_of_the_venues_leaves_it_open() -> None:
    assert isinstance(error_in(answer(502, b"<html>", {}), 0.0), errors.OutcomeUnknown)
    assert isinstance(error_in(answer(400, b"<html>", {}), 0.0), errors.OutcomeUnknown)
