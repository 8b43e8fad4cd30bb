"""Half of what spot may place and cancel in a second (BYB-26, BYB-29)."""

from __future__ import annotations

from exchanges.ratelimit import Cost, LimitKind, LimitRule
from exchanges.venues.bybit.limits import METHODS as SPOT

_HALF = ("create", "cancel", "cancel-batch")

POSITIONS = Cost(1, scope="positions")
METHODS = (
    *(LimitRule(rule.kind, 1.0, 10, rule.name) if rule.name in _HALF else rule for rule in SPOT),
    LimitRule(LimitKind.WEIGHT, 1.0, 50, "positions"),
)
