"""The JSON requests that a client sends on a market stream connection, read strictly.

Source: web-socket-streams.md, "Live Subscribing/Unsubscribing to streams" and "Error Messages"; BIN-64. The
venue's wording is that of its JSON reader, positions included; columns here are those of Python's
reader, which counts the same way for a document on one line.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fakes.serving.nesting import loads

_INT64 = range(-(2**63), 2**63)
_TEXT_ID = re.compile(r"[0-9A-Za-z_.:-]{0,36}")
# Documented as alphanumeric; UUIDs (36 characters with hyphens) are in daily use by clients.


class Method(StrEnum):
    SUBSCRIBE = "SUBSCRIBE"
    UNSUBSCRIBE = "UNSUBSCRIBE"
    LIST_SUBSCRIPTIONS = "LIST_SUBSCRIPTIONS"
    SET_PROPERTY = "SET_PROPERTY"
    GET_PROPERTY = "GET_PROPERTY"


RequestId = int | str | None


@dataclass(frozen=True, slots=True)
class Control:
    method: Method
    params: tuple[Any, ...]
    id: RequestId


class Malformed(Exception):
    """The request cannot be served; `answer` is what the client is told."""

    def __init__(self, code: int, msg: str, **also: RequestId) -> None:
        super().__init__(msg)
        self.answer: dict[str, Any] = {"code": code, "msg": msg, **also}


def read(text: str) -> Control:
    """The request in a text frame.

    Raises:
        Malformed: with the documented answer.
    """
    try:
        document = loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        column = getattr(error, "colno", 1)
        raise Malformed(3, f"Invalid JSON: expected value at line {line} column {column}") from None
    if not isinstance(document, dict):
        raise _invalid(f"invalid type: {_kind(document)}, expected a request at line 1 column 0")
    if "method" not in document:
        raise _invalid(f"missing field `method` at line 1 column {len(text.rstrip())}")
    request_id = _id(document)
    return Control(_method(document["method"], text), _params(document), request_id)


def property_named(control: Control, arguments: int) -> Any:
    """The value of SET_PROPERTY (`arguments` 2); None for GET_PROPERTY (1)."""
    if not control.params or not isinstance(control.params[0], str):
        raise _invalid("property name must be a string")
    if len(control.params) > arguments:
        raise _invalid("too many parameters")
    if control.params[0] != "combined":
        raise Malformed(0, "Unknown property", id=control.id)
    if arguments == 1:
        return None
    value = control.params[1] if len(control.params) == 2 else None
    if not isinstance(value, bool):
        raise Malformed(1, "Invalid value type: expected Boolean")
    return value


def stream_names(control: Control) -> list[str]:
    """The names in SUBSCRIBE or UNSUBSCRIBE, in order."""
    names: list[str] = []
    for name in control.params:
        if not isinstance(name, str):
            raise _invalid(f"invalid type: {_kind(name)}, expected a string")
        names.append(name)
    return names


def _invalid(what: str) -> Malformed:
    return Malformed(2, f"Invalid request: {what}")


def _id(document: dict[str, Any]) -> RequestId:
    given = document.get("id", False)
    if given is None:
        return None
    if isinstance(given, int) and not isinstance(given, bool) and given in _INT64:
        return given
    if isinstance(given, str) and _TEXT_ID.fullmatch(given):
        return given
    raise _invalid("request ID must be an unsigned integer")


def _method(given: Any, text: str) -> Method:
    try:
        return Method(given)
    except ValueError:
        quoted = json.dumps(given, ensure_ascii=False)
        column = text.find(quoted) + len(quoted)
        expected = ", ".join(f"`{method}`" for method in Method)
        name = given if isinstance(given, str) else quoted
        raise _invalid(
            f"unknown variant `{name}`, expected one of {expected} at line 1 column {column}"
        ) from None


def _params(document: dict[str, Any]) -> tuple[Any, ...]:
    params = document.get("params", [])
    if not isinstance(params, list):
        raise _invalid(f"invalid type: {_kind(params)}, expected a sequence")
    if document["method"] == Method.LIST_SUBSCRIPTIONS and params:
        raise _invalid("too many parameters")
    return tuple(params)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"boolean `{str(value).lower()}`"
    if isinstance(value, int):
        return f"integer `{value}`"
    if isinstance(value, float):
        return f"floating point `{value}`"
    if isinstance(value, str):
        return f'string "{value}"'
    return "map" if isinstance(value, dict) else "sequence"
