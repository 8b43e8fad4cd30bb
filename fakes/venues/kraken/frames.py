"""Requests as they come on a WebSocket, read strictly, and the replies to them (KRK-50, KRK-68).

The texts of refusals are those that were recorded on the venue where there are any (the vectors say
which); of the others only the form is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from fakes.serving.nesting import loads

Reply = dict[str, Any]

MALFORMED: Final = "Malformed request"
UNKNOWN_METHOD: Final = "Unsupported event"
MEMBERS: Final = ("method", "params", "req_id")


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    params: Mapping[str, Any] = field(default_factory=dict)
    req_id: int | None = None

    def accept_only(self, *names: str) -> None:
        """Raises Refused for a parameter that this kind of request does not have."""
        for name in self.params:
            if name not in names:
                raise Refused(unsupported(name, self.method))


class Refused(Exception):
    """What the reply says instead of a result. `also`: further members of the reply."""

    def __init__(self, error: str, **also: Any) -> None:
        super().__init__(error)
        self.error = error
        self.also = also


class BadFrame(Refused):
    """Not a request that could be served; `method` and `req_id` as far as they could be read."""

    def __init__(self, error: str, method: str | None = None, req_id: int | None = None) -> None:
        super().__init__(error)
        self.method = method
        self.req_id = req_id


def read(text: str) -> Request:
    """Numbers with a point come as Decimal. Raises BadFrame."""
    try:
        document = loads(text, parse_float=Decimal, parse_constant=_no_number)
    except ValueError:
        raise BadFrame(MALFORMED) from None
    if not isinstance(document, dict) or not isinstance(document.get("method"), str):
        raise BadFrame(MALFORMED)
    method = document["method"]
    req_id = document.get("req_id")
    if req_id is not None and (not isinstance(req_id, int) or isinstance(req_id, bool)):
        raise BadFrame("Req_id field must be an integer", method)
    params = document.get("params", {})
    if not isinstance(params, dict):
        raise BadFrame("Params field must be an object", method, req_id)
    for name in document:
        if name not in MEMBERS:
            raise BadFrame(unsupported(name, method), method, req_id)
    return Request(method, params, req_id)


def unsupported(name: str, method: str) -> str:
    return f"Unsupported field: '{name}' for the given msg type: {method.replace('_', ' ')}"


def replied(method: str, result: Any, req_id: int | None, times: tuple[str, str], **also: Any) -> Reply:
    """`times`: when the request came in and the reply goes out."""
    return _timed({"method": method, **_id(req_id), "result": result, "success": True, **also}, times)


def refused(error: str, method: str | None, req_id: int | None, times: tuple[str, str], **also: Any) -> Reply:
    named = {} if method is None else {"method": method}
    return _timed({"error": error, **named, **_id(req_id), "success": False, **also}, times)


def pong(req_id: int | None, times: tuple[str, str]) -> Reply:
    return _timed({"method": "pong", **_id(req_id)}, times)


def _id(req_id: int | None) -> Reply:
    return {} if req_id is None else {"req_id": req_id}


def _timed(reply: Reply, times: tuple[str, str]) -> Reply:
    return reply | {"time_in": times[0], "time_out": times[1]}


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


# --- values of parameters -------------------------------------------------------------------------


def text_of(params: Mapping[str, Any], name: str) -> str | None:
    value = params.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(f"{_titled(name)} field must be a string")
    return value


def flag_of(params: Mapping[str, Any], name: str, default: bool) -> bool:
    value = params.get(name, default)
    if not isinstance(value, bool):
        raise Refused(f"{_titled(name)} field must be a boolean")
    return value


def integer_of(params: Mapping[str, Any], name: str, default: int | None = None) -> int | None:
    value = params.get(name, default)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise Refused(f"{_titled(name)} field must be an integer")
    return value


def number_of(params: Mapping[str, Any], name: str) -> Decimal | None:
    """Money: a JSON number, with a point or without."""
    value = params.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Refused(f"{_titled(name)} field must be a number_float")
    return Decimal(value)


def texts_of(params: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts; none is an empty one."""
    value = params.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refused(f"{_titled(name)} field must be an array")
    return value


def _titled(name: str) -> str:
    return name[:1].upper() + name[1:]
