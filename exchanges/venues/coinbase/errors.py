"""From the venue's words to "did it happen?". One table for what it refuses, one for its statuses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from exchanges import errors
from exchanges.errors import ExchangeError
from exchanges.http import Answer

VENUE = "coinbase"

UNAUTHENTICATED = "authentication failure"
"""Of the WebSocket: a bad token, or a channel that there is not (CBS-65)."""

# CBS-48, and of questions in which nothing else could be wrong (CBS-10).
NO_SUCH_PRODUCT = ("INVALID_ARGUMENT", "INVALID_PRODUCT_ID", "NOT_FOUND")

_NOTHING_SAID = (
    "",
    "UNKNOWN_FAILURE_REASON",
    "UNKNOWN_PREVIEW_FAILURE_REASON",
    "UNKNOWN_EDIT_FAILURE_REASON",
)
"""A reason that is none: also beside a success."""

# The first that fits decides (CBS-36, CBS-40, CBS-42, CBS-46, CBS-47, CBS-48).
_BY_REASON: tuple[tuple[str, type[ExchangeError]], ...] = (
    (r".*POST_ONLY", errors.WouldCross),
    (r".*INSUFFICIENT_FUNDS?.*|HOLD_FAILURE|INVALID_LEDGER_BALANCE", errors.InsufficientFunds),
    (r"DUPLICATE_CLIENT_ORDER_ID|.*CLIENT_ORDER_ID_(ALREADY|EXISTS).*", errors.DuplicateClientOrderId),
    (r".*RATE_LIMIT_EXCEEDED", errors.RateLimited),
    # An edit or a cancel; also of an order that has ended, which only a query tells.
    (r"ORDER_NOT_FOUND|UNKNOWN_CANCEL_ORDER|ORDER_IS_FULLY_FILLED", errors.OrderNotFound),
    (r"UNKNOWN_CANCEL_FAILURE_REASON", errors.VenueFault),
    (
        r".*TRADING_DISABLED|.*ORDER_ENTRY_DISABLED|.*TRADING_HALTED|.*VIEW_ONLY",
        errors.SymbolNotTrading,
    ),
    (
        r".*(_TOO_SMALL|_TOO_LARGE|_PRECISION|_TOO_FAR_FROM_MARKET|_INCREMENT|LIMIT_PRICE)",
        errors.FilterViolation,
    ),
    (r".*INVALID_(EDITED_|BASE_|QUOTE_)?(SIZE|PRICE)|.*_BELOW_FILLED_SIZE", errors.FilterViolation),
    (r"NOT_ALLOWED_TO_CANCEL|.*NOT_ELIGIBLE.*|.*_NOT_ALLOWED_FOR_.*", errors.PermissionDenied),
    # The gateway in front of the engine: refused, for no reason that an order could mend.
    (r"COMMANDER_REJECTED_.*|EDIT_REQUEST_REJECTED|ORDER_IS_BEING_REPLACED", errors.Rejected),
)
_REASONS = tuple((re.compile(pattern), kind) for pattern, kind in _BY_REASON)

# A body of an error under a status of its own, by its word (gRPC's), and the status where it has none.
_BY_STATUS: dict[int, type[ExchangeError]] = {
    400: errors.InvalidOrder,
    401: errors.AuthenticationFailed,
    403: errors.PermissionDenied,
    # Without a word of the venue's: the way in front of it, which proves nothing of an order.
    404: errors.PermissionDenied,
    405: errors.InvalidOrder,
    409: errors.InvalidOrder,
    410: errors.PermissionDenied,
    415: errors.InvalidOrder,
    422: errors.InvalidOrder,
    429: errors.RateLimited,
    451: errors.PermissionDenied,
}
_BY_WORD: dict[str, type[ExchangeError]] = {
    "NOT_FOUND": errors.OrderNotFound,
    "PERMISSION_DENIED": errors.PermissionDenied,
    "UNAUTHENTICATED": errors.AuthenticationFailed,
    "RESOURCE_EXHAUSTED": errors.RateLimited,
}


class _Reasons(msgspec.Struct, frozen=True):
    error: str = ""
    message: str = ""
    error_details: str = ""
    preview_failure_reason: str = ""
    new_order_failure_reason: str = ""


class _EditReasons(msgspec.Struct, frozen=True):
    edit_failure_reason: str = ""
    preview_failure_reason: str = ""


class _Envelope(msgspec.Struct, frozen=True):
    """What an answer under HTTP 200 says of itself, if it does."""

    success: bool = True
    failure_reason: str = ""
    error_response: _Reasons | None = None
    errors: list[_EditReasons] | None = None


class _Failure(msgspec.Struct, frozen=True):
    """The body under a status that is none of success."""

    error: str = ""
    message: str = ""
    error_details: str = ""


_decode_envelope = msgspec.json.Decoder(_Envelope).decode
_decode_failure = msgspec.json.Decoder(_Failure).decode


def kind_of(reason: str) -> type[ExchangeError]:
    """Of a refusal with a reason; one that is new is a refusal all the same."""
    for pattern, kind in _REASONS:
        if pattern.fullmatch(reason):
            return kind
    return errors.InvalidOrder


def refused(reason: str, message: str = "") -> ExchangeError:
    """The venue refused, and this is why; without a reason it may have happened (CBS-49)."""
    if reason in _NOTHING_SAID:
        return errors.VenueFault(message or "refused without a reason", venue=VENUE, code=reason or None)
    return kind_of(reason)(message or reason, venue=VENUE, code=reason)


def error_in_success(body: bytes) -> ExchangeError | None:
    """HTTP 200 says nothing: ``success`` does (CBS-31). A reason beside a success is none."""
    try:
        told = _decode_envelope(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return errors.UnreadableResponse("HTTP 200 with a body that is no answer of the venue's", venue=VENUE)
    if told.success:
        return None
    reasons, message = [], ""
    if told.error_response is not None:
        said = told.error_response
        # The older place of a reason is being given up, and the oldest says nothing.
        reasons += [said.new_order_failure_reason, said.error, said.preview_failure_reason]
        message = said.message or said.error_details
    for edit in told.errors or ():
        reasons += [edit.edit_failure_reason, edit.preview_failure_reason]
    return refused(_first_said((*reasons, told.failure_reason)), message)


def error_in_status(answer: Answer) -> ExchangeError:
    """An answer that is not HTTP 200 (CBS-10). From 500 on (CBS-11) it may have happened."""
    status = answer.status
    word, message = _said(answer.body)
    text = message or f"HTTP {status} instead of an answer"
    kind = _BY_WORD.get(word) if status < 500 else None
    if kind is None:
        kind = _BY_STATUS.get(status)
    if kind is None:
        kind = errors.VenueFault if status >= 500 or status == 408 else errors.UnreadableResponse
    return kind(text, venue=VENUE, code=word or status, retry_after_s=_pause_s(answer, kind))


def _first_said(reasons: Sequence[str]) -> str:
    return next((reason for reason in reasons if reason not in _NOTHING_SAID), "")


def _said(body: bytes) -> tuple[str, str]:
    """Word and message, or nothing where the body is a page or plain text."""
    try:
        told = _decode_failure(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return "", ""
    return told.error.upper(), told.message or told.error_details


def _pause_s(answer: Answer, kind: type[ExchangeError]) -> float | None:
    """Seconds, or ``None`` where no header says anything usable."""
    if not issubclass(kind, errors.RateLimited):
        return None
    try:
        seconds = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return max(1.0, seconds) if 0 <= seconds < 86_400 else None
