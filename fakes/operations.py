"""The venue-neutral names of what a client asks for, so that a fault need not know a dialect."""

from enum import StrEnum


class Operation(StrEnum):
    PING = "ping"
    TIME = "time"
    INSTRUMENTS = "instruments"
    DEPTH = "depth"
    TRADES = "trades"
    KLINES = "klines"
    TICKER = "ticker"
    ACCOUNT = "account"
    PLACE = "place"
    PLACE_TEST = "place_test"
    CANCEL = "cancel"
    CANCEL_ALL = "cancel_all"
    REPLACE = "replace"
    AMEND = "amend"
    QUERY = "query"
    OPEN_ORDERS = "open_orders"
    ALL_ORDERS = "all_orders"
    MY_TRADES = "my_trades"
    ORDER_QUOTA = "order_quota"
    USER_STREAM = "user_stream"
    LOGON = "logon"
    SYSTEM = "system"
    """How the venue is, by its own account."""
    OTHER = "other"


class Role(StrEnum):
    """What a connection is for; on most venues also which host it goes to."""

    REST = "rest"
    MARKET = "market"
    USER = "user"
    API = "api"


class StreamKind(StrEnum):
    """What a published message is about."""

    DEPTH = "depth"
    BOOK_TOP = "book_top"
    TRADE = "trade"
    TICKER = "ticker"
    KLINE = "kline"
    ORDER = "order"
    BALANCE = "balance"
    SYSTEM = "system"


class Refusal(StrEnum):
    """Errors that every venue has in some form; a dialect turns each into its own status, code and text."""

    RATE_LIMITED = "rate_limited"
    RATE_LIMITED_SILENT = "rate_limited_without_retry_after"
    BANNED = "banned"
    INTERNAL = "internal_error"
    TIMEOUT = "backend_timeout"
    OVERLOADED = "overloaded"
    MAINTENANCE = "maintenance"
    BLOCKED_PAGE = "firewall_page"
    UNAUTHORISED = "unauthorised"
    CLOCK = "clock"
    UNKNOWN_ORDER = "unknown_order"
    MARKET_CLOSED = "market_closed"


class Outcome(StrEnum):
    """What an answer says came of a request, whatever status and code the venue wraps it in."""

    DONE = "done"
    REFUSED = "refused"
    """Nothing was done, for a reason that lies in the request."""
    UNKNOWN_ORDER = "unknown_order"
    """Nothing was done, for the venue knows of no such (open) order."""
    UNAUTHORISED = "unauthorised"
    RATE_LIMITED = "rate_limited"
    BANNED = "banned"
    """Told to stay away for a time, whatever is asked."""
    FAILED = "failed"
    """The venue failed; it may have acted."""
