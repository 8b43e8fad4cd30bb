"""What the venue's codes mean, and whether it happened."""

import re
from pathlib import Path

import pytest

from exchanges import errors
from exchanges.errors import ExchangeError, NotSent, OutcomeUnknown, Rejected, StreamError
from exchanges.http import Answer
from exchanges.venues.bybit.errors import error_in_status, error_of

# Each code of the sheet (docs/venues/bybit.md), and the class that says what became of the request.
DOCUMENTED: dict[type[ExchangeError], list[int]] = {
    errors.VenueFault: [
        *(10000, 10016, 429, 170007, 170146, 170147, 170310, 170001, 170032, 170234),
        *(110079, 170035, 170212, 170191, 170150),
    ],
    errors.ClockSkewed: [-1, 10002],
    errors.InvalidOrder: [
        *(10001, 110020, 170810, 110009, 110061, 110021, 110022, 110023, 110090, 110064, 170313),
        *(170311, 170312, 170145, 170115, 170116, 170117, 170121, 170130, 170227, 10404, 20001, 20006),
    ],
    errors.AuthenticationFailed: [10003, 10004, 10007, 33004, -2015],
    errors.PermissionDenied: [10005, 10010, 10024, 10027, 10008, 10009, 10028, 10029, 110132],
    errors.RateLimited: [10006, 170222, 170005, 20003, 10429],
    errors.Banned: [10403],
    errors.DuplicateClientOrderId: [10014, 110072, 170141],
    errors.Rejected: [10017, 170210, 170149, 170355, 110119],
    errors.OrderNotFound: [110001, 170213, 110008, 110010, 170142, 170190, 170139, 170143],
    errors.InsufficientFunds: [
        *(110004, 110006, 110007, 110012, 110044, 110045, 110051, 110052, 110053, 170131, 170033),
    ],
    errors.FilterViolation: [
        *(110003, 110120, 110121, 170132, 170133, 170134, 170192, 170193, 170194, 170371, 170372),
        *(30208, 30209, 110017, 110094, 170124, 170136, 170137, 170148, 170140, 170381, 170382, 170341),
    ],
    errors.SymbolNotTrading: [110063, 110066, 110074, 110095, 170151, 170157, 170159, 170217],
    errors.WouldCross: [170218],
    errors.VenueClosed: [10019],
}
CASES = [(code, kind) for kind, codes in DOCUMENTED.items() for code in codes]
NO_FAILURE = (0, 110025, 110026, 110043, 34040)
OF_SETTINGS = (110013,)
"""Of leverage, which this connector does not set."""


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_each_documented_code_has_its_meaning(code: int, kind: type[ExchangeError]) -> None:
    error = error_of(code, "text")

    assert type(error) is kind
    assert (error.venue, error.code, error.message) == ("bybit", code, "text")


def test_no_code_of_the_sheet_is_forgotten() -> None:
    sheet = (Path(__file__).parents[4] / "docs" / "venues" / "bybit.md").read_text()
    rows = "\n".join(line for line in sheet.splitlines() if line.startswith("| BYB-"))
    codes = {
        int(text)
        for text in re.findall(r"(?<![\w.-])-?(?:1[017]\d{4}|10\d{3}|3[034]\d{3}|200\d\d|-2015)\b", rows)
    }
    known = {code for code, _ in CASES} | set(NO_FAILURE) | set(OF_SETTINGS)

    assert len(codes) > 60
    assert codes <= known


@pytest.mark.parametrize("code", [10000, 10016, 170007, 170146, 170234, 170032])
def test_what_nobody_is_sure_of_is_not_taken_for_a_refusal(code: int) -> None:
    assert isinstance(error_of(code, ""), OutcomeUnknown)


def test_a_code_that_nobody_has_documented_was_understood_and_refused() -> None:
    assert type(error_of(999_999, "news")) is Rejected


def test_every_answer_of_an_error_says_whether_it_happened() -> None:
    for code, _ in CASES:
        assert isinstance(error_of(code, ""), Rejected | OutcomeUnknown)
        assert not isinstance(error_of(code, ""), NotSent | StreamError)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.Rejected),
        (401, errors.AuthenticationFailed),
        (404, errors.Rejected),
        (408, errors.VenueFault),
        (429, errors.RateLimited),
        (500, errors.VenueFault),
        (502, errors.VenueFault),
        (503, errors.VenueFault),
        (504, errors.VenueFault),
        (301, errors.UnreadableResponse),
    ],
)
def test_what_stands_before_the_venue_answers_with_a_status(status: int, kind: type[ExchangeError]) -> None:
    error = error_in_status(Answer(status, {}, b"<html>", 0.1))

    assert type(error) is kind
    assert error.code == status


@pytest.mark.parametrize("body", [b"403, access too frequent", b"Access Too Frequent in your region", b""])
def test_forbidden_is_a_ban_of_ten_minutes(body: bytes) -> None:
    error = error_in_status(Answer(403, {}, body, 0.1))

    assert type(error) is errors.Banned
    assert error.retry_after_s == 600.0


@pytest.mark.parametrize(
    "body",
    [
        b"The Amazon CloudFront distribution is configured to block access from your country.",
        b"<html>403 Forbidden",
    ],
)
def test_a_firewall_is_no_ban(body: bytes) -> None:
    assert type(error_in_status(Answer(403, {}, body, 0.1))) is errors.PermissionDenied
