"""From the venue's codes to "did it happen?" (OKX-05, OKX-06, OKX-11 to OKX-15). One table, a few cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exchanges import errors
from exchanges.errors import ExchangeError
from exchanges.http import Answer
from exchanges.venues.okx.messages import Envelope, Outcome

VENUE = "okx"

NO_SUCH_MARKET = "51001"
"""OKX-18: an answer, no reason to doubt a connection."""
BEING_CANCELLED = "51410"
"""A cancel of this order was taken before, and is under way."""
TOO_MANY_SUBSCRIPTIONS = "60014"
"""OKX-28: of a connection; another one has a budget of its own."""
CLOSING_SOON = "64008"
"""OKX-61."""

_ALL_FAILED, _SOME_FAILED = "1", "2"

_CODES: Mapping[type[ExchangeError], Sequence[int]] = {
    errors.AuthenticationFailed: (
        *(50101, 50103, 50104, 50105, 50106, 50107, 50111, 50112, 50113, 50119),
        *(60005, 60007, 60009, 60011, 60022, 60024, 60032),
    ),
    errors.ClockSkewed: (50036, 50037, 50102, 60004, 60006),  # OKX-04, OKX-45
    errors.PermissionDenied: (
        *(50007, 50008, 50009, 50012, 50027, 50030, 50032, 50035, 50100, 50110, 50114, 50120, 50121, 51024),
        *(60029, 64003),
    ),
    errors.RateLimited: (50011, 50013, 50040, 50061, 51113, 51115, 60023),  # OKX-14, OKX-22, OKX-24
    # OKX-13, and a repetition of what is still being worked off (OKX-14).
    errors.VenueFault: (50001, 50004, 50026, 50042, 51054, 51149, 51412, 63999, 64007),
    errors.VenueClosed: (54012,),
    errors.SymbolNotTrading: (51014, 51021, 51022, 51027, 51028, 51029, 51030),  # OKX-18
    errors.InsufficientFunds: (51008, 51061, 51119, 51127, 51131, 51502),  # OKX-47
    errors.DuplicateClientOrderId: (51011, 51016),  # OKX-40
    errors.OrderNotFound: (51400, 51401, 51402, 51405, 51503, 51509, 51510, 51603),  # OKX-37, OKX-41
    errors.WouldCross: (51019, 51511),
    errors.FilterViolation: (  # OKX-17, OKX-19
        *(51005, 51006, 51020, 51031, 51116, 51120, 51121, 51122, 51136, 51137, 51138, 51203, 51204),
    ),
    errors.InvalidOrder: (50000, 50002, 50006, 50014, 50015, 50016, 50024, 54004, 54036),
    errors.SubscriptionRefused: (
        *(60008, 60012, 60013, 60014, 60018, 60019, 60026, 60027, 60028, 60031, 60033),
        *(64000, 64001, 64002, 64004),
    ),
}
_BY_CODE = {str(code): kind for kind, codes in _CODES.items() for code in codes}

KEY_REFUSED = frozenset(
    str(code)
    for code in (
        *(50100, 50101, 50105, 50110, 50111, 50113, 50119, 50120, 50121),
        *(60005, 60007, 60009, 60024, 60032),
    )
)
"""Codes that mean that nothing signed with this key will pass, as things are."""


def refusal_in(envelope: Envelope, outcomes: Sequence[Outcome], status: int) -> ExchangeError | None:
    """What an answer says that is no success; ``outcomes``: what it says of each order, if it speaks of any.

    Where there is an outcome it decides, not the code above it (OKX-06). Of several that all failed, one that
    leaves it open whether it happened; if only some did, it is no refusal: whoever asked looks at each.
    """
    if envelope.code not in ("0", _ALL_FAILED, _SOME_FAILED):
        return error_of(envelope.code, envelope.msg, status)
    failed = [outcome for outcome in outcomes if outcome.failed]
    if not outcomes and envelope.code != "0":
        kind = errors.InvalidOrder if envelope.code == _ALL_FAILED else errors.VenueFault
        return kind(envelope.msg or "refused without a reason", venue=VENUE, code=envelope.code)
    if not failed or len(failed) < len(outcomes):
        return None
    told = [error_of(outcome.sCode, outcome.sMsg, status) for outcome in failed]
    return next((error for error in told if isinstance(error, errors.OutcomeUnknown)), told[0])


def error_of(code: str, text: str, status: int = 200) -> ExchangeError:
    """The error that a code stands for. One that nobody knows is a refusal, unless the venue failed."""
    kind = _BY_CODE.get(code)
    if kind is None and status >= 500:
        kind = errors.VenueFault
    elif kind is None:
        kind = errors.InvalidOrder if code.startswith("51") else errors.Rejected
    return kind(text or "refused without a word", venue=VENUE, code=code)


def error_in_status(answer: Answer) -> ExchangeError:
    """An answer that is not the venue's own (OKX-15): what stands in front of it proves nothing."""
    status = answer.status
    text = f"HTTP {status} instead of an answer"
    if status == 429:
        return errors.RateLimited(text, venue=VENUE, code=status, retry_after_s=_retry_after(answer))
    if status in (401, 403, 404, 410, 451):
        return errors.PermissionDenied(text, venue=VENUE, code=status)
    if status >= 500 or status == 408:
        return errors.VenueFault(text, venue=VENUE, code=status)
    return errors.UnreadableResponse(text, venue=VENUE, code=status)


def _retry_after(answer: Answer) -> float | None:
    """Seconds, at least one, or ``None`` when the header is missing or says nothing usable."""
    try:
        seconds = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return max(1.0, seconds) if 0 <= seconds < 10 * 86_400 else None
