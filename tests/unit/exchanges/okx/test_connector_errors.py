"""What the venue's codes mean, and whether it happened."""

import pytest

from exchanges import errors
from exchanges.errors import ExchangeError, OutcomeUnknown, Rejected
from exchanges.venues.okx.errors import KEY_REFUSED, error_of

# https://www.okx.com/docs-v5/en/#error-code, those that a trading connector can meet.
DOCUMENTED: dict[type[ExchangeError], str] = {
    errors.AuthenticationFailed: (
        "50101 50103 50104 50105 50106 50107 50111 50112 50113 50119 60005 60007 60009 60011 60024 60032"
    ),
    errors.ClockSkewed: "50036 50037 50102 60004 60006",
    errors.PermissionDenied: "50007 50008 50009 50012 50030 50100 50110 50114 50120 50121 51024 64003",
    errors.RateLimited: "50011 50013 50040 50061 51113 51115 60023",
    errors.VenueFault: "50001 50004 50026 50042 51054 51149 51412 63999 64007",
    errors.VenueClosed: "54012",
    errors.SymbolNotTrading: "51021 51022 51027 51028 51029 51030",
    errors.InsufficientFunds: "51008 51119 51127 51131",
    errors.DuplicateClientOrderId: "51011 51016",
    errors.OrderNotFound: "51400 51405 51503 51603",
    errors.WouldCross: "51511",
    errors.FilterViolation: "51005 51006 51020 51116 51120 51121 51122 51137 51138 51203",
    errors.InvalidOrder: (
        "50000 50002 50006 50014 50015 50016 50024 51000 51001 51004 51010 51023 51025 51102 51174 51205 "
        "51407 51410 51500 51512 51513 51071 51111 54004 54036"
    ),
    errors.SubscriptionRefused: (
        "60008 60012 60013 60014 60018 60019 60026 60027 60028 60031 60033 64000 64001 64002 64004"
    ),
    errors.Rejected: "50005 50038 50115",
}
CASES = [(code, kind) for kind, codes in DOCUMENTED.items() for code in codes.split()]


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_each_documented_code_has_its_meaning(code: str, kind: type[ExchangeError]) -> None:
    error = error_of(code, "what it says")

    assert type(error) is kind
    assert (error.message, error.venue, error.code) == ("what it says", "okx", code)


@pytest.mark.parametrize("code", ["50001", "50004", "50026", "51054", "51149", "51412", "50042"])
def test_what_the_venue_does_not_know_leaves_the_outcome_open(code: str) -> None:
    assert isinstance(error_of(code, ""), OutcomeUnknown)


def test_a_code_that_nobody_knows_is_a_refusal_unless_the_venue_failed() -> None:
    assert type(error_of("51999", "new")) is errors.InvalidOrder
    assert type(error_of("59999", "new")) is Rejected
    assert type(error_of("59999", "new", 500)) is errors.VenueFault


def test_an_error_without_a_text_says_so() -> None:
    assert error_of("50113", "").message


def test_a_key_is_not_doubted_for_a_clock_or_a_budget() -> None:
    assert not KEY_REFUSED & {"50102", "60006", "50011", "60011"}
