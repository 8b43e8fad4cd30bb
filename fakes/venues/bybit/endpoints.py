"""What a method is: how it is limited, what a key must be allowed for it, and what it does."""

from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

from fakes.operations import Operation
from fakes.venues.bybit.parameters import Parameters

Json = dict[str, Any]
READ: Final = "READ"
TRADE: Final = "TRADE"


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, as far as a handler needs to know."""

    request_id: int
    source: str
    account: str = ""
    """"" on public methods."""
    api_key: str = ""
    transport: Literal["rest", "ws"] = "rest"


class Result(msgspec.Struct, frozen=True):
    """`result` of the answer; `more` is `retExtInfo`, `text` one of the ways to say that all is well."""

    result: Json
    more: Json = {}
    text: str = "OK"


Act = Callable[[Parameters, Caller], Result]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is what follows `/v5/`."""

    name: str
    operation: Operation
    act: Act
    method: Literal["GET", "POST"] = "GET"
    private: bool = True
    needs: str = READ
    by_order: bool = False
    """Each order in the request counts (BYB-29); the act itself charges what is beyond the first."""


def public(name: str, operation: Operation, act: Act) -> Endpoint:
    return Endpoint(name=name, operation=operation, act=act, private=False)


def trading(name: str, operation: Operation, act: Act, *, by_order: bool = False) -> Endpoint:
    return Endpoint(name=name, operation=operation, act=act, method="POST", needs=TRADE, by_order=by_order)


def other(name: str, act: Act) -> Endpoint:
    """A signed question about the account."""
    return Endpoint(name=name, operation=Operation.OTHER, act=act)
