"""What a method is: where it is, who may ask it, and what it does."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

import msgspec

from fakes.operations import Operation
from fakes.venues.coinbase.parameters import Parameters

Json = Any

V3: Final = "/api/v3/brokerage"
VIEW: Final = "view"
TRADE: Final = "trade"
PERMISSIONS: Final = {"READ": VIEW, "TRADE": TRADE, "TRANSFER": "transfer"}
"""What the lab calls the rights of a key, and the venue."""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, as far as a handler needs to know."""

    request_id: int
    account: str = ""
    """"" on public methods."""
    api_key: str = ""


Act = Callable[[Parameters, Caller], Json]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`path` may have parts in braces, which the handler is given as parameters of that name."""

    path: str
    operation: Operation
    act: Act
    method: Literal["GET", "POST"] = "GET"
    needs: str | None = VIEW
    """The permission; None = anybody may ask, and is counted by address."""
    cached: bool = False
    """Answered from a cache that is up to a second old (CBS-20)."""
    wallet: bool = False
    """Of the older API, with a limit of its own (CBS-18)."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path.removeprefix(V3)}"


class Routes:
    """Which endpoint a path belongs to; one without braces goes before one with."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._plain: dict[tuple[str, str], Endpoint] = {}
        self._open: dict[tuple[str, int], list[tuple[tuple[str, ...], Endpoint]]] = {}
        for endpoint in endpoints:
            if "{" in endpoint.path:
                parts = tuple(endpoint.path.split("/"))
                self._open.setdefault((endpoint.method, len(parts)), []).append((parts, endpoint))
            else:
                self._plain[endpoint.method, endpoint.path] = endpoint

    def find(self, method: str, path: str) -> tuple[Endpoint, Mapping[str, str]] | None:
        """The endpoint, and what stands in the path for its names."""
        endpoint = self._plain.get((method, path))
        if endpoint is not None:
            return endpoint, {}
        parts = path.split("/")
        for pattern, candidate in self._open.get((method, len(parts)), ()):
            named = _matched(pattern, parts)
            if named is not None:
                return candidate, named
        return None


def _matched(pattern: tuple[str, ...], parts: list[str]) -> dict[str, str] | None:
    named: dict[str, str] = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{"):
            named[wanted.strip("{}")] = part
        elif wanted != part:
            return None
    return named if all(named.values()) else None
