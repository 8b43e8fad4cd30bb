"""From the venue's texts to "did it happen?" (KRK-05, KRK-06). One table and a few cases."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exchanges import errors
from exchanges.errors import ExchangeError
from exchanges.http import Answer

VENUE = "kraken"

KEY_REFUSED = ("EAPI:Invalid key", "EAPI:Invalid signature", "EGeneral:Permission denied")
"""Codes that mean that nothing signed with this key will pass, as things are."""

NO_SUCH_PAIR = "EQuery:Unknown asset pair"
"""KRK-69: delisted, or never listed: an answer, no reason to doubt a connection."""

TOKEN_REFUSED = ("ESession:Invalid session", "EAPI:Invalid token")
"""KRK-60: the token of the private stream, not the key behind it."""

_UNSURE_S = 1.0
"""The venue's time is known to about half a second (KRK-09)."""

LOCKOUT_S = 900.0
"""KRK-30."""

# The longest beginning that fits decides; what follows it is detail.
_BY_TEXT: dict[str, type[ExchangeError]] = {
    "EAPI:Invalid key": errors.AuthenticationFailed,
    "EAPI:Invalid signature": errors.AuthenticationFailed,
    "EAPI:Invalid token": errors.AuthenticationFailed,
    "EAPI:Invalid nonce": errors.NonceRefused,  # KRK-02
    "EAPI:Rate limit exceeded": errors.RateLimited,  # KRK-20, KRK-22
    "EAPI:Feature disabled": errors.PermissionDenied,
    "EAuth:": errors.PermissionDenied,
    "EAuth:Rate limit exceeded": errors.RateLimited,
    "EAuth:Too many requests": errors.RateLimited,
    "EAccount:": errors.PermissionDenied,
    "EBM:": errors.InvalidOrder,
    "EFunding:": errors.InvalidOrder,
    "EGeneral:Internal error": errors.VenueFault,  # KRK-47
    "EGeneral:Invalid arguments": errors.InvalidOrder,
    "EGeneral:Permission denied": errors.PermissionDenied,
    "EGeneral:Temporary lockout": errors.Banned,  # KRK-30
    "EGeneral:Too many requests": errors.RateLimited,  # KRK-22
    "EOrder:": errors.InvalidOrder,
    "EOrder:Cost minimum not met": errors.FilterViolation,  # KRK-13
    "EOrder:Domain rate limit exceeded": errors.RateLimited,
    "EOrder:Insufficient funds": errors.InsufficientFunds,
    "EOrder:Invalid price": errors.FilterViolation,  # KRK-14
    "EOrder:Order minimum not met": errors.FilterViolation,  # KRK-13
    "EOrder:Post only order": errors.WouldCross,  # KRK-43
    "EOrder:Rate limit exceeded": errors.RateLimited,  # KRK-24
    # A margin order may have been filled in part before its position was gone.
    "EOrder:Reduce only:Position is closed": errors.VenueFault,
    "EOrder:Tick size check failed": errors.FilterViolation,  # KRK-13
    "EOrder:Unknown order": errors.OrderNotFound,  # KRK-41: the caller looks it up
    "EQuery:": errors.InvalidOrder,
    # Nobody says that nothing was done (KRK-47), nor for what may be added to this category.
    "EService:": errors.VenueFault,
    "EService:Deadline elapsed": errors.ClockSkewed,  # KRK-33: not done, and cannot be any more
    "EService:Market in": errors.SymbolNotTrading,  # KRK-48
    "EService:Throttled": errors.RateLimited,  # KRK-23
    "ESession:": errors.AuthenticationFailed,
    "ETrade:": errors.InvalidOrder,
}
_BEGINNINGS = sorted(_BY_TEXT, key=len, reverse=True)

_SUCH_AN_ID = re.compile(r"^EOrder:.*cl_ord_id", re.IGNORECASE)  # KRK-32
_TAKEN = re.compile(r"duplicate|in use|already|unique|exists", re.IGNORECASE)
_THROTTLED_UNTIL = re.compile(r"Throttled: ?(\d{9,12}(?:\.\d+)?)")


def errors_among(texts: Sequence[str]) -> list[str]:
    """Warnings left out: beside a result they do not mean that it did not happen (KRK-06)."""
    return [text for text in texts if not text.startswith("W")]


def error_of(texts: Sequence[str], venue_s: float) -> ExchangeError:
    """The error that a list of texts stands for; of several, one that leaves the outcome open.

    ``venue_s``: the venue's time, needed to turn the end of a throttling into a delay.
    """
    kinds = [_kind_of(text) for text in texts]
    chosen = next(
        (place for place, kind in enumerate(kinds) if issubclass(kind, errors.OutcomeUnknown)),
        0,
    )
    code = _code_of(texts[chosen])
    return kinds[chosen](
        "; ".join(texts), venue=VENUE, code=code, retry_after_s=_pause(kinds[chosen], texts[chosen], venue_s)
    )


def error_in_status(answer: Answer) -> ExchangeError:
    """An answer that is not HTTP 200 (KRK-07): from a gateway, which proves nothing."""
    status = answer.status
    text = f"HTTP {status} instead of an answer"
    if status == 429:
        # KRK-29: the gateway counts by address and locks it out, whatever was asked for.
        return errors.Banned(text, venue=VENUE, code=status, retry_after_s=_retry_after(answer))
    if status in (403, 404, 410, 451):
        # The firewall in front of the venue: the request did not get through it.
        return errors.PermissionDenied(text, venue=VENUE, code=status)
    if status >= 500 or status == 408:
        return errors.VenueFault(text, venue=VENUE, code=status)
    return errors.UnreadableResponse(text, venue=VENUE, code=status)


def _kind_of(text: str) -> type[ExchangeError]:
    plain = text.replace(": ", ":", 1)
    if _SUCH_AN_ID.match(plain) and _TAKEN.search(plain):
        return errors.DuplicateClientOrderId
    for beginning in _BEGINNINGS:
        if plain.startswith(beginning):
            return _BY_TEXT[beginning]
    # Understood and refused, as far as anybody can tell.
    return errors.Rejected


def _code_of(text: str) -> str:
    """Category and description without the details that follow: what can be compared."""
    return ":".join(part.strip() for part in text.split(":")[:2])


def _pause(kind: type[ExchangeError], text: str, venue_s: float) -> float | None:
    if kind is errors.Banned:
        return LOCKOUT_S
    until = _THROTTLED_UNTIL.search(text)
    return None if until is None else max(1.0, float(until[1]) - venue_s + _UNSURE_S)


def _retry_after(answer: Answer) -> float | None:
    """Seconds, at least one, or ``None`` when the header is missing or says nothing usable."""
    try:
        seconds = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return max(1.0, seconds) if 0 <= seconds < 10 * 86_400 else None
