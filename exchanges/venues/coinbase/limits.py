"""What the venue allows (CBS-15, CBS-19): by key and by address, a second at a time."""

from __future__ import annotations

from exchanges.config import Limits
from exchanges.ratelimit import Cost, LimitKind, LimitRule
from exchanges.scoped import ScopedAllowance

PUBLIC, PRIVATE = "public", "private"

PUBLIC_CALL = Cost(1, scope=PUBLIC)
CALL = Cost(1, scope=PRIVATE)

CONNECTIONS = (7, 1.0)
"""8 in a second are allowed; the last is for others behind the same address."""
FRAME_GAP_S = 0.3
"""8 messages without a key in a second, by address: two market connections with four each."""

_RULES = (
    LimitRule(LimitKind.WEIGHT, 1.0, 10, PUBLIC),
    LimitRule(LimitKind.WEIGHT, 1.0, 30, PRIVATE),
)


def allowance(limits: Limits) -> ScopedAllowance:
    return ScopedAllowance(_RULES, limits)
