"""What the venue writes, and whether it happened."""

import pytest

from exchanges import errors
from exchanges.errors import ExchangeError, OutcomeUnknown, Rejected
from exchanges.http import Answer
from exchanges.venues.kraken.errors import error_in_status, error_of, errors_among

NOW_S = 1_800_000_000.0

# The error pages of the documentation, and those that public clients map (docs/venues/kraken.md).
DOCUMENTED = [
    ("EAPI:Invalid key", errors.AuthenticationFailed),
    ("EAPI:Invalid signature", errors.AuthenticationFailed),
    ("EAPI:Invalid nonce", errors.NonceRefused),
    ("EAPI:Invalid token", errors.AuthenticationFailed),
    ("EAPI:Rate limit exceeded", errors.RateLimited),
    ("EAPI:Feature disabled", errors.PermissionDenied),
    ("EGeneral:Temporary lockout", errors.Banned),
    ("EGeneral:Permission denied", errors.PermissionDenied),
    ("EGeneral:Invalid arguments", errors.InvalidOrder),
    ("EGeneral:Invalid arguments:volume", errors.InvalidOrder),
    ("EGeneral:Invalid arguments:Index unavailable", errors.InvalidOrder),
    ("EGeneral:Internal error", errors.VenueFault),
    ("EGeneral:Internal error:12345", errors.VenueFault),
    ("EGeneral:Unknown method", errors.Rejected),
    ("EGeneral:Too many requests", errors.RateLimited),
    ("EService:Unavailable", errors.VenueFault),
    ("EService:Busy", errors.VenueFault),
    ("EService:Timeout", errors.VenueFault),
    ("EService:Market in cancel_only mode", errors.SymbolNotTrading),
    ("EService:Market in post_only mode", errors.SymbolNotTrading),
    ("EService:Deadline elapsed", errors.ClockSkewed),
    ("EService: Throttled: 1800000005", errors.RateLimited),
    ("EOrder:Insufficient funds", errors.InsufficientFunds),
    ("EOrder:Order minimum not met", errors.FilterViolation),
    ("EOrder:Cost minimum not met", errors.FilterViolation),
    ("EOrder:Tick size check failed", errors.FilterViolation),
    ("EOrder:Invalid price", errors.FilterViolation),
    (
        "EOrder:Invalid price:XBTUSD price can only be specified up to 1 decimals.",
        errors.FilterViolation,
    ),
    ("EOrder:Rate limit exceeded", errors.RateLimited),
    ("EOrder:Orders limit exceeded", errors.InvalidOrder),
    ("EOrder:Domain rate limit exceeded", errors.RateLimited),
    ("EOrder:Scheduled orders limit exceeded", errors.InvalidOrder),
    ("EOrder:Post only order", errors.WouldCross),
    ("EOrder:Unknown order", errors.OrderNotFound),
    ("EOrder:Invalid order", errors.InvalidOrder),
    ("EOrder:Reduce only:No position exists", errors.InvalidOrder),
    ("EOrder:Reduce only:Position is closed", errors.VenueFault),
    ("EOrder:Reduce only:Non-PC", errors.InvalidOrder),
    ("EOrder:Positions limit exceeded", errors.InvalidOrder),
    ("EOrder:Margin allowance exceeded", errors.InvalidOrder),
    ("EOrder:Margin level too low", errors.InvalidOrder),
    ("EOrder:Margin position size exceeded", errors.InvalidOrder),
    ("EOrder:Insufficient margin", errors.InvalidOrder),
    ("EOrder:Cannot open position", errors.InvalidOrder),
    ("EOrder:Cannot open opposing position", errors.InvalidOrder),
    ("EOrder:Unknown position", errors.InvalidOrder),
    ("EQuery:Unknown asset pair", errors.InvalidOrder),
    ("EQuery:Unknown asset", errors.InvalidOrder),
    ("ETrade:Invalid request", errors.InvalidOrder),
    ("EAccount:Invalid permissions", errors.PermissionDenied),
    ("EAuth:Account temporary disabled", errors.PermissionDenied),
    ("EAuth:Account unconfirmed", errors.PermissionDenied),
    ("EAuth:Rate limit exceeded", errors.RateLimited),
    ("EAuth:Too many requests", errors.RateLimited),
    ("EBM:limit exceeded:CAL", errors.InvalidOrder),
    ("ESession:Invalid session", errors.AuthenticationFailed),
]


@pytest.mark.parametrize(("text", "kind"), DOCUMENTED, ids=lambda value: str(value))
def test_each_documented_text_has_its_meaning(text: str, kind: type[ExchangeError]) -> None:
    error = error_of([text], NOW_S)

    assert type(error) is kind
    assert (error.message, error.venue) == (text, "kraken")


@pytest.mark.parametrize(
    "text",
    ["EOrder:Duplicate cl_ord_id", "EOrder:cl_ord_id already in use", "EOrder:Cl_ord_id must be unique"],
)
def test_a_duplicate_id_is_recognised_however_it_is_put(text: str) -> None:
    assert type(error_of([text], NOW_S)) is errors.DuplicateClientOrderId


def test_an_id_that_is_wrong_is_no_duplicate() -> None:
    assert type(error_of(["EOrder:Invalid cl_ord_id"], NOW_S)) is errors.InvalidOrder


def test_what_a_service_says_that_nobody_knows_leaves_the_outcome_open() -> None:
    assert isinstance(error_of(["EService:Something new"], NOW_S), OutcomeUnknown)


def test_what_an_unknown_category_says_is_a_refusal() -> None:
    assert type(error_of(["ENew:Something"], NOW_S)) is Rejected


def test_of_several_texts_one_that_leaves_the_outcome_open_decides() -> None:
    error = error_of(["EOrder:Invalid order", "EGeneral:Internal error"], NOW_S)

    assert type(error) is errors.VenueFault
    assert (error.code, error.message) == (
        "EGeneral:Internal error",
        "EOrder:Invalid order; EGeneral:Internal error",
    )


def test_the_code_leaves_the_details_out() -> None:
    assert error_of(["EGeneral:Invalid arguments:price"], NOW_S).code == "EGeneral:Invalid arguments"
    assert error_of(["EService: Throttled: 1800000005"], NOW_S).code == "EService:Throttled"


def test_a_throttling_lasts_until_a_little_after_the_time_it_names() -> None:
    assert error_of(["EService: Throttled: 1800000005"], NOW_S).retry_after_s == 6.0
    assert error_of(["EService:Throttled:1700000000"], NOW_S).retry_after_s == 1.0


def test_a_lockout_lasts_a_quarter_of_an_hour_and_other_limits_say_nothing() -> None:
    assert error_of(["EGeneral:Temporary lockout"], NOW_S).retry_after_s == 900.0
    assert error_of(["EAPI:Rate limit exceeded"], NOW_S).retry_after_s is None


def test_a_warning_is_no_error() -> None:
    assert errors_among(["WOrder:Something", "EOrder:Invalid order"]) == ["EOrder:Invalid order"]


def answer(status: int, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, b"<html>", 0.1)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (408, errors.VenueFault),
        (403, errors.PermissionDenied),
        (404, errors.PermissionDenied),
        (418, errors.UnreadableResponse),
        (429, errors.Banned),
        (500, errors.VenueFault),
        (502, errors.VenueFault),
        (520, errors.VenueFault),
        (525, errors.VenueFault),
        (301, errors.UnreadableResponse),
    ],
)
def test_a_status_that_is_not_200_comes_from_a_gateway(status: int, kind: type[ExchangeError]) -> None:
    error = error_in_status(answer(status))

    assert type(error) is kind
    assert error.code == status


@pytest.mark.parametrize(("text", "pause"), [("7", 7.0), ("0", 1.0), ("soon", None), ("-1", None)])
def test_the_delay_of_a_throttling_gateway_is_taken_if_it_is_one(text: str, pause: float | None) -> None:
    assert error_in_status(answer(429, Retry_After=text)).retry_after_s == pause
