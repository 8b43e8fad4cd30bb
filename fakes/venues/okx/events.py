"""What is no data on a WebSocket: acknowledgements, refusals, notices (OKX-56, OKX-57, OKX-59, OKX-61)."""

from collections.abc import Mapping
from typing import Any, Final

Json = dict[str, Any]

MALFORMED: Final = 60012
ARGUMENTS: Final = 60013
TOO_FREQUENT: Final = 60014
LOG_IN_FIRST: Final = 60011
NOT_THERE: Final = 60018
UNKNOWN_OP: Final = 60019
WRONG_URL: Final = 60028
REPEATED_LOGIN: Final = 60031
FAILED: Final = 64007
ULY: Final = 64000
MOVED: Final = 64001
NOT_ON_BUSINESS: Final = 64002
TIER: Final = 64003
CLOSING: Final = 64008

TEXTS: Final[Mapping[int, str]] = {
    60004: "Invalid timestamp",
    60005: "Invalid apiKey",
    60006: "Timestamp request expired",
    60007: "Invalid sign",
    60008: "The current WebSocket endpoint does not support subscribing to {0} channels. "
    "Please check the WebSocket URL",
    60009: "Login failed.",
    LOG_IN_FIRST: "Please log in",
    MALFORMED: "Invalid request: {0}",
    ARGUMENTS: "Invalid args",
    TOO_FREQUENT: "Requests too frequent",
    NOT_THERE: "Wrong URL or {0} doesn't exist. Please use the correct URL, channel and parameters "
    "referring to API document.",
    UNKNOWN_OP: "Invalid op: {0}",
    60023: "Bulk login requests too frequent",
    60024: "Wrong passphrase",
    60026: "Batch login by APIKey and token simultaneously is not supported.",
    60027: "Parameter {0} can not be empty",
    WRONG_URL: "The current operation is not supported by this URL. Please use the correct WebSocket URL "
    "for the operation.",
    REPEATED_LOGIN: "The WebSocket endpoint does not allow multiple or repeated logins.",
    60032: "API key doesn't exist.",
    60033: "Parameter {0} error.",
    63999: "Internal system error",
    ULY: "Subscription parameter uly is unavailable anymore, please replace uly with instFamily.",
    MOVED: "This channel has been migrated to the '/business' URL. Please subscribe using the new URL.",
    NOT_ON_BUSINESS: 'This channel is not supported by "/business" URL. Please use "/private" URL(for '
    'private channels), or "/public" URL(for public channels).',
    TIER: "Your trading fee tier doesn't meet the requirement to access this channel",
    64004: "Subscribe to both {0} and books-l2-tbt for {1} is not allowed. Unsubscribe books-l2-tbt first.",
    FAILED: "Operation {0} failed due to WebSocket internal error. Please try again later.",
    CLOSING: "The connection will soon be closed for a service upgrade. Please reconnect.",
}


class EventRefused(Exception):
    """What an `error` event says."""

    def __init__(self, code: int, *blanks: str) -> None:
        super().__init__(code, *blanks)
        self.code = code
        self.msg = TEXTS[code].format(*blanks)


def error(refused: EventRefused, conn_id: str, request_id: str | None) -> Json:
    return {
        **_id(request_id),
        "event": "error",
        "code": str(refused.code),
        "msg": refused.msg,
        "connId": conn_id,
    }


def acknowledged(event: str, arg: Json, conn_id: str, request_id: str | None) -> Json:
    return {**_id(request_id), "event": event, "arg": arg, "connId": conn_id}


def logged_in(conn_id: str) -> Json:
    return {"event": "login", "code": "0", "msg": "", "connId": conn_id}


def closing(conn_id: str) -> Json:
    return {"event": "notice", "code": str(CLOSING), "msg": TEXTS[CLOSING], "connId": conn_id}


def connections(channel: str, count: int, conn_id: str, *, too_many: bool) -> Json:
    """OKX-27."""
    event = "channel-conn-count-error" if too_many else "channel-conn-count"
    return {"event": event, "channel": channel, "connCount": str(count), "connId": conn_id}


def _id(request_id: str | None) -> Json:
    return {} if request_id is None else {"id": request_id}
