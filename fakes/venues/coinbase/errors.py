"""What the venue says when it refuses: by HTTP status, or by 200 and a reason (CBS-05, CBS-10, CBS-31).

What was recorded stands here to the letter; `code` is gRPC's.
"""

import math
from typing import Any, Final

import msgspec

from fakes.faults.fault import Reply
from fakes.operations import Outcome, Refusal
from fakes.serving.wire_json import encoded
from fakes.venues.coinbase import reasons

Json = dict[str, Any]

PLAIN: Final = "text/plain; charset=utf-8"
UNAUTHORISED: Final = Reply(status=401, body=b"Unauthorized\n", content_type=PLAIN)
NO_ORDER: Final = "order with this orderID was not found"

_CODES: Final = {
    "INVALID_ARGUMENT": (400, 3),
    "NOT_FOUND": (404, 5),
    "PERMISSION_DENIED": (403, 7),
    "INTERNAL": (500, 13),
    "UNAVAILABLE": (503, 14),
    "DEADLINE_EXCEEDED": (504, 4),
    "UNIMPLEMENTED": (501, 12),
}


class Refuse(Exception):
    """Raised by whoever finds the fault in a request; carries what is answered."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Failure(Exception):
    """Why an order is not placed or changed: a reason of each of two lists, one of which may say nothing."""

    def __init__(self, reason: str = reasons.UNKNOWN, *, preview: str = reasons.PREVIEW_UNKNOWN) -> None:
        super().__init__(reason if preview == reasons.PREVIEW_UNKNOWN else preview)
        self.reason = reason
        self.preview = preview


def error(name: str, details: str = "", status: int | None = None) -> Reply:
    usual, code = _CODES.get(name, (500, 2))
    body = {"error": name, "code": code, "message": details, "error_details": details, "details": []}
    return Reply(status=status or usual, body=encoded(body))


def invalid(details: str) -> Refuse:
    return Refuse(error("INVALID_ARGUMENT", details))


def not_found(details: str = NO_ORDER) -> Refuse:
    return Refuse(error("NOT_FOUND", details))


def missing_scopes() -> Refuse:
    """CBS-06."""
    return Refuse(error("PERMISSION_DENIED", "Missing required scopes"))


def too_many(reset_s: float | None = None) -> Reply:
    """CBS-16. With `reset_s` the headers say when there is room again (CBS-17)."""
    headers: tuple[tuple[str, str], ...] = ()
    if reset_s is not None:
        headers = (("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", str(math.ceil(reset_s))))
    body = {"errors": [{"id": "rate_limit_exceeded", "message": "Too many requests"}]}
    return Reply(status=429, body=encoded(body), headers=headers)


# --- refusals with 200 ----------------------------------------------------------------------------


def not_placed(failure: Failure, configuration: Json | None = None) -> Json:
    """CBS-31."""
    said = failure.reason if failure.reason != reasons.UNKNOWN else failure.preview
    return {
        "success": False,
        "failure_reason": reasons.UNKNOWN,
        "order_id": "",
        "error_response": {
            "error": failure.reason,
            "message": reasons.MESSAGES.get(said, ""),
            "error_details": "",
            "preview_failure_reason": failure.preview,
            "new_order_failure_reason": failure.reason,
        },
        "order_configuration": configuration,
    }


def not_edited(reason: str, preview: str = reasons.PREVIEW_UNKNOWN) -> Json:
    """CBS-42."""
    errors = [{"edit_failure_reason": reason, "preview_failure_reason": preview}]
    return {"success": False, "errors": errors}


def not_cancelled(reason: str, order_id: str = "") -> Json:
    return {"success": False, "failure_reason": reason, "order_id": order_id}


def worded(text: str) -> Reply:
    """A reason of one of the lists, or the name of an HTTP error, perhaps with its text after a colon."""
    name, _, details = text.partition(":")
    if name in reasons.CANCEL:
        return _ok({"results": [not_cancelled(name, details.strip())]})
    if name in reasons.EDIT:
        return _ok(not_edited(name))
    if name in reasons.NEW_ORDER:
        return _ok(not_placed(Failure(name)))
    if name in reasons.PREVIEW:
        return _ok(not_placed(Failure(preview=name)))
    return error(name, details.strip())


def _ok(body: Json) -> Reply:
    return Reply(status=200, body=encoded(body))


# --- what a fault asks for ------------------------------------------------------------------------

_PAGES: Final = {
    200: "Just a moment...",
    403: "Access denied",
    429: "Too many requests",
    500: "Internal server error",
    502: "Bad gateway",
    503: "Service unavailable",
    504: "Gateway time-out",
    520: "Web server is returning an unknown error",
}


def page(status: int) -> Reply:
    """CBS-10: what stands before the API answers for it."""
    title = f"api.coinbase.com | {status}: {_PAGES.get(status, 'Error')}"
    body = (
        f"<!DOCTYPE html>\n<html lang=en-US>\n<head><title>{title}</title></head>\n<body>\n"
        f"<h1>Error {status}</h1>\n<p>{_PAGES.get(status, 'Error')}</p>\n<p>Cloudflare</p>\n"
        "</body>\n</html>\n"
    )
    return Reply(status=status, body=body.encode(), content_type="text/html")


def refusal(
    kind: Refusal,
    *,
    retry_after_s: float | None = None,
    status: int | None = None,
    text: str | None = None,
) -> Reply:
    """This venue's answer for a venue-neutral refusal; another status than it would have makes it a page."""
    if text is not None:
        return worded(text)
    reply = _plain_refusal(kind, retry_after_s)
    return reply if status in (None, reply.status) else page(status)


def _plain_refusal(kind: Refusal, retry_after_s: float | None) -> Reply:
    match kind:
        case Refusal.RATE_LIMITED:
            return too_many(60.0 if retry_after_s is None else retry_after_s)
        case Refusal.RATE_LIMITED_SILENT:
            return too_many()
        case Refusal.BANNED | Refusal.BLOCKED_PAGE:
            return page(403)
        case Refusal.INTERNAL:
            return error("INTERNAL", "An unexpected error occurred")
        case Refusal.TIMEOUT:
            return page(504)
        case Refusal.OVERLOADED:
            return error("UNAVAILABLE", "Service is overloaded")
        case Refusal.MAINTENANCE:
            return page(503)
        case Refusal.UNAUTHORISED | Refusal.CLOCK:
            return UNAUTHORISED  # CBS-05: it does not say which
        case Refusal.UNKNOWN_ORDER:
            return error("NOT_FOUND", NO_ORDER)
        case Refusal.MARKET_CLOSED:
            return worded(reasons.DISABLED)


# --- what an answer means -------------------------------------------------------------------------

_BY_STATUS: Final = {
    401: Outcome.UNAUTHORISED,
    403: Outcome.UNAUTHORISED,
    429: Outcome.RATE_LIMITED,
    451: Outcome.UNAUTHORISED,
}
_UNKNOWN_ORDERS: Final = (reasons.UNKNOWN_ORDER, reasons.EDIT_NOT_FOUND)
_FAILED: Final = ("INTERNAL", "UNAVAILABLE", "DEADLINE_EXCEEDED")


def outcome(reply: Reply) -> tuple[Outcome, str | None]:
    """What an answer says of its request, and the reason in it."""
    told = _read(reply.body)
    if reply.status != 200:
        code = told.get("error") if told is not None else None
        if reply.status in _BY_STATUS:
            return _BY_STATUS[reply.status], code
        if reply.status == 404 and told is not None and told.get("message") == NO_ORDER:
            return Outcome.UNKNOWN_ORDER, code
        return Outcome.REFUSED if reply.status < 500 and told is not None else Outcome.FAILED, code
    if told is None:
        return Outcome.FAILED, None  # it says nothing that can be read
    if told.get("error") in _FAILED:
        return Outcome.FAILED, told["error"]
    reason = _reason(told)
    if reason is None:
        return Outcome.DONE, None
    if reason in _UNKNOWN_ORDERS:
        return Outcome.UNKNOWN_ORDER, reason
    return Outcome.FAILED if reason == reasons.UNKNOWN else Outcome.REFUSED, reason


def _reason(told: Json) -> str | None:
    """None if something was done. Of several cancels it is the first that failed, if all did."""
    results = told.get("results")
    if isinstance(results, list) and results:
        failed = [each.get("failure_reason") for each in results if not each.get("success")]
        return failed[0] if len(failed) == len(results) else None
    if told.get("success") is not False:
        return None
    edits = told.get("errors")
    if isinstance(edits, list) and edits:
        return str(edits[0].get("edit_failure_reason"))
    response = told.get("error_response") or {}
    reason, preview = response.get("new_order_failure_reason"), response.get("preview_failure_reason")
    return str(preview if reason == reasons.UNKNOWN and preview != reasons.PREVIEW_UNKNOWN else reason)


def _read(body: bytes) -> Json | None:
    try:
        told = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
    return told if isinstance(told, dict) else None
