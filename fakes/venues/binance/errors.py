"""What the venue says when it refuses: status, code and the exact text.

Clients match on the texts, so they are the documented ones to the letter:
<https://github.com/binance/binance-spot-api-docs/blob/master/errors.md>.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from fakes.faults.fault import Reply
from fakes.operations import Outcome, Refusal

Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An error as this venue words it. `data` is what cancelReplace and the WebSocket API add."""

    status: int
    code: int
    msg: str
    retry_after_s: int | None = None
    data: Json = None

    def payload(self) -> dict[str, Json]:
        body: dict[str, Json] = {"code": self.code, "msg": self.msg}
        if self.data is not None:
            body["data"] = self.data
        return body

    def reply(self) -> Reply:
        headers = (("Retry-After", str(self.retry_after_s)),) if self.retry_after_s is not None else ()
        return Reply(
            status=self.status,
            body=json.dumps(self.payload(), separators=(",", ":")).encode(),
            headers=headers,
        )


class Refuse(Exception):
    """Raised by whoever finds the fault in a request; the gateway answers with what it carries."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.msg)
        self.refused = refused


def bad(code: int, msg: str) -> Refused:
    """HTTP 400, the usual case."""
    return Refused(status=400, code=code, msg=msg)


_BY_STATUS: Final = {
    401: Outcome.UNAUTHORISED,
    403: Outcome.UNAUTHORISED,
    404: Outcome.UNKNOWN_ORDER,
    418: Outcome.BANNED,
    429: Outcome.RATE_LIMITED,
}
_UNKNOWN_ORDER: Final = (-2011, -2013)  # BIN-14, BIN-15


def outcome(status: int, code: int | None) -> Outcome:
    if status < 400:
        return Outcome.DONE
    if status >= 500:  # BIN-10
        return Outcome.FAILED
    if code in _UNKNOWN_ORDER:
        return Outcome.UNKNOWN_ORDER
    return _BY_STATUS.get(status, Outcome.REFUSED)


# --- parameters -----------------------------------------------------------------------------------


def missing(name: str) -> Refused:
    return bad(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def either_missing(name: str, other: str) -> Refused:
    return bad(-1102, f"Param '{name}' or '{other}' must be sent, but both were empty/null!")


def too_great(name: str, limit: int) -> Refused:
    return bad(-1102, f"'{name}' contains unexpected value. Cannot be greater than {limit}.")


def empty(name: str) -> Refused:
    return bad(-1105, f"Parameter '{name}' was empty.")


def not_required(name: str) -> Refused:
    return bad(-1106, f"Parameter '{name}' sent when not required.")


def illegal(name: str, legal: str) -> Refused:
    return bad(-1100, f"Illegal characters found in parameter '{name}'; legal range is '{legal}'.")


def too_precise(name: str) -> Refused:
    return bad(-1111, f"Parameter '{name}' has too much precision.")


def overflowed(name: str) -> Refused:
    return bad(-1108, f"Parameter '{name}' overflowed.")


def invalid(name: str) -> Refused:
    return bad(-1130, f"Data sent for parameter '{name}' is not valid.")


def unread(read: int, sent: int) -> Refused:
    if read == 0:
        return bad(-1101, f"Too many parameters; expected '0' and received '{sent}'.")
    return bad(-1104, f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'.")


DUPLICATE_PARAMETER: Final = bad(-1101, "Duplicate values for a parameter detected.")
BAD_COMBINATION: Final = bad(-1128, "Combination of optional parameters invalid.")
BAD_SYMBOL: Final = bad(-1121, "Invalid symbol.")  # BIN-70
BAD_INTERVAL: Final = bad(-1120, "Invalid interval.")
BAD_TIME_IN_FORCE: Final = bad(-1115, "Invalid timeInForce.")
BAD_ORDER_TYPE: Final = bad(-1116, "Invalid orderType.")
BAD_SIDE: Final = bad(-1117, "Invalid side.")
BAD_SYMBOL_STATUS: Final = bad(-1122, "Invalid symbolStatus.")
STATUS_MISMATCH: Final = bad(-1220, "The symbol's status does not match the requested symbolStatus.")
BAD_TICKER_TYPE: Final = bad(-1139, "Invalid ticker type.")
BAD_STRATEGY_TYPE: Final = bad(-1134, "`strategyType` was less than 1000000.")
BAD_CANCEL_RESTRICTIONS: Final = bad(-1145, "Invalid cancelRestrictions")
DUPLICATE_SYMBOLS: Final = bad(-1151, "Symbol is present multiple times in the list.")
LOOKUP_TOO_LONG: Final = bad(-1127, "More than 24 hours between startTime and endTime.")
BAD_TIME_UNIT: Final = bad(-1194, "Invalid value for time unit; expected either MICROSECOND or MILLISECOND.")

# --- security -------------------------------------------------------------------------------------

# HTTP 401 for both: shown on the WebSocket API, observed on REST (ccxt/ccxt#3057). BIN-06
BAD_KEY_FORMAT: Final = Refused(status=401, code=-2014, msg="API-key format invalid.")
REJECTED_KEY: Final = Refused(status=401, code=-2015, msg="Invalid API-key, IP, or permissions for action.")
BAD_SIGNATURE: Final = bad(-1022, "Signature for this request is not valid.")
# BIN-19: the two texts of -1021.
TOO_OLD: Final = bad(-1021, "Timestamp for this request is outside of the recvWindow.")
TOO_EARLY: Final = bad(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")

# --- orders ---------------------------------------------------------------------------------------


def rejected(msg: str) -> Refused:
    """The engine refused a new order; only the text says why (BIN-13)."""
    return bad(-2010, msg)


def cancel_rejected(msg: str) -> Refused:
    return bad(-2011, msg)


def filter_failure(name: str) -> Refused:
    """Refused before the engine (BIN-18)."""
    return bad(-1013, f"Filter failure: {name}")


INSUFFICIENT_BALANCE: Final = rejected("Account has insufficient balance for requested action.")
DUPLICATE_ORDER: Final = rejected("Duplicate order sent.")
WOULD_TAKE: Final = rejected("Order would immediately match and take.")
MARKET_CLOSED: Final = rejected("Market is closed.")
ZERO_NOTIONAL: Final = rejected("Price * QTY is zero or less.")
UNSUPPORTED_COMBINATION: Final = bad(-1014, "Unsupported order combination.")
ACCOUNT_MAY_NOT_TRADE: Final = rejected("This action is disabled on this account.")
THIN_BOOK: Final = rejected("Order book liquidity is less than symbol minimum quantity.")
THIN_BOOK_LOT: Final = rejected("Order book liquidity is less than `LOT_SIZE` filter minimum quantity.")
UNSUPPORTED_STP: Final = bad(-1013, "This symbol does not allow the specified self-trade prevention mode.")
# BIN-14: the same words for filled, cancelled and never heard of.
UNKNOWN_ORDER: Final = cancel_rejected("Unknown order sent.")
CANCEL_RESTRICTED: Final = cancel_rejected("Order was not canceled due to cancel restrictions.")
NO_SUCH_ORDER: Final = bad(-2013, "Order does not exist.")
IDS_DISAGREE: Final = bad(-2039, "Client order ID is not correct for this order ID.")
NO_REFERENCE_PRICE: Final = bad(-2043, "This symbol doesn't have a reference price.")
AMEND_INCREASES: Final = bad(-2038, "Order amend (quantity increase) is not supported.")
AMEND_CHANGES_NOTHING: Final = bad(-2038, "The requested action would change no state; rejecting")
AMEND_TOO_OFTEN: Final = bad(-2038, "Filter failure: MAX_NUM_ORDER_AMENDS")
AMEND_UNKNOWN: Final = bad(-2038, "Unknown order sent.")

# --- limits ---------------------------------------------------------------------------------------


def too_much_weight(limit: int, retry_after_s: int) -> Refused:
    return Refused(
        status=429,
        code=-1003,
        msg=f"Too much request weight used; current limit is {limit} request weight per 1 MINUTE. "
        "Please use WebSocket Streams for live updates to avoid polling the API.",
        retry_after_s=retry_after_s,
    )


def too_many_requests(limit: int, retry_after_s: int) -> Refused:
    """RAW_REQUESTS. The documents print no text of its own for this limiter."""
    return Refused(
        status=429,
        code=-1003,
        msg=f"Too many requests; current limit is {limit} requests per 5 MINUTE.",
        retry_after_s=retry_after_s,
    )


def banned(until_ms: int, retry_after_s: int) -> Refused:
    """BIN-22."""
    return Refused(
        status=418,
        code=-1003,
        msg=f"Way too much request weight used; IP banned until {until_ms}. "
        "Please use WebSocket Streams for live updates to avoid bans.",
        retry_after_s=retry_after_s,
    )


def too_many_orders(limit: int, interval: str, retry_after_s: int | None = None) -> Refused:
    """`interval` as the venue prints it: "10 SECOND" or "1 DAY" (BIN-23)."""
    return Refused(
        status=429,
        code=-1015,
        msg=f"Too many new orders; current limit is {limit} orders per {interval}.",
        retry_after_s=retry_after_s,
    )


# --- what a fault asks for ------------------------------------------------------------------------

GONE: Final = Refused(status=410, code=-1016, msg="This service is no longer available.")
TIMEOUT: Final = Refused(
    status=504,
    code=-1007,
    msg="Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
)  # BIN-11

_FIREWALL_PAGE: Final = (
    "<!DOCTYPE html>\n<html><head><title>ERROR: The request could not be satisfied</title></head>"
    "<body><h1>403 ERROR</h1><h2>The request could not be satisfied.</h2><hr>"
    "<p>Request blocked.</p><hr><address>Generated by cloudfront (CloudFront)</address></body></html>\n"
)  # BIN-12

NOT_PROCESSED: Final = Refused(
    status=500, code=-1000, msg="An unknown error occurred while processing the request."
)
_PLAIN: Final[dict[Refusal, Refused]] = {
    Refusal.INTERNAL: NOT_PROCESSED,
    Refusal.TIMEOUT: TIMEOUT,
    Refusal.OVERLOADED: Refused(
        status=503,
        code=-1008,
        msg="Server is currently overloaded with other requests. Please try again in a few minutes.",
    ),  # BIN-17
    # Not in the documents; what clients in the field know it by (ccxt/ccxt, python/ccxt/binance.py).
    Refusal.MAINTENANCE: Refused(status=503, code=1, msg="System is under maintenance."),
    Refusal.UNAUTHORISED: REJECTED_KEY,
    Refusal.CLOCK: TOO_OLD,
    Refusal.UNKNOWN_ORDER: NO_SUCH_ORDER,
    Refusal.MARKET_CLOSED: MARKET_CLOSED,
}


def refusal(
    kind: Refusal,
    *,
    now_ms: int,
    retry_after_s: float = 60.0,
    limit: int = 6000,
    status: int | None = None,
    code: int | None = None,
    msg: str | None = None,
) -> Reply:
    """This venue's answer for a venue-neutral refusal; status, code and text may be overridden."""
    if kind is Refusal.BLOCKED_PAGE:
        return Reply(status=status or 403, body=_FIREWALL_PAGE.encode(), content_type="text/html")
    wait_s = -int(-retry_after_s // 1)  # whole seconds, never too few
    if kind is Refusal.RATE_LIMITED:
        refused = too_much_weight(limit, wait_s)
    elif kind is Refusal.RATE_LIMITED_SILENT:
        refused = Refused(status=429, code=-1003, msg=too_much_weight(limit, wait_s).msg)
    elif kind is Refusal.BANNED:
        refused = banned(now_ms + round(retry_after_s * 1000), wait_s)
    else:
        refused = _PLAIN[kind]
    return Refused(
        status=status or refused.status,
        code=refused.code if code is None else code,
        msg=refused.msg if msg is None else msg,
        retry_after_s=refused.retry_after_s,
    ).reply()
