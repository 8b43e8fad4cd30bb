"""What the venue allows (KRK-20 to KRK-28), by tier, and what a request costs of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from exchanges.config import Limits
from exchanges.decay import DecayAllowance
from exchanges.ratelimit import Cost, LimitKind, LimitRule

PUBLIC = "public"
"""Scope of what is counted by address and not by key."""

PUBLIC_CALL = Cost(1, scope=PUBLIC)
CALL = Cost(1)

# KRK-22: one call a second is safe by the documents, and so many at once by experience.
_PUBLIC_RULE = LimitRule(LimitKind.WEIGHT, 10.0, 10, PUBLIC)


@dataclass(frozen=True, slots=True)
class Tier:
    """Tops of the counters, and by how much they fall in a second."""

    calls: int
    calls_decay: float
    engine: int
    engine_decay: float

    def rules(self) -> tuple[LimitRule, LimitRule]:
        return (
            LimitRule(LimitKind.WEIGHT, self.calls / self.calls_decay, self.calls, "calls"),
            LimitRule(LimitKind.ORDERS, self.engine / self.engine_decay, self.engine, "engine"),
        )


STARTER = Tier(15, 0.33, 60, 1.0)
INTERMEDIATE = Tier(20, 0.5, 125, 2.34)
PRO = Tier(20, 1.0, 180, 3.75)

_AGES_S = (5.0, 10.0, 15.0, 45.0, 90.0, 300.0)
_CANCEL_COSTS = (8, 6, 5, 4, 2, 1, 0)
"""KRK-25."""


def allowance(limits: Limits) -> DecayAllowance:
    """Of the lowest tier, until the venue tells which one the account has (``tier_of``)."""
    calls, engine = STARTER.rules()
    return DecayAllowance({"": calls, PUBLIC: _PUBLIC_RULE}, engine, limits)


def tier_of(maxratecount: int) -> Tier:
    """The tier that the acknowledgement of ``executions`` speaks of (KRK-27): the highest it allows, with the
    top that it tells, which may be an account's own."""
    tier = STARTER
    for higher in (INTERMEDIATE, PRO):
        if maxratecount >= higher.engine:
            tier = higher
    return replace(tier, engine=max(1, maxratecount))


def placing(symbol: str) -> Cost:
    """Placing is free of the call counter (KRK-20); nothing comes back of it for a refusal (KRK-26)."""
    return Cost(orders=1, scope=symbol)


def cancelling(symbol: str, age_s: float) -> Cost:
    """The younger the order, the dearer (KRK-25)."""
    return Cost(orders=_cancel_cost(age_s), scope=symbol)


def cancelling_together(symbol: str, ages_s: Iterable[float]) -> Cost:
    """As much as one by one, and taken even if that is more than there is room for (KRK-26)."""
    return Cost(orders=sum(map(_cancel_cost, ages_s)), scope=symbol, beyond=True)


def _cancel_cost(age_s: float) -> int:
    return _CANCEL_COSTS[bisect_right(_AGES_S, age_s)]
