"""What an endpoint is: where it is, how often it may be asked, who may, and what it does."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from fakes.operations import Operation
from fakes.venues.okx.parameters import Parameters

Json = Any
Method = Literal["GET", "POST"]


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, as far as a handler needs to know. `arrived_us`: Unix microseconds on the venue's clock."""

    request_id: int
    source: str
    account: str = ""
    """"" where anybody may ask."""
    api_key: str = ""
    transport: Literal["rest", "ws"] = "rest"
    arrived_us: int = 0

    @property
    def arrived_ms(self) -> int:
        return self.arrived_us // 1000


Act = Callable[[Parameters, Caller], Sequence[Json]]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is the path behind /api/v5/, which also names its limit (fakes.venues.okx.limits)."""

    name: str
    operation: Operation
    act: Act
    method: Method = "GET"
    private: bool = False
    trades: bool = False
    """It acts on orders: the key must be allowed to trade, each element has a code of its own, and the
    answer tells when the request came in (OKX-06)."""

    @property
    def limit(self) -> str:
        return f"{self.method} {self.name}"
