"""Frames of sockets: what a client's says, and the venue's replies to it (BYB-63 to BYB-68)."""

from typing import Any, Final

import msgspec

from fakes.venues.bybit.rest_server import read_object

Json = dict[str, Any]
_NONE: Final = object()

NO_TOPIC: Final = "error:handler not found,topic:{}"
ALREADY: Final = "error:already subscribed,topic:{}"
TOO_MANY: Final = "args size >10"
TOO_LONG: Final = "args length exceeds 21000"
NOT_LOGGED_IN: Final = "Request not authorized"
MIXED: Final = "All-in-one and categorised topics cannot be in the same request"
NO_OP: Final = "error:invalid op"
NOT_READ: Final = "Failed to decode incoming data"
BAD_TOPICS: Final = "Params Error"


class Frame(msgspec.Struct, frozen=True):
    """`req_id` comes back as it came, whatever it is (BYB-63)."""

    op: str
    args: list[Any]
    req_id: Any = _NONE
    told: Json = {}
    """All of it."""

    @property
    def has_id(self) -> bool:
        return self.req_id is not _NONE

    def topics(self) -> list[str] | None:
        """None if they are not all texts."""
        return self.args if all(isinstance(each, str) for each in self.args) else None


def read(text: str) -> Frame | None:
    """None for what is no request."""
    told = read_object(text)
    if told is None or not isinstance(told.get("op"), str):
        return None
    args = told.get("args", [])
    named = told.get("req_id", told.get("reqId", _NONE))
    return Frame(told["op"], args if isinstance(args, list) else [args], named, told)


def public_pong(frame: Frame, conn_id: str, *, padded: bool) -> Json:
    """BYB-65. Linear names the request even if it has no name."""
    return {"success": True, "ret_msg": "pong", "conn_id": conn_id} | _id(frame, padded) | {"op": "ping"}


def private_pong(frame: Frame, conn_id: str, now_ms: int) -> Json:
    return _id(frame, False) | {"op": "pong", "args": [str(now_ms)], "conn_id": conn_id}


def trade_pong(conn_id: str, now_ms: int) -> Json:
    return {"retCode": 0, "retMsg": "OK", "op": "pong", "data": [str(now_ms)], "connId": conn_id}


def public_reply(frame: Frame, conn_id: str, text: str, *, success: bool) -> Json:
    """BYB-64."""
    return (
        {"success": success, "ret_msg": text, "conn_id": conn_id}
        | {"req_id": frame.req_id if frame.has_id else ""}
        | {"op": frame.op}
    )


def private_reply(frame: Frame, conn_id: str, text: str = "", *, success: bool = True) -> Json:
    return {"success": success, "ret_msg": text, "op": frame.op, "conn_id": conn_id} | _id(frame, False)


def _id(frame: Frame, always: bool) -> Json:
    if frame.has_id:
        return {"req_id": frame.req_id}
    return {"req_id": ""} if always else {}
