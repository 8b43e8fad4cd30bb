"""From this market's codes to "did it happen?": some of Spot's numbers mean something else here."""

from __future__ import annotations

from exchanges import errors
from exchanges.errors import ExchangeError
from exchanges.http import Answer
from exchanges.venues.binance.errors import error_in as spot_error_in

VENUE = "binance-usdm"

NO_SUCH_LISTEN_KEY = -1125
"""BFU-50."""

_BY_CODE: dict[int, type[ExchangeError]] = {
    -1000: errors.VenueFault,
    -1001: errors.VenueFault,
    -1003: errors.RateLimited,  # BFU-33
    -1006: errors.VenueFault,
    -1007: errors.VenueFault,  # BFU-11
    -1008: errors.VenueClosed,  # BFU-12
    -1015: errors.RateLimited,  # BFU-31
    -1016: errors.VenueClosed,
    -1021: errors.ClockSkewed,  # BFU-02
    -1022: errors.AuthenticationFailed,
    -1099: errors.AuthenticationFailed,
    -1111: errors.FilterViolation,  # BFU-04
    -1121: errors.SymbolNotTrading,  # BFU-21
    -1122: errors.SymbolNotTrading,
    -2010: errors.InvalidOrder,
    -2011: errors.OrderNotFound,  # BFU-17
    -2013: errors.OrderNotFound,  # BFU-17
    -2014: errors.AuthenticationFailed,  # BFU-03
    -2015: errors.PermissionDenied,
    -2017: errors.PermissionDenied,
    -2018: errors.InsufficientFunds,  # BFU-15
    -2019: errors.InsufficientFunds,
    -2020: errors.InvalidOrder,
    -2021: errors.InvalidOrder,
    -2022: errors.InvalidOrder,  # BFU-20: on Spot a cancel-replace of which both halves failed
    -2023: errors.PermissionDenied,
    -2024: errors.InsufficientFunds,
    -2025: errors.InvalidOrder,
    -2026: errors.InvalidOrder,
    -2027: errors.InsufficientFunds,
    -2028: errors.InsufficientFunds,
    -4050: errors.InsufficientFunds,
    -4051: errors.InsufficientFunds,
    -4087: errors.PermissionDenied,
    -4088: errors.PermissionDenied,
    -4105: errors.SymbolNotTrading,
    -4106: errors.SymbolNotTrading,
    -4107: errors.SymbolNotTrading,
    -4108: errors.SymbolNotTrading,
    -4109: errors.PermissionDenied,
    -4116: errors.DuplicateClientOrderId,  # BFU-16
    -4131: errors.FilterViolation,  # BFU-14
    -4140: errors.SymbolNotTrading,
    -4141: errors.SymbolNotTrading,
    -4164: errors.FilterViolation,  # BFU-13
    -4189: errors.PermissionDenied,
    -4192: errors.PermissionDenied,
    -4400: errors.PermissionDenied,
    -4401: errors.PermissionDenied,
    -4402: errors.PermissionDenied,
    -4403: errors.PermissionDenied,
    -5021: errors.InvalidOrder,  # BFU-18
    -5022: errors.WouldCross,  # BFU-18
    -5024: errors.SymbolNotTrading,
    -5028: errors.ClockSkewed,
    -5029: errors.FilterViolation,
}
_FILTERS = (*range(-4014, -3999), -4016, -4023, -4024, -4183, -4184, -4210, -4211)
"""BFU-13, BFU-14."""
_NOT_AN_ORDERS = -4015
"""Of these, the one about a client order id."""

# BFU-10: what 503 means, only the text says.
_FAILED = ("Service Unavailable.", "Internal error; unable to process your request.")


def error_of(code: int, text: str, retry_after_s: float | None = None) -> ExchangeError:
    """The error that a code and its text stand for, whatever carried them."""
    kind = _BY_CODE.get(code)
    if kind is None and code in _FILTERS and code != _NOT_AN_ORDERS:
        kind = errors.FilterViolation
    if kind is None:
        known = -1199 <= code <= -1100 or -5999 <= code <= -4000
        kind = errors.InvalidOrder if known else errors.Rejected
    return kind(text, venue=VENUE, code=code, retry_after_s=retry_after_s)


def error_in(answer: Answer, wall_s: float) -> ExchangeError:
    """What an HTTP answer says that is no success (2xx)."""
    error = spot_error_in(answer, wall_s)
    error.venue = VENUE
    text = error.message
    if answer.status == 503 and text.startswith(_FAILED):
        return errors.VenueClosed(text, venue=VENUE, code=error.code)
    if isinstance(error.code, int) and error.code < 0 and 400 <= answer.status < 500:
        if answer.status in (408, 418, 429):
            return error
        return error_of(error.code, text)
    return error
