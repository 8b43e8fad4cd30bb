"""What a method is: what it costs, what a key must be allowed for it, and what it does."""

from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

from fakes.operations import Operation
from fakes.venues.kraken.parameters import Parameters

Json = Any

# What a key may be allowed, as `GetApiKeyInfo` names it, and who has it of the lab's keys.
QUERY_FUNDS: Final = "query-funds"
QUERY_OPEN: Final = "query-open-trades"
QUERY_CLOSED: Final = "query-closed-trades"
QUERY_LEDGER: Final = "query-ledger"
MODIFY: Final = "modify-trades"
CLOSE: Final = "close-trades"
WEBSOCKETS: Final = "access-websockets-api"
PERMISSIONS: Final = {
    "READ": (QUERY_FUNDS, QUERY_OPEN, QUERY_CLOSED, QUERY_LEDGER, WEBSOCKETS),
    "TRADE": (MODIFY, CLOSE),
}


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, as far as a handler needs to know. `arrived_s`: Unix seconds on the venue's clock."""

    request_id: int
    source: str
    account: str = ""
    """"" on public methods."""
    api_key: str = ""
    transport: Literal["rest", "ws"] = "rest"
    arrived_s: float = 0.0


Act = Callable[[Parameters, Caller], Json]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is the last part of the path; any of the permissions in `needs` will do, () = none is needed."""

    name: str
    operation: Operation
    act: Act
    private: bool = True
    cost: int = 1
    """To the counter of calls (KRK-20, KRK-21)."""
    needs: tuple[str, ...] = ()
    trades: bool = False
    """It goes to the matching engine."""
    by_pair: bool = False
    """A public method that is counted by address and pair (KRK-22)."""
    while_down: bool = False
    """Answered even in maintenance."""
