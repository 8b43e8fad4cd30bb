"""What the venue says when it refuses: texts with a severity, a category and a description (KRK-06).

Clients match on the texts, so they are the documented ones to the letter:
<https://docs.kraken.com/api/docs/guides/spot-errors>. What stands here and not there is marked.
"""

import json
from typing import Final

from fakes.faults.fault import Reply
from fakes.operations import Outcome, Refusal

# --- keys and limits ------------------------------------------------------------------------------

INVALID_KEY: Final = "EAPI:Invalid key"
INVALID_SIGNATURE: Final = "EAPI:Invalid signature"
INVALID_NONCE: Final = "EAPI:Invalid nonce"
CALLS_EXCEEDED: Final = "EAPI:Rate limit exceeded"
LOCKED_OUT: Final = "EGeneral:Temporary lockout"
TOO_MANY_REQUESTS: Final = "EGeneral:Too many requests"  # client ccxt (KRK-22)
PERMISSION_DENIED: Final = "EGeneral:Permission denied"
INVALID_SESSION: Final = "ESession:Invalid session"  # client ccxt (KRK-60)

# --- requests -------------------------------------------------------------------------------------

UNKNOWN_METHOD: Final = "EGeneral:Unknown method"  # unconfirmed
INTERNAL: Final = "EGeneral:Internal error"
UNKNOWN_PAIR: Final = "EQuery:Unknown asset pair"  # KRK-69
UNKNOWN_ASSET: Final = "EQuery:Unknown asset"

# --- the service ----------------------------------------------------------------------------------

UNAVAILABLE: Final = "EService:Unavailable"
BUSY: Final = "EService:Busy"  # client ccxt
TIMEOUT: Final = "EService:Timeout"  # unconfirmed
DEADLINE_ELAPSED: Final = "EService:Deadline elapsed"
CANCEL_ONLY: Final = "EService:Market in cancel_only mode"
POST_ONLY_MODE: Final = "EService:Market in post_only mode"

# --- orders ---------------------------------------------------------------------------------------

INSUFFICIENT_FUNDS: Final = "EOrder:Insufficient funds"
BELOW_ORDERMIN: Final = "EOrder:Order minimum not met"
BELOW_COSTMIN: Final = "EOrder:Cost minimum not met"
OFF_TICK: Final = "EOrder:Tick size check failed"
INVALID_PRICE: Final = "EOrder:Invalid price"
ORDERS_TOO_FAST: Final = "EOrder:Rate limit exceeded"
TOO_MANY_OPEN: Final = "EOrder:Orders limit exceeded"
WOULD_TAKE: Final = "EOrder:Post only order"  # client ccxt (KRK-43)
UNKNOWN_ORDER: Final = "EOrder:Unknown order"
DUPLICATE_ID: Final = "EOrder:Duplicate cl_ord_id"  # unconfirmed text (KRK-32)
INVALID_ORDER: Final = "EOrder:Invalid order"
NO_MARGIN: Final = "EOrder:Margin allowance exceeded"
NO_TRIGGERS: Final = "EOrder:Scheduled orders limit exceeded"
NO_POSITION: Final = "EOrder:Unknown position"


class Refuse(Exception):
    """Raised by whoever finds the fault in a request; carries the text to answer with."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def invalid_arguments(name: str) -> str:
    return f"EGeneral:Invalid arguments:{name}"


def too_precise(altname: str, decimals: int) -> str:
    """KRK-14."""
    return f"EOrder:Invalid price:{altname} price can only be specified up to {decimals} decimals."


def throttled(until_s: float) -> str:
    """KRK-23."""
    return f"EService: Throttled: {-int(-until_s // 1)}"


def envelope(*texts: str) -> Reply:
    """KRK-05: HTTP 200 whatever it says, no `result`."""
    return Reply(status=200, body=json.dumps({"error": list(texts)}, separators=(",", ":")).encode())


# --- what a fault asks for ------------------------------------------------------------------------

_PAGES: Final = {
    200: "Just a moment...",
    403: "Access denied",
    429: "Too many requests",
    502: "Bad gateway",
    503: "Service unavailable",
    504: "Gateway time-out",
    520: "Web server is returning an unknown error",
    522: "Connection timed out",
    525: "SSL handshake failed",
}


def page(status: int) -> Reply:
    """KRK-07: what stands before the API answers for it."""
    title = f"api.kraken.com | {status}: {_PAGES.get(status, 'Error')}"
    body = (
        f"<!DOCTYPE html>\n<html lang=en-US>\n<head><title>{title}</title></head>\n<body>\n"
        f"<h1>Error {status}</h1>\n<p>{_PAGES.get(status, 'Error')}</p>\n<p>Cloudflare</p>\n"
        "</body>\n</html>\n"
    )
    return Reply(status=status, body=body.encode(), content_type="text/html")


_TEXTS: Final = {
    Refusal.RATE_LIMITED_SILENT: CALLS_EXCEEDED,
    Refusal.BANNED: LOCKED_OUT,
    Refusal.INTERNAL: INTERNAL,
    Refusal.TIMEOUT: TIMEOUT,
    Refusal.OVERLOADED: BUSY,
    Refusal.MAINTENANCE: UNAVAILABLE,
    Refusal.UNAUTHORISED: INVALID_KEY,
    Refusal.CLOCK: INVALID_NONCE,
    Refusal.UNKNOWN_ORDER: UNKNOWN_ORDER,
    Refusal.MARKET_CLOSED: CANCEL_ONLY,
}


def refusal(
    kind: Refusal,
    *,
    now_s: float,
    retry_after_s: float | None = None,
    status: int | None = None,
    text: str | None = None,
) -> Reply:
    """This venue's answer for a venue-neutral refusal. A status other than 200 makes it a page (KRK-07)."""
    if kind is Refusal.BLOCKED_PAGE:
        return page(status or 403)
    if status not in (None, 200):
        return page(status)
    if text is not None:
        return envelope(text)
    if kind is Refusal.RATE_LIMITED:  # the only one here that says until when
        return envelope(throttled(now_s + (60.0 if retry_after_s is None else retry_after_s)))
    return envelope(_TEXTS[kind])


def at_handshake(reply: Reply) -> Reply:
    """An envelope with 200 would refuse nothing: what stands before the API answers a handshake (KRK-67)."""
    if reply.status != 200:
        return reply
    return page(429 if outcome(reply)[0] in (Outcome.RATE_LIMITED, Outcome.BANNED) else 503)


# --- what an answer means -------------------------------------------------------------------------

_OUTCOMES: Final = (
    ("EAPI:Rate limit", Outcome.RATE_LIMITED),
    ("EGeneral:Too many", Outcome.RATE_LIMITED),
    ("EService: Throttled", Outcome.RATE_LIMITED),
    ("EOrder:Rate limit", Outcome.RATE_LIMITED),
    ("EOrder:Domain rate limit", Outcome.RATE_LIMITED),
    (LOCKED_OUT, Outcome.BANNED),
    (INVALID_KEY, Outcome.UNAUTHORISED),
    (INVALID_SIGNATURE, Outcome.UNAUTHORISED),
    (PERMISSION_DENIED, Outcome.UNAUTHORISED),
    (INVALID_SESSION, Outcome.UNAUTHORISED),
    (UNKNOWN_ORDER, Outcome.UNKNOWN_ORDER),
    (UNAVAILABLE, Outcome.FAILED),  # KRK-47, and the next three
    (BUSY, Outcome.FAILED),
    (TIMEOUT, Outcome.FAILED),
    (INTERNAL, Outcome.FAILED),
)


def outcome_of(text: str) -> Outcome:
    """What one error says of the request."""
    return next((outcome for start, outcome in _OUTCOMES if text.startswith(start)), Outcome.REFUSED)


def outcome(reply: Reply) -> tuple[Outcome, str | None]:
    """What an answer says of its request, and the error in it."""
    if reply.status == 429:
        return Outcome.RATE_LIMITED, None
    if reply.status in (403, 451):
        return Outcome.UNAUTHORISED, None
    if reply.status != 200:
        return Outcome.FAILED, None
    try:
        texts = json.loads(reply.body).get("error")
    except (ValueError, AttributeError):
        return Outcome.FAILED, None  # it says nothing that can be read
    errors = [text for text in texts or () if isinstance(text, str) and text.startswith("E")]
    if not errors:
        return Outcome.DONE, None
    return outcome_of(errors[0]), errors[0]
