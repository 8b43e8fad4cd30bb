"""What the venue allows (BYB-25 to BYB-30), and what a request uses up of it.

One window of a second for each method that is signed, and one of five seconds for whatever comes from our
address. They are of the lowest level, until answers tell what this account may do (BYB-28).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exchanges.config import Limits
from exchanges.dialect import Used
from exchanges.ratelimit import Cost, LimitKind, LimitRule
from exchanges.scoped import ITS_OWN, ITS_SIZE, ScopedAllowance

ADDRESS = LimitRule(LimitKind.WEIGHT, 5.0, 600, "address")
"""BYB-25."""
METHODS = (  # BYB-26, BYB-29
    LimitRule(LimitKind.ORDERS, 1.0, 20, "create"),
    LimitRule(LimitKind.ORDERS, 1.0, 20, "cancel"),
    LimitRule(LimitKind.ORDERS, 1.0, 20, "cancel-batch"),
    LimitRule(LimitKind.WEIGHT, 1.0, 50, "realtime"),
    LimitRule(LimitKind.WEIGHT, 1.0, 50, "history"),
    LimitRule(LimitKind.WEIGHT, 1.0, 50, "executions"),
    LimitRule(LimitKind.WEIGHT, 1.0, 50, "wallet"),
)

QUESTION = Cost()
"""Of what needs no key: only the address is counted."""
CREATE = Cost(orders=1, scope="create")
CANCEL = Cost(orders=1, scope="cancel")
REALTIME = Cost(1, scope="realtime")
HISTORY = Cost(1, scope="history")
EXECUTIONS = Cost(1, scope="executions")
WALLET = Cost(1, scope="wallet")

_LEFT, _SIZE, _ROOM_AT = "X-Bapi-Limit-Status", "X-Bapi-Limit", "X-Bapi-Limit-Reset-Timestamp"
_AT_LEAST_S = 0.01


def allowance(limits: Limits, methods: Sequence[LimitRule] = METHODS) -> ScopedAllowance:
    return ScopedAllowance(methods, limits, together=ADDRESS)


def cancelling_together(orders: int) -> Cost:
    """BYB-29: each order of a batch counts."""
    return Cost(orders=orders, scope="cancel-batch")


def left_of(headers: Mapping[str, str]) -> Used:
    """How much of its method's limit is used, and how much that is, as an answer tells (BYB-28)."""
    left, size = headers.get(_LEFT, ""), headers.get(_SIZE, "")
    if not (left.isdecimal() and size.isdecimal()) or int(left) > int(size):
        return {}
    return {ITS_OWN: int(size) - int(left), ITS_SIZE: int(size)}


def room_in_s(headers: Mapping[str, str], told_ms: int) -> float | None:
    """Seconds until there is room again, as the answer made at ``told_ms`` says; ``None`` if it does not."""
    room_at = headers.get(_ROOM_AT, "")
    if not room_at.isdecimal() or not told_ms or headers.get(_LEFT) != "0":
        return None
    wait_s = (int(room_at) - told_ms) / 1000
    return max(_AT_LEAST_S, wait_s) if wait_s < 60.0 else None
