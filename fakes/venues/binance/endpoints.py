"""What an endpoint is: how it is reached, what it costs, who may call it and what it does."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Literal

import msgspec

from fakes.operations import Operation
from fakes.venues.binance.parameters import Parameters

Json = Any


class Security(StrEnum):
    """All but NONE need a key, a timestamp and a signature."""

    NONE = "NONE"
    TRADE = "TRADE"
    USER_DATA = "USER_DATA"
    USER_STREAM = "USER_STREAM"


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, as far as a handler needs to know. `account` is None on public endpoints."""

    request_id: int
    source: str
    account: str | None = None
    transport: Literal["rest", "ws"] = "rest"

    @property
    def trader(self) -> str:
        """The account of a signed request."""
        if self.account is None:
            raise LookupError("a public request has no account")
        return self.account


Act = Callable[[Parameters, Caller], Json]
Weight = Callable[[Parameters], int]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`method` and `path` are REST's, `websocket` is the method name on the WebSocket API (or None)."""

    method: str
    path: str
    websocket: str | None
    operation: Operation
    act: Act
    accepts: frozenset[str] = frozenset()
    weight: int | Weight = 1
    security: Security = Security.NONE
    refunded: bool = False
    """Costs nothing when it succeeds (BIN-24)."""
    counts_orders: bool = False
    """Its answer shows the unfilled-order count (BIN-21)."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request as a transport understood it, not yet believed.

    `parameters` are without `signature` (and, on the WebSocket API, without `apiKey`).
    `payload` is what the signature must cover; `logged_on` is the key of an authenticated
    WebSocket session, which then needs no signature.
    """

    endpoint: Endpoint
    parameters: Mapping[str, str]
    source: str
    transport: Literal["rest", "ws"] = "rest"
    api_key: str | None = None
    signature: str | None = None
    payload: bytes = b""
    logged_on: str | None = None
    microseconds: bool = False
    duplicates: bool = False
    """A name was sent twice in one place."""
