"""Limits in windows, one for each kind of request, for venues that count so. Sans-I/O.

``Cost.scope`` says which window counts a request: the name of a rule, alone ("books") or before a blank and
whose window it is ("place BTC-USDT"). All windows of one rule are alike and know nothing of each other, so a
full one holds up nobody else; only a ban, and a refusal of what was not counted here, hold up everything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from exchanges.config import Limits
from exchanges.ratelimit import Cost, Grant, LimitKind, LimitRule, Priority, WindowBudget, shares_of

ITS_OWN = (LimitKind.WEIGHT, "")
"""For counts in answers that do not name their window: it is the one that the request was counted in."""
ITS_SIZE = (LimitKind.ORDERS, "")
"""For what such answers say that window holds, for this account."""
_PENALTY_S = 5.0
"""A refusal of what is counted nowhere (a connection), without a delay."""
_BAN_S = 120.0
_DOUBLINGS = 8
_ALIGNMENT_S = 0.1
"""How far the venue's window may end after we think it does."""


class ScopedAllowance:
    """One kind of ``Allowance``. ``rules`` are found by name; ``together`` counts every request, whatever its
    scope.

    ``Cost.weight`` leaves something for what is more urgent (``Limits.cancel_reserve``), ``Cost.orders`` does
    not: it is for windows in which only orders are counted.
    """

    def __init__(
        self, rules: Sequence[LimitRule], limits: Limits, *, together: LimitRule | None = None
    ) -> None:
        self._rules = {rule.name: rule for rule in rules}
        self._limits = limits
        self._shares = shares_of(limits)
        self._together = None if together is None else WindowBudget(together, limits.safety)
        self._windows: dict[str, _Window] = {}
        self._blocked_until_s = -math.inf
        self._bans = 0

    def adopt(self, rules: Sequence[LimitRule]) -> None:
        """The venue told what applies to this account; what was counted stays."""
        self._rules |= {rule.name: rule for rule in rules if rule.name in self._rules}
        for scope, window in self._windows.items():
            window.budget.adopt(self._rules[_name_of(scope)], self._limits.safety)

    def reshare(self, limits: Limits) -> None:
        self._limits = limits
        self._shares = shares_of(limits)
        self.adopt(())
        if self._together is not None:
            self._together.adopt(self._together.rule, limits.safety)

    def lane(self, cost: Cost) -> str:
        return cost.scope

    def wait_s(self, cost: Cost, priority: Priority, mono_s: float, venue_s: float) -> tuple[float, bool]:
        wait_s = self.blocked_s(mono_s)
        if self._together is not None:
            wait_s = max(wait_s, self._together.wait_s(1, self._shares[priority], mono_s, venue_s))
        window, amount = self._window_of(cost), _amount(cost)
        if window is not None and not cost.beyond:
            share = self._share(cost, priority)
            wait_s = max(
                wait_s, window.budget.wait_s(amount, share, mono_s, venue_s), window.held_until_s - mono_s
            )
        return wait_s, False

    def try_take(self, cost: Cost, priority: Priority, mono_s: float, venue_s: float) -> Grant | None:
        if self.wait_s(cost, priority, mono_s, venue_s)[0] > 0:
            return None
        return self.take(cost, mono_s, venue_s)

    def take(self, cost: Cost, mono_s: float, venue_s: float) -> Grant:
        window, amount = self._window_of(cost), _amount(cost)
        if window is not None:
            window.budget.spend(amount, mono_s, venue_s)
            window.in_flight += amount
        if self._together is not None:
            self._together.spend(1, mono_s, venue_s)
        return Grant(cost, mono_s, venue_s)

    def answered(
        self,
        grant: Grant,
        used: Mapping[tuple[LimitKind, str], int] | None,
        mono_s: float,
        venue_s: float,
    ) -> None:
        """A count that the answer carried is one of the window that its request was counted in.

        An answer after a penalty has passed ends the series that makes penalties longer.
        """
        window = self._window_of(grant.cost)
        if grant.settled:
            return
        grant.settled = True
        if window is not None:
            window.in_flight -= _amount(grant.cost)
            size = 0 if used is None else used.get(ITS_SIZE, 0)
            if size and size != window.budget.rule.limit:
                window.budget.adopt(replace(window.budget.rule, limit=size), self._limits.safety)
            count = None if used is None else used.get(window.budget.key, used.get(ITS_OWN))
            if count is not None:
                window.budget.observe(count, window.in_flight, grant.venue_s, mono_s, venue_s)
            if used is not None and mono_s >= window.held_until_s:
                window.penalties = 0
        if used is not None and mono_s >= self._blocked_until_s:
            self._bans = 0

    def refund(self, grant: Grant, cost: Cost) -> None:
        """Give back what was never sent."""
        window = self._window_of(cost)
        if window is not None:
            window.budget.refund(_amount(cost), grant.mono_s)
        if self._together is not None:
            self._together.refund(1, grant.mono_s)

    def penalise(
        self, mono_s: float, venue_s: float, retry_after_s: float | None, *, banned: bool, cost: Cost
    ) -> float:
        """A full window is left alone until it has passed, and longer each time that did not help."""
        window = self._window_of(cost)
        if banned or window is None:
            wait_s = retry_after_s
            if wait_s is None:
                wait_s = (_BAN_S if banned else _PENALTY_S) * 2.0 ** min(self._bans, _DOUBLINGS)
            self._bans += mono_s >= self._blocked_until_s
            self._blocked_until_s = max(self._blocked_until_s, mono_s + wait_s)
            return self._blocked_until_s - mono_s
        if retry_after_s is None:
            doubled = 2.0 ** min(window.penalties, _DOUBLINGS)
            retry_after_s = window.budget.rule.interval_s * doubled + _ALIGNMENT_S
        # Answers to what was already under way belong to the same penalty.
        window.penalties += mono_s >= window.held_until_s
        window.held_until_s = max(window.held_until_s, mono_s + retry_after_s)
        return window.held_until_s - mono_s

    def blocked_s(self, mono_s: float) -> float:
        return max(0.0, self._blocked_until_s - mono_s)

    def used(self, mono_s: float, venue_s: float) -> dict[str, float]:
        """Of all windows of a rule the fullest: a name for each would have no end."""
        shares = {f"{rule.kind.value}-{rule.name}": 0.0 for rule in self._rules.values()}
        for window in self._windows.values():
            rule = window.budget.rule
            name = f"{rule.kind.value}-{rule.name}"
            shares[name] = max(shares[name], window.budget.used(mono_s, venue_s) / rule.limit)
        if self._together is not None:
            rule = self._together.rule
            shares[f"{rule.kind.value}-{rule.name}"] = self._together.used(mono_s, venue_s) / rule.limit
        return shares

    def _window_of(self, cost: Cost) -> _Window | None:
        """``None`` for what no rule counts."""
        if not _amount(cost):
            return None
        window = self._windows.get(cost.scope)
        if window is None:
            rule = self._rules[_name_of(cost.scope)]
            window = self._windows[cost.scope] = _Window(WindowBudget(rule, self._limits.safety))
        return window

    def _share(self, cost: Cost, priority: Priority) -> float:
        return self._shares[priority] if cost.weight else 1.0


class _Window:
    """One window and what the venue said of it."""

    def __init__(self, budget: WindowBudget) -> None:
        self.budget = budget
        self.in_flight = 0
        self.held_until_s = -math.inf
        self.penalties = 0


def _name_of(scope: str) -> str:
    return scope.partition(" ")[0]


def _amount(cost: Cost) -> int:
    return cost.weight + cost.orders
