"""From the venue's codes to "did it happen?". One table, and the few cases that need a look."""

from __future__ import annotations

import re

import msgspec

from exchanges import errors
from exchanges.errors import ExchangeError
from exchanges.http import Answer
from exchanges.venues.binance.messages import ErrorBody

VENUE = "binance"

KEY_REFUSED = (-1022, -2014, -2015)
"""Codes that mean that nothing signed with this key will pass, as things are (BIN-06)."""

NO_SUCH_SYMBOL = -1121
"""BIN-70: delisted, or never listed: an answer, no reason to doubt a connection or to ask again soon."""

_BY_CODE: dict[int, type[ExchangeError]] = {
    -1000: errors.VenueFault,
    -1001: errors.VenueFault,
    -1003: errors.RateLimited,  # BIN-22
    -1006: errors.VenueFault,  # BIN-11
    -1007: errors.VenueFault,  # BIN-11
    -1008: errors.VenueClosed,  # BIN-17: overloaded, positively not processed
    -1013: errors.FilterViolation,  # BIN-18
    -1015: errors.RateLimited,  # BIN-23
    -1016: errors.VenueClosed,
    -1021: errors.ClockSkewed,  # BIN-19
    -1022: errors.AuthenticationFailed,
    -1034: errors.RateLimited,
    -1111: errors.FilterViolation,
    -2010: errors.InvalidOrder,
    -2011: errors.OrderNotFound,  # BIN-14: "not on the book" at most; the caller looks it up
    -2013: errors.OrderNotFound,  # BIN-15
    -2014: errors.AuthenticationFailed,  # BIN-06
    -2015: errors.PermissionDenied,  # BIN-06: key, address or permission, the venue does not say
    -2026: errors.OrderNotFound,
}

# BIN-13: behind -2010 and -2011 only the text tells what was wrong.
_BY_TEXT: tuple[tuple[str, type[ExchangeError]], ...] = (
    ("insufficient balance", errors.InsufficientFunds),
    ("Duplicate order sent", errors.DuplicateClientOrderId),
    ("immediately match and take", errors.WouldCross),
    ("Market is closed", errors.SymbolNotTrading),
    ("is not permitted for this account", errors.PermissionDenied),
    ("action is disabled on this account", errors.PermissionDenied),
    ("may not place or cancel orders", errors.PermissionDenied),
)

_BANNED_UNTIL = re.compile(r"banned until (\d{13})")
_error_decoder = msgspec.json.Decoder(ErrorBody)


def error_of(code: int, text: str, retry_after_s: float | None = None) -> ExchangeError:
    """The error that a code and its text stand for, whatever carried them."""
    kind = _BY_CODE.get(code)
    if kind is None:
        # BIN-12: the request was understood and refused; -11xx are all of this kind.
        kind = errors.InvalidOrder if -1199 <= code <= -1100 else errors.Rejected
    if code in (-2010, -2011):
        for fragment, special in _BY_TEXT:
            if fragment in text:
                kind = special
                break
    return kind(text, venue=VENUE, code=code, retry_after_s=retry_after_s)


def error_in(answer: Answer, wall_s: float) -> ExchangeError:
    """What an HTTP answer says that is no success (2xx).

    A limit or a ban without a readable delay leaves ``retry_after_s`` empty: the limiter knows more.
    ``wall_s``: now, needed to turn the date of a ban into a delay.
    """
    status = answer.status
    body = _readable(answer.body)
    code = None if body is None else body.code
    text = f"HTTP {status} without a readable error" if body is None else body.msg
    if status == 418:
        pause = _retry_after(answer) or _until_ban_ends(text, wall_s)
        return errors.Banned(text, venue=VENUE, code=code, retry_after_s=pause)
    if status == 429:
        pause = _retry_after(answer)
        return errors.RateLimited(text, venue=VENUE, code=code, retry_after_s=pause)
    if status >= 500 or status == 408:
        # BIN-10, but for the one code that says that nothing was done.
        if code == -1008:
            return errors.VenueClosed(text, venue=VENUE, code=code)
        return errors.VenueFault(text, venue=VENUE, code=code or status)
    if status == 403 and body is None:
        # BIN-12: the firewall in front of the venue; the request did not get through it.
        return errors.PermissionDenied(text, venue=VENUE, code=status)
    if status in (404, 410, 451) and body is None:
        return errors.PermissionDenied(text, venue=VENUE, code=status)
    if body is None:
        return errors.UnreadableResponse(text, venue=VENUE, code=status)
    return error_of(body.code, text)


def _readable(body: bytes) -> ErrorBody | None:
    try:
        return _error_decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _retry_after(answer: Answer) -> float | None:
    """Seconds, at least one, or ``None`` when the header is missing or says nothing usable."""
    try:
        seconds = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return max(1.0, seconds) if 0 <= seconds < 10 * 86_400 else None


def _until_ban_ends(text: str, wall_s: float) -> float | None:
    found = _BANNED_UNTIL.search(text)
    if found is None:
        return None
    return max(1.0, int(found[1]) / 1000 - wall_s)
