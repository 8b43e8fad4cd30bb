"""What the venue says when it refuses, and what an answer means (OKX-05, OKX-06)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fakes.faults.fault import Reply
from fakes.operations import Outcome, Refusal
from fakes.serving.wire_json import encoded
from fakes.venues.okx import codes

Json = Any


class Refuse(Exception):
    """Raised by whoever finds the fault in a request. `blanks` are filled into the code's text."""

    def __init__(self, code: int, *blanks: str, sub_code: str = "") -> None:
        status, text = codes.TEXTS[code]
        super().__init__(code, *blanks)
        self.code = code
        self.status = status
        self.text = text.format(*blanks)
        self.sub_code = sub_code

    def reply(self) -> Reply:
        return Reply(status=self.status, body=envelope(self.code, self.text, []))


def envelope(code: int, msg: str, data: Sequence[Json], times: Mapping[str, str] | None = None) -> bytes:
    """`times`: when the request came in and the answer goes out, of those that have them."""
    return encoded({"code": str(code), "msg": msg, "data": data, **(times or {})})


def refuse(code: int, text: str | None = None) -> Reply:
    """With the code's own text, its blanks left empty, unless one is given."""
    status, own = codes.TEXTS.get(code, (200, ""))
    msg = own.replace("{0}", "").replace("{1}", "") if text is None else text
    return Reply(status=status, body=envelope(code, msg, []))


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
}


def page(status: int) -> Reply:
    """OKX-15: what stands before the API answers for it."""
    title = f"www.okx.com | {status}: {_PAGES.get(status, 'Error')}"
    body = (
        f"<!DOCTYPE html>\n<html lang=en-US>\n<head><title>{title}</title></head>\n<body>\n"
        f"<h1>Error {status}</h1>\n<p>{_PAGES.get(status, 'Error')}</p>\n<p>Cloudflare</p>\n"
        "</body>\n</html>\n"
    )
    return Reply(status=status, body=body.encode(), content_type="text/html")


_CODES: Final = {
    Refusal.RATE_LIMITED: codes.TOO_MANY,
    Refusal.RATE_LIMITED_SILENT: codes.TOO_MANY,
    Refusal.INTERNAL: codes.SYSTEM_ERROR,
    Refusal.TIMEOUT: codes.TIMEOUT,
    Refusal.OVERLOADED: codes.BUSY,
    Refusal.MAINTENANCE: codes.UNAVAILABLE,
    Refusal.UNAUTHORISED: codes.INVALID_AUTHORISATION,
    Refusal.CLOCK: codes.TIMESTAMP_EXPIRED,
    Refusal.UNKNOWN_ORDER: codes.NO_ORDER,
    Refusal.MARKET_CLOSED: codes.SUSPENDED,
}


def refusal(
    kind: Refusal,
    *,
    retry_after_s: float | None = None,
    status: int | None = None,
    text: str | None = None,
) -> Reply:
    """This venue's answer for a venue-neutral refusal; how long to wait it never says (OKX-22)."""
    if kind in (Refusal.BLOCKED_PAGE, Refusal.BANNED):
        return page(status or 403)
    code = _CODES[kind]
    if status not in (None, 200, codes.TEXTS[code][0]):
        return page(status)
    return refuse(code, text)


# --- what an answer means -------------------------------------------------------------------------


def outcome_of(code: int) -> Outcome:
    """What one code says of the request, or of the order, that it is about."""
    for meant, outcome in (
        (codes.OF_KEYS, Outcome.UNAUTHORISED),
        (codes.OF_RATES, Outcome.RATE_LIMITED),
        (codes.OF_FAILURES, Outcome.FAILED),
        (codes.OF_NO_ORDER, Outcome.UNKNOWN_ORDER),
    ):
        if code in meant:
            return outcome
    return Outcome.DONE if code == codes.OK else Outcome.REFUSED


def outcome(reply: Reply) -> tuple[Outcome, str | None]:
    """What an answer says of its request, and the code that says it: an `sCode`, where there is one."""
    try:
        told = json.loads(reply.body)
        code = int(told["code"])
    except (ValueError, TypeError, KeyError):
        return _of_status(reply.status), None
    if code == codes.ALL_FAILED:
        code = next((int(row["sCode"]) for row in told.get("data", ()) if row.get("sCode")), code)
    if code in (codes.OK, codes.SOME_FAILED):
        return Outcome.DONE, None
    return outcome_of(code), str(code)


def _of_status(status: int) -> Outcome:
    if status == 429:
        return Outcome.RATE_LIMITED
    return Outcome.UNAUTHORISED if status in (403, 451) else Outcome.FAILED
