"""Requests on the WebSocket API as they stand in their frames, and answers around their results.

Source: web-socket-api.md, "Request format", "Response format".
"""

import json
from dataclasses import dataclass
from typing import Any

from fakes.faults.fault import Reply
from fakes.serving.nesting import loads
from fakes.venues.binance.errors import Refuse, bad

INVALID_JSON = bad(-1135, "Invalid JSON Request")
UNKNOWN_METHOD = bad(-1020, "This operation is not supported.")


class Literal(str):
    """A JSON number exactly as the client wrote it: signatures cover the text (BIN-05)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """`id` is JSON text, echoed as it came. `params` are texts, all of those sent: signatures cover
    them all (BIN-63). Lists and objects stay JSON."""

    id: str
    method: str
    params: dict[str, str]

    @property
    def return_rate_limits(self) -> bool | None:
        """None = as the connection was opened with."""
        return {"true": True, "false": False}.get(self.params.get("returnRateLimits", ""))


class BadFrame(Exception):
    """Not a request at all; the answer carries the id if one could be read."""

    def __init__(self, refuse: Refuse, id: str = "null") -> None:
        super().__init__(str(refuse))
        self.refused = refuse.refused
        self.id = id


def read(text: str) -> ApiRequest:
    """Raises BadFrame."""
    try:
        document = loads(text, parse_int=Literal, parse_float=Literal)
    except ValueError:
        raise BadFrame(Refuse(INVALID_JSON)) from None
    if not isinstance(document, dict):
        raise BadFrame(Refuse(INVALID_JSON))
    request_id = as_json(document.get("id"))
    method, params = document.get("method"), document.get("params", {})
    if not isinstance(method, str) or isinstance(method, Literal) or not isinstance(params, dict):
        raise BadFrame(Refuse(INVALID_JSON), request_id)
    texts = {name: as_text(value) for name, value in params.items() if value is not None}
    return ApiRequest(request_id, method.removeprefix("v3/"), texts)


def answer(request_id: str, reply: Reply, rate_limits: list[dict[str, Any]] | None) -> str:
    """The frame around what the gateway answered. A body that is not JSON has no place on this API."""
    member = "result" if reply.status == 200 else "error"
    shown = "" if rate_limits is None else f',"rateLimits":{json.dumps(rate_limits, separators=(",", ":"))}'
    return f'{{"id":{request_id},"status":{reply.status},"{member}":{reply.body.decode()}{shown}}}'


def as_text(value: Any) -> str:
    """How a value enters the signed text: strings bare, the rest as in JSON."""
    return str(value) if isinstance(value, str) else as_json(value)


def as_json(value: Any) -> str:
    if isinstance(value, Literal):
        return str(value)
    if isinstance(value, list):
        return f"[{','.join(as_json(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(name)}:{as_json(item)}' for name, item in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)
