"""What the venue says when it refuses: a number, a text, HTTP 200 (BYB-05).

Clients match on the numbers; <https://bybit-exchange.github.io/docs/v5/error> lists them, and texts are those
of the page or, where clients recorded others, those (BYB-11). Which number it is often hangs on the product:
`Codes`.
"""

import json
from typing import Final, NamedTuple

from fakes.faults.fault import Reply
from fakes.operations import Outcome, Refusal
from fakes.serving.wire_json import encoded


class Error(NamedTuple):
    code: int
    text: str


class Refuse(Exception):
    """Raised by whoever finds the fault in a request."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.text)
        self.error = error


# --- of all products ------------------------------------------------------------------------------

OK: Final = Error(0, "OK")
TIMEOUT: Final = Error(10000, "Server Timeout")
BAD_TIME: Final = 10002
INVALID_KEY: Final = Error(10003, "API key is invalid.")
BAD_SIGNATURE: Final = Error(10004, "error sign! please check your signature generation algorithm.")
NO_PERMISSION: Final = Error(10005, "Permission denied, please check your API key permissions.")
TOO_MANY_VISITS: Final = Error(10006, "Too many visits!")
UNMATCHED_IP: Final = Error(10010, "Unmatched IP, please check your API key's bound IP addresses.")
INTERNAL: Final = Error(10016, "System error. Please try again later.")
NO_ROUTE: Final = Error(10017, "Route not found.")
OVERLOADED: Final = Error(
    429, "The trading service is experiencing a high server load. Please retry if you encounter this issue."
)
NO_SUCH_SYMBOL: Final = Error(10001, "Not supported symbols")

# --- of the trade socket (BYB-34, BYB-84) -----------------------------------------------------------

ADDRESS_TOO_FAST: Final = Error(10403, "Exceed IP rate limit.")
UNKNOWN_OP: Final = Error(10404, "op type is not found")
REPEATED_AUTH: Final = Error(20001, "Repeat auth")
TOO_FAST: Final = Error(20003, "Too frequent requests under the same session")
DUPLICATE_REQUEST: Final = Error(20006, "reqId is duplicated")


def params(text: str) -> Error:
    """BYB-11."""
    return Error(10001, f"params error: {text}")


def bad_time(at_ms: int, now_ms: int, window_ms: int) -> Error:
    """BYB-04."""
    return Error(
        BAD_TIME,
        "invalid request, please check your server timestamp or recv_window param. "
        f"req_timestamp[{at_ms}],server_timestamp[{now_ms}],recv_window[{window_ms}]",
    )


# --- of one product -------------------------------------------------------------------------------


class Codes(NamedTuple):
    """The same mistakes have other numbers in each product (BYB-14)."""

    unknown_symbol: Error
    closed: Error
    post_only_phase: Error
    duplicate_id: Error
    funds: Error
    unknown_order: Error
    too_many_open: Error
    buy_too_high: Error
    sell_too_low: Error
    off_tick: Error
    price_too_low: Error
    price_too_high: Error
    too_precise: Error
    too_small: Error
    too_large: Error
    worth_too_little: Error
    below_filled: Error
    no_market_maker: Error
    bad_time_in_force: Error
    bad_type: Error
    bad_side: Error
    no_liquidity: Error
    unsupported: Error
    would_take: Error
    bad_filter: Error
    nothing_to_reduce: Error


SPOT: Final = Codes(
    unknown_symbol=Error(170121, "Invalid symbol."),
    closed=Error(170151, "The trading pair is not open yet."),
    post_only_phase=Error(170217, "Only LIMIT-MAKER order is supported for the current pair."),
    duplicate_id=Error(170141, "Duplicate clientOrderId."),
    funds=Error(170131, "Insufficient balance."),  # BYB-55
    unknown_order=Error(170213, "Order does not exist."),
    too_many_open=Error(170810, "Cannot exceed maximum of 500 conditional, TP/SL and active orders."),
    buy_too_high=Error(170193, "Buy order price cannot be higher than {}."),
    sell_too_low=Error(170194, "Sell order price cannot be lower than {}."),
    off_tick=Error(170134, "Order price has too many decimals."),
    price_too_low=Error(170133, "Order price lower than the minimum."),
    price_too_high=Error(170132, "Order price too high."),
    too_precise=Error(170137, "Order quantity has too many decimals."),
    too_small=Error(170136, "Order quantity exceeded lower limit."),
    too_large=Error(170124, "Order amount too large."),
    worth_too_little=Error(170140, "Order value exceeded lower limit."),
    below_filled=Error(
        170313, "The modified contract quantity cannot be less than or equal to the filled quantity."
    ),
    no_market_maker=Error(170355, "RPI orders are restricted to approved market makers only."),
    bad_time_in_force=Error(170115, "Invalid timeInForce."),
    bad_type=Error(170116, "Invalid orderType."),
    bad_side=Error(170117, "Invalid side."),
    no_liquidity=Error(170149, "Create order failed."),
    unsupported=Error(170227, "This feature is not supported."),
    would_take=Error(170218, "The LIMIT-MAKER order is rejected due to invalid price."),
    bad_filter=Error(170201, "Invalid orderFilter parameter."),
    nothing_to_reduce=Error(170227, "This feature is not supported."),
)


def envelope(error: Error, now_ms: int, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """BYB-05. `now_ms`: the venue's clock."""
    told = {
        "retCode": error.code,
        "retMsg": error.text,
        "result": {},
        "retExtInfo": {},
        "time": now_ms,
    }
    return Reply(status=200, body=encoded(told), headers=headers)


# --- what stands before the API (BYB-07) ------------------------------------------------------------

_PAGES: Final = {
    400: "400 Bad Request",
    401: "401 Unauthorized",
    403: "403 Forbidden",
    404: "404 page not found",
    429: "429 Too Many Requests",
    500: "500 Internal Server Error",
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}
BANNED_TEXT: Final = b"access too frequent"


def page(status: int) -> Reply:
    title = _PAGES.get(status, str(status))
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n"
    )
    return Reply(status=status, body=body.encode(), content_type="text/html")


def banned() -> Reply:
    """BYB-25."""
    return Reply(status=403, body=b"403, " + BANNED_TEXT, content_type="text/plain")


def at_handshake(reply: Reply) -> Reply:
    """An envelope with 200 would refuse nothing (BYB-69)."""
    if reply.status != 200:
        return reply
    return page(403 if outcome(reply)[0] in (Outcome.RATE_LIMITED, Outcome.BANNED) else 502)


# --- what a fault asks for ------------------------------------------------------------------------

_ERRORS: Final = {
    Refusal.RATE_LIMITED: TOO_MANY_VISITS,
    Refusal.INTERNAL: INTERNAL,
    Refusal.TIMEOUT: TIMEOUT,
    Refusal.OVERLOADED: OVERLOADED,
    Refusal.UNAUTHORISED: INVALID_KEY,
}


def refusal(
    kind: Refusal,
    *,
    codes: Codes,
    now_ms: int,
    retry_after_s: float | None = None,
    status: int | None = None,
) -> Reply:
    """This venue's answer for a venue-neutral refusal. A status other than 200 makes it a page (BYB-07)."""
    if status not in (None, 200):
        return page(status)
    match kind:
        case Refusal.BANNED:
            return banned()
        case Refusal.BLOCKED_PAGE:
            return page(403)
        case Refusal.MAINTENANCE:
            return page(503)
        case Refusal.RATE_LIMITED_SILENT:
            return page(429)  # BYB-30: the system's own protection says nothing of a time
        case Refusal.CLOCK:
            return envelope(bad_time(now_ms - 10_000, now_ms, 5_000), now_ms)
        case Refusal.UNKNOWN_ORDER:
            return envelope(codes.unknown_order, now_ms)
        case Refusal.MARKET_CLOSED:
            return envelope(codes.closed, now_ms)
        case Refusal.RATE_LIMITED:
            wait_ms = int(1000 * (1.0 if retry_after_s is None else retry_after_s))
            return envelope(TOO_MANY_VISITS, now_ms, limit_headers(1, 0, now_ms + wait_ms))
    return envelope(_ERRORS[kind], now_ms)


def limit_headers(limit: int, left: int, resets_ms: int) -> tuple[tuple[str, str], ...]:
    """BYB-28."""
    return (
        ("X-Bapi-Limit", str(limit)),
        ("X-Bapi-Limit-Status", str(left)),
        ("X-Bapi-Limit-Reset-Timestamp", str(resets_ms)),
    )


# --- what an answer means -------------------------------------------------------------------------

_OUTCOMES: Final = {
    **dict.fromkeys((10006, 429, 10429, 10403, 20003, 170005, 170222), Outcome.RATE_LIMITED),
    **dict.fromkeys((10003, 10004, 10005, 10007, 10010, 33004, -2015), Outcome.UNAUTHORISED),
    **dict.fromkeys(
        (170213, 170139, 170142, 170143, 170190, 110001, 110008, 110010), Outcome.UNKNOWN_ORDER
    ),  # BYB-49
    **dict.fromkeys(  # BYB-57
        (10000, 10016, 170007, 170146, 170147, 170310, 170001, 170032, 170234), Outcome.FAILED
    ),
    **dict.fromkeys((170035, 170212, 170191, 110079), Outcome.FAILED),  # BYB-58: under way
    0: Outcome.DONE,
}


def outcome_of(code: int) -> Outcome:
    return _OUTCOMES.get(code, Outcome.REFUSED)


def outcome(reply: Reply) -> tuple[Outcome, int | None]:
    """What an answer says of its request, and the number in it."""
    if reply.status == 429:
        return Outcome.RATE_LIMITED, None
    if reply.status == 403 and BANNED_TEXT in reply.body:
        return Outcome.BANNED, None
    if reply.status in (401, 403, 451):
        return Outcome.UNAUTHORISED, None
    if reply.status in (400, 404, 405):
        return Outcome.REFUSED, None
    if reply.status != 200:
        return Outcome.FAILED, None
    try:
        code = json.loads(reply.body).get("retCode")
    except (ValueError, AttributeError):
        return Outcome.FAILED, None  # it says nothing that can be read
    return (outcome_of(code), code) if isinstance(code, int) else (Outcome.FAILED, None)
