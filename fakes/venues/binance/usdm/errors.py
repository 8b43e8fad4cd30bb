"""What the venue says when it refuses here: codes and texts to the letter, where they differ from Spot's.

<https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code>. Refusals about
parameters, keys and signatures have the same numbers and are Spot's own.
"""

from typing import Final

from fakes.faults.fault import Reply
from fakes.operations import Outcome, Refusal
from fakes.venues.binance import errors as spot
from fakes.venues.binance.errors import Refused, bad

# --- orders: BFU-13 to BFU-21 -----------------------------------------------------------------------

TOO_PRECISE: Final = bad(-1111, "Precision is over the maximum defined for this asset.")  # BFU-04
BAD_ANSWER_WANTED: Final = bad(-1136, "Invalid newOrderRespType.")
UNKNOWN_ORDER: Final = bad(-2011, "Unknown order sent.")
BATCH_CANCEL_FAILED: Final = bad(-2012, "Batch cancel failure.")
NO_SUCH_ORDER: Final = bad(-2013, "Order does not exist.")
NO_MARGIN: Final = bad(-2019, "Margin is insufficient.")
REDUCE_ONLY: Final = bad(-2022, "ReduceOnly Order is rejected.")  # BFU-20
TOO_MANY_OPEN: Final = bad(-2025, "Reach max open order limit.")
PRICE_BELOW_ZERO: Final = bad(-4001, "Price less than 0.")
PRICE_ABOVE_MAX: Final = bad(-4002, "Price greater than max price.")
QUANTITY_BELOW_ZERO: Final = bad(-4003, "Quantity less than zero.")
QUANTITY_BELOW_MIN: Final = bad(-4004, "Quantity less than min quantity.")
QUANTITY_ABOVE_MAX: Final = bad(-4005, "Quantity greater than max quantity.")
PRICE_BELOW_MIN: Final = bad(-4013, "Price less than min price.")
PRICE_OFF_TICK: Final = bad(-4014, "Price not increased by tick size.")
BAD_ID: Final = bad(-4015, "Client order id is not valid.")
ID_TOO_LONG: Final = bad(-4015, "Client order id length should not be more than 36 chars")
PRICE_ABOVE_MARK: Final = bad(-4016, "Price is higher than mark price multiplier cap.")
QUANTITY_OFF_STEP: Final = bad(-4023, "Qty not increased by step size.")
PRICE_BELOW_MARK: Final = bad(-4024, "Price is lower than mark price multiplier floor.")
BAD_LEVERAGE: Final = bad(-4028, "Leverage is not valid")
TOO_MANY_CANCELS: Final = bad(-4032, "Exceed maximum cancel order size.")
SAME_MARGIN_TYPE: Final = bad(-4046, "No need to change margin type.")
NO_MARGIN_CHANGE_WITH_ORDERS: Final = bad(-4047, "Margin type cannot be changed if there exists open orders.")
NO_MARGIN_CHANGE_WITH_POSITION: Final = bad(-4048, "Margin type cannot be changed if there exists position.")
SAME_POSITION_MODE: Final = bad(-4059, "No need to change position side.")
BAD_POSITION_SIDE: Final = bad(-4060, "Invalid position side.")
WRONG_POSITION_SIDE: Final = bad(-4061, "Order's position side does not match user's setting.")
BAD_REDUCE_ONLY: Final = bad(-4062, "Invalid or improper reduceOnly value.")
NO_MODE_CHANGE_WITH_ORDERS: Final = bad(-4067, "Position side cannot be changed if there exists open orders.")
NO_MODE_CHANGE_WITH_POSITION: Final = bad(-4068, "Position side cannot be changed if there exists position.")
BAD_BATCH_SIZE: Final = bad(-4082, "Invalid number of batch place orders.")
NOT_YET: Final = bad(-4084, "Method is not allowed currently. Upcoming soon.")
DUPLICATE_ID: Final = bad(-4116, "clientOrderId is duplicated")
ALGO_ONLY: Final = bad(
    -4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."
)
COUNTERPARTY_TOO_FAR: Final = bad(
    -4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit"
)
NOT_TRADING: Final = bad(-4140, "Invalid symbol status for opening position")
CLOSED: Final = bad(-4141, "Symbol is closed")
BAD_INTERVAL_OF_TIME: Final = bad(-4165, "Invalid time interval")
FOK_REJECTED: Final = bad(
    -5021, "Due to the order could not be filled immediately, the FOK order has been rejected."
)
GTX_REJECTED: Final = bad(
    -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected."
)
NO_CHANGE_NOW: Final = bad(-5024, "Symbol is not in trading status. Order amendment is not permitted.")
LIMIT_ONLY: Final = bad(-5025, "Only limit order is supported.")
NOTHING_TO_CHANGE: Final = bad(-5027, "No need to modify the order.")
BAD_PRICE_MATCH: Final = bad(-5037, "Invalid price match")
NO_PRICE_MATCH_HERE: Final = bad(-5038, "Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT")
BAD_SELF_TRADE: Final = bad(-5039, "Invalid self trade prevention mode")
NO_LISTEN_KEY: Final = bad(
    -1125, "This listenKey does not exist. Please use `POST /fapi/v1/listenKey` to recreate `listenKey`"
)  # BFU-50


def bad_depth(limit: int) -> Refused:
    """BFU-34."""
    return bad(-4021, f"'{limit}' is not valid depth limit.")


def too_little(least: str) -> Refused:
    """BFU-13."""
    return bad(-4164, f"Order's notional must be no smaller than {least} (unless you choose reduce only)")


def too_little_changed(least: str) -> Refused:
    return bad(-5029, f"Order's notional must be no smaller than {least}")


# --- limits -----------------------------------------------------------------------------------------


def too_much_weight(limit: int, retry_after_s: int) -> Refused:
    """BFU-33."""
    return Refused(
        status=429,
        code=-1003,
        msg=f"Too many requests; current limit is {limit} requests per minute. "
        "Please use the websocket for live updates to avoid polling the API.",
        retry_after_s=retry_after_s,
    )


def banned(until_ms: int, retry_after_s: int) -> Refused:
    return Refused(
        status=418,
        code=-1003,
        msg=f"Way too many requests; IP banned until {until_ms}. "
        "Please use the websocket for live updates to avoid bans.",
        retry_after_s=retry_after_s,
    )


# --- what the venue's own trouble is: BFU-10 to BFU-12 ------------------------------------------------

UNKNOWN_OUTCOME: Final = Refused(
    status=503, code=-1000, msg="Unknown error, please check your request or try again later."
)
TIMEOUT: Final = Refused(status=408, code=spot.TIMEOUT.code, msg=spot.TIMEOUT.msg)  # BFU-11
FAILED: Final = Refused(
    status=503, code=-1001, msg="Internal error; unable to process your request. Please try again."
)
THROTTLED: Final = Refused(
    status=503,
    code=-1008,
    msg="Request throttled by system-level protection. Reduce-only/close-position orders are exempt. "
    "Please try again.",
)
# Not in the documents; what clients in the field know it by (ccxt/ccxt, python/ccxt/binance.py).
MAINTENANCE: Final = Refused(status=503, code=1, msg="System is under maintenance.")
UNAVAILABLE: Final = Refused(status=503, code=-1016, msg="Service Unavailable.")
_PLAIN: Final[dict[Refusal, Refused]] = {
    Refusal.INTERNAL: UNKNOWN_OUTCOME,
    Refusal.TIMEOUT: TIMEOUT,
    Refusal.OVERLOADED: THROTTLED,
    Refusal.MAINTENANCE: MAINTENANCE,
    Refusal.UNAUTHORISED: spot.REJECTED_KEY,
    Refusal.CLOCK: spot.TOO_OLD,
    Refusal.UNKNOWN_ORDER: NO_SUCH_ORDER,
    Refusal.MARKET_CLOSED: NOT_TRADING,
}
_NOT_DONE: Final = (FAILED.msg, THROTTLED.msg, UNAVAILABLE.msg)


def refusal(
    kind: Refusal,
    *,
    now_ms: int,
    retry_after_s: float = 60.0,
    limit: int = 2400,
    status: int | None = None,
    code: int | None = None,
    msg: str | None = None,
) -> Reply:
    """This venue's answer for a venue-neutral refusal; status, code and text may be overridden."""
    wait_s = -int(-retry_after_s // 1)
    if kind is Refusal.BLOCKED_PAGE:
        return spot.refusal(kind, now_ms=now_ms, status=status)
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


def outcome(status: int, code: int | None, text: str) -> Outcome:
    """Of 503 only the text says whether anything was done (BFU-10)."""
    if status == 408:
        return Outcome.FAILED
    if status == 503 and text in _NOT_DONE:
        return Outcome.REFUSED
    return spot.outcome(status, code)
