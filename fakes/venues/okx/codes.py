"""The venue's numbers for what can be wrong, with the HTTP status and the text that go with each.

<https://www.okx.com/docs-v5/en/#error-code> (OKX-11, OKX-12, OKX-13, OKX-14, OKX-41). Whoever refuses fills
in `{0}`.
"""

from collections.abc import Mapping
from typing import Final

OK: Final = 0
ALL_FAILED: Final = 1
SOME_FAILED: Final = 2

BODY_EMPTY: Final = 50000
UNAVAILABLE: Final = 50001
NOT_JSON: Final = 50002
TIMEOUT: Final = 50004
GONE: Final = 50005
CONTENT_TYPE: Final = 50006
TOO_MANY: Final = 50011
BUSY: Final = 50013
PARAMETER_EMPTY: Final = 50014
EITHER_REQUIRED: Final = 50015
TOO_MANY_VALUES: Final = 50025
SYSTEM_ERROR: Final = 50026
EXPIRY_PAST: Final = 50036
EXPIRED: Final = 50037
SUB_ACCOUNT_LIMIT: Final = 50061

FROZEN: Final = 50100
ENVIRONMENT: Final = 50101
TIMESTAMP_EXPIRED: Final = 50102
NO_KEY: Final = 50103
NO_PASSPHRASE: Final = 50104
WRONG_PASSPHRASE: Final = 50105
NO_SIGN: Final = 50106
NO_TIMESTAMP: Final = 50107
ADDRESS_UNLISTED: Final = 50110
INVALID_KEY: Final = 50111
INVALID_TIMESTAMP: Final = 50112
INVALID_SIGN: Final = 50113
INVALID_AUTHORISATION: Final = 50114
METHOD: Final = 50115
UNKNOWN_KEY: Final = 50119
NO_PERMISSION: Final = 50120

PARAMETER_ERROR: Final = 51000
UNKNOWN_INSTRUMENT: Final = 51001
ID_REQUIRED: Final = 51003
TOO_LARGE: Final = 51005
NO_FUNDS: Final = 51008
ACCOUNT_MODE: Final = 51010
WRONG_TYPE: Final = 51015
DUPLICATE_ID: Final = 51016
TOO_SMALL: Final = 51020
NOT_LISTED: Final = 51021
NO_POSITION: Final = 51023
SUSPENDED: Final = 51022
TOO_MANY_ORDERS: Final = 51025
TIMERS: Final = 51071
BATCH_TOO_LARGE: Final = 51111
PRICE_TOO_HIGH: Final = 51116
NOT_A_LOT: Final = 51121
PRICE_TOO_LOW: Final = 51122
NO_BALANCE: Final = 51127
BUY_TOO_HIGH: Final = 51137
SELL_TOO_LOW: Final = 51138
NOTHING_TO_REDUCE: Final = 51169
TOO_MANY_PENDING: Final = 51174
TOO_MUCH_WORTH: Final = 51203
NO_PRICE: Final = 51204
REQUEST_TIMEOUT: Final = 51054
ORDER_TIMEOUT: Final = 51149
NO_REDUCE_ONLY: Final = 51205
NO_OFFER: Final = 51109
ALREADY_CANCELLING: Final = 51410
CANCEL_TIMEOUT: Final = 51412
NOT_CANCELLED: Final = 51400
CANCEL_ID_REQUIRED: Final = 51407
NOTHING_TO_AMEND: Final = 51500
AMEND_TOO_MANY: Final = 51501
AMEND_NO_FUNDS: Final = 51502
NOT_AMENDED: Final = 51503
AMEND_WOULD_TAKE: Final = 51511
AMEND_TWICE: Final = 51512
AMENDMENTS_IN_FLIGHT: Final = 51513
NO_ORDER: Final = 51603
PROTECTED: Final = 54012
OPEN_POSITIONS: Final = 59000
TOO_MUCH_LEVERAGE: Final = 59102
FOK_AND_BOTH: Final = 54036

TEXTS: Final[Mapping[int, tuple[int, str]]] = {
    OK: (200, ""),
    ALL_FAILED: (200, "All operations failed"),
    SOME_FAILED: (200, "Bulk operation partially succeeded."),
    # --- the gateway ---
    BODY_EMPTY: (400, "Body for POST request cannot be empty."),
    UNAVAILABLE: (503, "Service temporarily unavailable. Try again later"),
    NOT_JSON: (400, "JSON syntax error"),
    TIMEOUT: (
        400,
        "API endpoint request timeout (does not mean that the request was successful or failed, "
        "please check the request result).",
    ),
    GONE: (410, "API is offline or unavailable."),
    CONTENT_TYPE: (400, 'Invalid Content-Type. Please use "application/JSON".'),
    50007: (200, "User blocked."),
    50008: (200, "User does not exist."),
    50009: (200, "Account is suspended due to ongoing liquidation."),
    50010: (200, "User ID cannot be empty."),
    TOO_MANY: (429, "Too Many Requests"),
    50012: (200, "Account status invalid. Check account status"),
    BUSY: (429, "Systems are busy. Please try again later."),
    PARAMETER_EMPTY: (400, "Parameter {0} cannot be empty."),
    EITHER_REQUIRED: (400, "Either parameter {0} or {1} is required."),
    50016: (400, "Parameter {0} and {1} is an invalid pair."),
    50024: (200, "Parameter {0} and {1} cannot exist at the same time"),
    TOO_MANY_VALUES: (200, "Parameter {0} count exceeds the limit {1}."),
    SYSTEM_ERROR: (500, "System error. Try again later"),
    50027: (200, "This account is restricted from trading. Please contact customer support for assistance."),
    50028: (200, "Unable to take the order, please reach out to support center for details."),
    50030: (200, "You don't have permission to use this API endpoint"),
    EXPIRY_PAST: (
        200,
        "The expTime can't be earlier than the current system time. Please adjust the expTime and try again.",
    ),
    EXPIRED: (200, "Order expired."),
    50038: (200, "This feature is unavailable in demo trading"),
    50040: (200, "Too frequent operations, please try again later"),
    50042: (200, "Repeated request"),
    SUB_ACCOUNT_LIMIT: (200, "You've reached the maximum order rate limit for this account."),
    # --- keys ---
    FROZEN: (400, "API frozen, please contact customer service."),
    ENVIRONMENT: (401, "APIKey does not match current environment."),
    TIMESTAMP_EXPIRED: (401, "Timestamp request expired."),
    NO_KEY: (401, 'Request header "OK-ACCESS-KEY" cannot be empty.'),
    NO_PASSPHRASE: (401, 'Request header "OK-ACCESS-PASSPHRASE" cannot be empty.'),
    WRONG_PASSPHRASE: (401, 'Request header "OK-ACCESS-PASSPHRASE" incorrect.'),
    NO_SIGN: (401, 'Request header "OK-ACCESS-SIGN" cannot be empty.'),
    NO_TIMESTAMP: (401, 'Request header "OK-ACCESS-TIMESTAMP" cannot be empty.'),
    ADDRESS_UNLISTED: (401, "Your IP {0} is not included in your API key's {1} IP whitelist."),
    INVALID_KEY: (401, "Invalid OK-ACCESS-KEY."),
    INVALID_TIMESTAMP: (401, "Invalid OK-ACCESS-TIMESTAMP."),
    INVALID_SIGN: (401, "Invalid Sign"),
    INVALID_AUTHORISATION: (401, "Invalid authorization."),
    METHOD: (405, "Invalid request method."),
    UNKNOWN_KEY: (200, "API key doesn't exist"),
    NO_PERMISSION: (200, "This API key doesn't have permission to use this function"),
    50121: (200, "You can't access our services through the IP address ({0})"),
    # --- orders ---
    PARAMETER_ERROR: (400, "Parameter {0} error"),
    UNKNOWN_INSTRUMENT: (200, "Instrument ID, Instrument ID code, or Spread ID doesn't exist."),
    ID_REQUIRED: (200, "Either client order ID or order ID is required."),
    51004: (200, "Order failed. For isolated positions, the sum of current order size exceeds the limit."),
    TOO_LARGE: (200, "Your order amount exceeds the max order amount."),
    51006: (200, "Order price is not within the price limit (max buy price: {0} min sell price: {1})"),
    NO_FUNDS: (200, "Order failed. Insufficient {0} balance in account"),
    ACCOUNT_MODE: (200, "You can't complete this request under your current account mode."),
    51011: (200, "Order ID already exists."),
    WRONG_TYPE: (200, "Instrument ID does not match instrument type."),
    DUPLICATE_ID: (200, "Client order ID already exists."),
    TOO_SMALL: (200, "Your order should meet or exceed the minimum order amount."),
    NOT_LISTED: (200, "The pair or contract is not yet listed"),
    SUSPENDED: (200, "Contract suspended."),
    NO_POSITION: (200, "Position does not exist."),
    51024: (200, "Your trading account is blocked."),
    TOO_MANY_ORDERS: (200, "Order count exceeds the limit."),
    51027: (200, "Contract expired."),
    51028: (200, "Contract under delivery."),
    51029: (200, "Contract is being settled."),
    51030: (200, "Funding fee is being settled."),
    REQUEST_TIMEOUT: (500, "Request timed out. Please try again."),
    TIMERS: (200, "You've reached the maximum limit for tag level cancel all after timers."),
    51102: (200, "Entered amount exceeds the max pending count"),
    NO_OFFER: (200, "No available offer"),
    BATCH_TOO_LARGE: (200, "Maximum {0} orders can be placed in bulk"),
    51113: (429, "Market-price liquidation requests too frequent."),
    51115: (429, "Cancel all pending close-orders before liquidation."),
    PRICE_TOO_HIGH: (200, "Order price or trigger price exceeds {0}."),
    51119: (200, "Order placement failed due to insufficient balance. {0}"),
    51120: (200, "Order quantity is less than {0}, please try again."),
    NOT_A_LOT: (200, "Order quantity must be a multiple of the lot size."),
    PRICE_TOO_LOW: (200, "Order price must be higher than the minimum price {0}."),
    NO_BALANCE: (200, "Available balance is 0."),
    51131: (200, "Insufficient balance."),
    BUY_TOO_HIGH: (200, "The highest price limit for buy orders is {0}"),
    SELL_TOO_LOW: (200, "The lowest price limit for sell orders is {0}"),
    ORDER_TIMEOUT: (500, "Order timed out. Please try again later."),
    NOTHING_TO_REDUCE: (
        200,
        "Order failed. You don't have any positions in this direction for this contract to reduce or close.",
    ),
    TOO_MANY_PENDING: (200, "The number of {0} pending orders reached the upper limit of {1} (orders)."),
    TOO_MUCH_WORTH: (200, "Order amount exceeds the limit {0}."),
    NO_PRICE: (200, "The price for the limit order cannot be empty."),
    NO_REDUCE_ONLY: (200, "Reduce-Only is not available."),
    NOT_CANCELLED: (
        200,
        "Order cancellation failed as the order has been filled, canceled or does not exist.",
    ),
    51405: (200, "Cancellation failed as you do not have any pending orders."),
    CANCEL_ID_REQUIRED: (200, "Either order ID or client order ID is required."),
    ALREADY_CANCELLING: (
        200,
        "Cancellation failed as the order is already in canceling status or pending settlement.",
    ),
    CANCEL_TIMEOUT: (200, "Cancellation timed out, please try again later."),
    NOTHING_TO_AMEND: (200, "You must enter a price, quantity, or TP/SL."),
    AMEND_TOO_MANY: (200, "Maximum of {0} orders can be modified."),
    AMEND_NO_FUNDS: (200, "Order modification failed for insufficient margin or balance."),
    NOT_AMENDED: (200, "Your order has already been filled or canceled."),
    AMEND_WOULD_TAKE: (
        200,
        "Operation failed as the order price doesn't meet the requirement for Post Only.",
    ),
    AMEND_TWICE: (
        200,
        "Failed to amend orders in batches. You cannot have duplicate orders in the same "
        "amend-batch-orders request.",
    ),
    AMENDMENTS_IN_FLIGHT: (
        200,
        "Number of modification requests that are currently in progress for an order cannot exceed 3.",
    ),
    NO_ORDER: (200, "Order does not exist."),
    54004: (
        200,
        "Order placement or modification failed because one of the orders in the batch failed.",
    ),
    PROTECTED: (
        200,
        "The current system is in protection mode: only cancel and post-only orders are allowed.",
    ),
    OPEN_POSITIONS: (200, "Your settings failed as you have positions or open orders."),
    TOO_MUCH_LEVERAGE: (200, "Leverage exceeds the maximum leverage. Please adjust the leverage"),
    FOK_AND_BOTH: (
        200,
        "You cannot place fill or kill orders when self-trade prevention is set to both maker and taker "
        "orders.",
    ),
}

OF_KEYS: Final = frozenset(
    {FROZEN, ENVIRONMENT, NO_KEY, NO_PASSPHRASE, WRONG_PASSPHRASE, NO_SIGN, NO_TIMESTAMP, ADDRESS_UNLISTED}
    | {INVALID_KEY, INVALID_TIMESTAMP, INVALID_SIGN, INVALID_AUTHORISATION, UNKNOWN_KEY, NO_PERMISSION}
    | {50007, 50008, 50030, 50121}
)
OF_RATES: Final = frozenset({TOO_MANY, 50040, SUB_ACCOUNT_LIMIT, 51113, 51115})
OF_FAILURES: Final = frozenset({UNAVAILABLE, TIMEOUT, GONE, BUSY, SYSTEM_ERROR, 50042, 51054, 51149, 51412})
"""Of which it is not known whether the request was executed (OKX-13)."""
OF_NO_ORDER: Final = frozenset({NO_ORDER, NOT_CANCELLED, NOT_AMENDED, 51405})
