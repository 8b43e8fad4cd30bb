"""Counters that rise with each request and fall all the time, for venues that count so. Sans-I/O.

There is no window and no moment at which everything is free again: a counter at its top has room for
one more request after ``1 / decay`` seconds, and for a burst only after a long rest. Nothing in the
answers tells where the venue's counter stands; a refusal does (it is at the top), and so ours is
pessimistic: what may have been counted is counted, and given back only if it was never sent.

One counter for each ``scope`` of weight (such as private and public calls), and one for each ``scope``
of orders (such as a market).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from exchanges.config import Limits
from exchanges.ratelimit import Cost, Grant, LimitKind, LimitRule, Priority

_PENALTY_S = 5.0
"""A refusal without a delay: "some seconds", and longer for those who go on."""
_BAN_S = 120.0
_DOUBLINGS = 6
_LOOK_LATER_S = 0.05
"""Rounding must not make us come a moment too early."""


class DecayingCounter:
    """``rule.limit`` is its top; it falls from there to nothing in ``rule.interval_s``."""

    def __init__(self, rule: LimitRule, safety: float) -> None:
        self._level = 0.0
        self._at_s = -math.inf
        self.adopt(rule, safety)

    def adopt(self, rule: LimitRule, safety: float) -> None:
        """Another top or another speed: where it stands stays."""
        self.rule = rule
        self._decay = rule.limit / rule.interval_s
        self._top = max(1.0, rule.limit * safety)

    def level(self, now_s: float) -> float:
        """Where it stands."""
        if now_s > self._at_s:
            passed_s = now_s - self._at_s
            self._level = max(0.0, self._level - passed_s * self._decay) if self._level else 0.0
            self._at_s = now_s
        return self._level

    def add(self, amount: float, now_s: float) -> None:
        self._level = max(0.0, self.level(now_s) + amount)

    def rise_to_top(self, now_s: float) -> None:
        """The venue says that it is full: others with the same key count too."""
        self._level = max(self.level(now_s), float(self.rule.limit))

    def wait_s(self, amount: float, share: float, now_s: float) -> float:
        """Seconds until ``amount`` fits below ``share`` of the top; ``inf`` if it never does."""
        room = self._top * share - amount
        if room < 0:
            return math.inf
        over = self.level(now_s) - room
        return over / self._decay + _LOOK_LATER_S if over > 1e-9 else 0.0


class DecayAllowance:
    """All counters of one key: an ``Allowance`` whose limits decay.

    ``weights`` has a rule for each scope of weight, ``orders`` is the rule for each market.
    """

    def __init__(self, weights: Mapping[str, LimitRule], orders: LimitRule, limits: Limits) -> None:
        self._limits = limits
        self._orders_rule = orders
        self._weights = {scope: DecayingCounter(rule, limits.safety) for scope, rule in weights.items()}
        self._orders: dict[str, DecayingCounter] = {}
        self._held_until_s: dict[tuple[LimitKind, str], float] = {}
        self._penalties: dict[tuple[LimitKind, str], int] = {}
        self._banned_until_s = -math.inf
        self._bans = 0

    def adopt(self, rules: Sequence[LimitRule]) -> None:
        """The venue told what applies to this account; counters go on from where they stand."""
        for rule in rules:
            if rule.kind is LimitKind.ORDERS:
                self._orders_rule = rule
                for counter in self._orders.values():
                    counter.adopt(rule, self._limits.safety)
            else:
                for counter in self._weights.values():
                    if counter.rule.name == rule.name:
                        counter.adopt(rule, self._limits.safety)

    def reshare(self, limits: Limits) -> None:
        self._limits = limits
        for counter in (*self._weights.values(), *self._orders.values()):
            counter.adopt(counter.rule, limits.safety)

    def lane(self, cost: Cost) -> str:
        return f"weight {self._weight_scope(cost)}" if cost.weight else f"orders {cost.scope}"

    def wait_s(self, cost: Cost, priority: Priority, mono_s: float, venue_s: float) -> tuple[float, bool]:
        blocked_s = self.blocked_s(mono_s)
        weight_s = orders_s = 0.0
        if cost.weight:
            weight_s = max(
                self._weight_of(cost).wait_s(cost.weight, self._share(priority), mono_s),
                self._held_until_s.get((LimitKind.WEIGHT, self._weight_scope(cost)), mono_s) - mono_s,
            )
        if cost.orders and not cost.beyond:
            orders_s = max(
                self._orders_of(cost).wait_s(cost.orders, self._share(priority), mono_s),
                self._held_until_s.get((LimitKind.ORDERS, cost.scope), mono_s) - mono_s,
            )
        only_orders = orders_s > 0 and weight_s <= 0 and blocked_s == 0
        return max(blocked_s, weight_s, orders_s, 0.0), only_orders

    def try_take(self, cost: Cost, priority: Priority, mono_s: float, venue_s: float) -> Grant | None:
        if self.wait_s(cost, priority, mono_s, venue_s)[0] > 0:
            return None
        return self.take(cost, mono_s, venue_s)

    def take(self, cost: Cost, mono_s: float, venue_s: float) -> Grant:
        if cost.weight:
            self._weight_of(cost).add(cost.weight, mono_s)
        if cost.orders:
            self._orders_of(cost).add(cost.orders, mono_s)
        return Grant(cost, mono_s, venue_s)

    def answered(
        self,
        grant: Grant,
        used: Mapping[tuple[LimitKind, str], int] | None,
        mono_s: float,
        venue_s: float,
    ) -> None:
        """An answer after a penalty has passed ends the series that makes penalties longer."""
        if grant.settled:
            return
        grant.settled = True
        if used is None:
            return
        for key in self._counted_by(grant.cost):
            if mono_s >= self._held_until_s.get(key, -math.inf):
                self._penalties.pop(key, None)
        if mono_s >= self._banned_until_s:
            self._bans = 0

    def refund(self, grant: Grant, cost: Cost) -> None:
        """Give back what was never sent: what has decayed since is gone anyhow."""
        if cost.weight:
            self._weight_of(grant.cost).add(-cost.weight, grant.mono_s)
        if cost.orders:
            self._orders_of(grant.cost).add(-cost.orders, grant.mono_s)

    def penalise(
        self, mono_s: float, venue_s: float, retry_after_s: float | None, *, banned: bool, cost: Cost
    ) -> float:
        """A ban and a time that the venue names hold up everything; a full counter what it counts."""
        if banned:
            wait_s = _BAN_S * 2.0 ** min(self._bans, _DOUBLINGS) if retry_after_s is None else retry_after_s
            self._bans += mono_s >= self._banned_until_s
            self._banned_until_s = max(self._banned_until_s, mono_s + wait_s)
            return self._banned_until_s - mono_s
        if retry_after_s is not None or (not cost.weight and not cost.orders):
            # A counter has no time to name, and nothing of ours was counted: too many at once, or a gateway.
            self._banned_until_s = max(self._banned_until_s, mono_s + (retry_after_s or _PENALTY_S))
            return self._banned_until_s - mono_s
        longest_s = 0.0
        for key in self._counted_by(cost):
            counter = self._orders_of(cost) if key[0] is LimitKind.ORDERS else self._weight_of(cost)
            counter.rise_to_top(mono_s)
            held_s = self._held_until_s.get(key, -math.inf)
            repeated = self._penalties.get(key, 0)
            if mono_s >= held_s:
                # Answers to what was already under way belong to the same penalty.
                self._penalties[key] = repeated + 1
            wait_s = _PENALTY_S * 2.0 ** min(repeated, _DOUBLINGS)
            self._held_until_s[key] = max(held_s, mono_s + wait_s)
            longest_s = max(longest_s, self._held_until_s[key] - mono_s)
        return longest_s

    def blocked_s(self, mono_s: float) -> float:
        return max(0.0, self._banned_until_s - mono_s)

    def used(self, mono_s: float, venue_s: float) -> dict[str, float]:
        """Of the markets the fullest: a name for each would have no end."""
        shares = {
            f"{counter.rule.kind.value}-{counter.rule.name}": counter.level(mono_s) / counter.rule.limit
            for counter in self._weights.values()
        }
        rule = self._orders_rule
        levels = [counter.level(mono_s) for counter in self._orders.values()]
        shares[f"{rule.kind.value}-{rule.name}"] = max(levels, default=0.0) / rule.limit
        return shares

    def _weight_of(self, cost: Cost) -> DecayingCounter:
        return self._weights[self._weight_scope(cost)]

    def _weight_scope(self, cost: Cost) -> str:
        """An order names its market, and its weight is counted with the calls of the key."""
        return cost.scope if cost.scope in self._weights else ""

    def _orders_of(self, cost: Cost) -> DecayingCounter:
        counter = self._orders.get(cost.scope)
        if counter is None:
            counter = self._orders[cost.scope] = DecayingCounter(self._orders_rule, self._limits.safety)
        return counter

    def _share(self, priority: Priority) -> float:
        """Cancels, and lookups of what is in doubt, may use all; the others leave something."""
        unreserved = 1.0 - self._limits.cancel_reserve
        return (1.0, 1.0, unreserved, unreserved * unreserved)[priority]

    def _counted_by(self, cost: Cost) -> list[tuple[LimitKind, str]]:
        """The counters that such a request is counted by."""
        keys = []
        if cost.weight:
            keys.append((LimitKind.WEIGHT, self._weight_scope(cost)))
        if cost.orders:
            keys.append((LimitKind.ORDERS, cost.scope))
        return keys
