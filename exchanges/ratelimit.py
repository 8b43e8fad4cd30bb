"""How much of the venue's allowance is left. Sans-I/O; ``pacing.py`` makes callers wait for it.

Two counts are kept for each limit, and both must have room:

- *ours*, over any stretch of the limit's length. Whatever the venue's windows are aligned to, and
  however wrong our idea of its clock is, we alone never exceed the limit.
- *the venue's*, over its own window aligned to its wall clock, corrected by the headers of its
  answers, which include what others behind the same address have used.

Times: ``mono_s`` is a monotonic clock, ``venue_s`` the venue's epoch time, both in seconds.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Protocol

import msgspec

from exchanges.config import Limits

_PIECES = 64
"""Our own count is kept in pieces of a window: exact enough, and never a long list."""

_ALIGNMENT_S = 0.1
"""How far the venue's window may end after we think it does."""

_LATE_HEADER_S = 1.0
"""So long after a window began, a header with a high count still speaks of the window before."""

_BAN_S = 120.0
"""The shortest ban documented by Binance, for one that does not say how long it is."""

_DOUBLINGS = 8
"""A penalty is not lengthened more often than that, however many follow each other."""

_PROBE_LEASE_S = 5.0
"""After so long without an answer another probe goes out."""


class LimitKind(StrEnum):
    WEIGHT = "weight"
    ORDERS = "orders"


class Priority(IntEnum):
    """Who goes first. Cancels and lookups of unknown orders may use all, the others less."""

    CANCEL = 0
    RESOLVE = 1
    ORDER = 2
    DATA = 3


@dataclass(frozen=True, slots=True)
class LimitRule:
    """``name`` is the venue's word for the window in its headers, such as ``1M``."""

    kind: LimitKind
    interval_s: float
    limit: int
    name: str = ""


class Cost(msgspec.Struct, frozen=True, gc=False):
    """What one request uses up. Made once for each kind of request, wherever that is possible.

    ``scope`` says whose counter of orders, at venues that keep one for each symbol or endpoint. ``beyond``:
    the venue counts it and takes it all the same, so it need not wait for room.
    """

    weight: int = 0
    orders: int = 0
    scope: str = ""
    beyond: bool = False


FREE = Cost()


class Grant(msgspec.Struct, eq=False, gc=False):
    """Leave to send one request; to be settled by ``answered`` whatever becomes of it."""

    cost: Cost
    mono_s: float
    venue_s: float
    settled: bool = False


@dataclass(slots=True)
class _Piece:
    start_s: float
    count: int


_GONE = _Piece(-math.inf, 0)
"""Stands for a piece that has left the stretch: nothing is added to it and nothing given back."""


class WindowBudget:
    """One limit of the venue. Counts what is released, not what is asked for."""

    def __init__(self, rule: LimitRule, safety: float) -> None:
        self.adopt(rule, safety)
        self._interval_s = rule.interval_s
        self._width_s = rule.interval_s / _PIECES
        # When even the last release counted in a piece has left the stretch, from its start.
        self._span_s = self._width_s + rule.interval_s
        self._pieces: deque[_Piece] = deque()
        self._first_leaves_s = math.inf
        self._last = _GONE
        self._ours = 0
        self._window = 0.0
        self._theirs = 0
        self._said = 0
        """The highest count of this window that the venue has told."""
        self._unsaid = 0
        """What was spent in this window and never answered."""

    def adopt(self, rule: LimitRule, safety: float) -> None:
        """Another limit for the same interval: what was counted stays."""
        self.rule = rule
        self.key = (rule.kind, rule.name)
        self.is_weight = rule.kind is LimitKind.WEIGHT
        self.cap = max(1, math.floor(rule.limit * safety))

    def used(self, mono_s: float, venue_s: float) -> int:
        """The larger of the two counts, now."""
        self._roll(mono_s, venue_s)
        return max(self._ours, self._theirs)

    def spend(self, amount: int, mono_s: float, venue_s: float) -> None:
        """Count what is released now, room or not."""
        self.spent(amount, math.inf, mono_s, venue_s)

    def spent(self, amount: int, share: float, mono_s: float, venue_s: float) -> bool:
        """Count what is released now, if there is room (``wait_s`` would be 0); False if not."""
        if mono_s >= self._first_leaves_s or venue_s // self._interval_s != self._window:
            self._roll(mono_s, venue_s)
        room = self.cap * share - amount
        if self._ours > room or self._theirs > room:
            return False
        if mono_s < self._last.start_s + self._width_s:
            self._last.count += amount
        else:
            self._begin_piece(mono_s, amount)
        self._ours += amount
        self._theirs += amount
        return True

    def _begin_piece(self, mono_s: float, amount: int) -> None:
        self._last = _Piece(mono_s, amount)
        if not self._pieces:
            self._first_leaves_s = mono_s + self._span_s
        self._pieces.append(self._last)

    def refund(self, amount: int, spent_mono_s: float) -> None:
        """The venue gives back what was spent then (a filled order, a free successful request)."""
        self.take_back(amount, spent_mono_s)
        self._said = self._said - amount if amount <= self._said else 0

    def take_back(self, amount: int, spent_mono_s: float) -> None:
        """What was counted then was not released after all."""
        piece = self._last
        if piece.start_s > spent_mono_s:
            older = (piece for piece in reversed(self._pieces) if piece.start_s <= spent_mono_s)
            piece = next(older, _GONE)
        given = amount if amount <= piece.count else piece.count
        piece.count -= given
        self._ours -= given
        self._theirs = self._theirs - amount if amount <= self._theirs else 0

    def observe(self, used: int, in_flight: int, sent_venue_s: float, mono_s: float, venue_s: float) -> None:
        """The venue said ``used``; ``in_flight`` is what it may not have counted yet."""
        interval_s = self.rule.interval_s
        if venue_s // interval_s != self._window:
            self._roll(mono_s, venue_s)
        if sent_venue_s // interval_s != self._window:
            return
        if venue_s % interval_s < min(_LATE_HEADER_S, interval_s / 4) and used > self._ours:
            return
        # What is under way may have been counted already: that is known once it has been answered, so
        # it is not kept beyond that. An answer that was overtaken says less than is known.
        self._said = max(self._said, used)
        self._theirs = self._said + self._unsaid + in_flight

    def unanswered(self, amount: int) -> None:
        """Nothing will be said of what was spent: it may yet be counted, unless it was refunded."""
        self._unsaid = min(self._unsaid + amount, max(0, self._theirs - self._said))

    def wait_s(self, amount: int, share: float, mono_s: float, venue_s: float) -> float:
        """Seconds until ``amount`` fits into ``share`` of the limit; ``inf`` if it never does."""
        self._roll(mono_s, venue_s)
        room = math.floor(self.cap * share) - amount
        if room < 0:
            return math.inf
        wait_s = 0.0
        if self._theirs > room:
            wait_s = (self._window + 1) * self.rule.interval_s - venue_s + _ALIGNMENT_S
        left = self._ours
        for piece in self._pieces:
            if left <= room:
                break
            left -= piece.count
            wait_s = max(wait_s, piece.start_s + self._span_s - mono_s)
        return wait_s

    def _roll(self, mono_s: float, venue_s: float) -> None:
        pieces = self._pieces
        while mono_s >= self._first_leaves_s:
            self._ours -= pieces.popleft().count
            if pieces:
                self._first_leaves_s = pieces[0].start_s + self._span_s
            else:
                self._first_leaves_s, self._last = math.inf, _GONE
        window = venue_s // self.rule.interval_s
        # One window back is our estimate of the venue's clock moving a little, not a new window.
        if window > self._window or window < self._window - 1:
            self._window = window
            self._theirs = self._said = self._unsaid = 0


class Allowance(Protocol):
    """What a venue allows, however it counts. Sans-I/O; ``RateLimiter`` makes callers wait for it."""

    def adopt(self, rules: Sequence[LimitRule]) -> None:
        """The venue announced its limits: take them over, keep what was counted."""

    def reshare(self, limits: Limits) -> None:
        """New settings while running."""

    def lane(self, cost: Cost) -> str:
        """Requests of one lane use up the same; who waits in one holds up nobody in another."""

    def wait_s(self, cost: Cost, priority: Priority, mono_s: float, venue_s: float) -> tuple[float, bool]:
        """Seconds until this may be sent, and whether only a limit on orders is in the way."""

    def try_take(self, cost: Cost, priority: Priority, mono_s: float, venue_s: float) -> Grant | None:
        """``take`` if nothing has to be waited for, else ``None``."""

    def take(self, cost: Cost, mono_s: float, venue_s: float) -> Grant:
        """Count one request as released now."""

    def answered(
        self,
        grant: Grant,
        used: Mapping[tuple[LimitKind, str], int] | None,
        mono_s: float,
        venue_s: float,
    ) -> None:
        """The request has ended. ``used``: counts that the answer carried; ``None``: there was no answer."""

    def refund(self, grant: Grant, cost: Cost) -> None:
        """Give back a part of what ``grant`` cost, or all."""

    def penalise(
        self, mono_s: float, venue_s: float, retry_after_s: float | None, *, banned: bool, cost: Cost
    ) -> float:
        """The venue refused a request of that cost for a limit. Returns the seconds to leave it alone.

        A limit that concerns one ``scope`` only need not hold up the others.
        """

    def blocked_s(self, mono_s: float) -> float:
        """Seconds for which nothing at all may be sent."""

    def used(self, mono_s: float, venue_s: float) -> dict[str, float]:
        """Share of each limit in use, by a name from a small closed list: for metrics and health."""


class VenueLimiter:
    """Limits in windows, their penalties, and the probe that ends a penalty: one kind of ``Allowance``."""

    def __init__(self, rules: Sequence[LimitRule], limits: Limits) -> None:
        self._limits = limits
        self._shares = shares_of(limits)
        self._budgets = [WindowBudget(rule, limits.safety) for rule in rules]
        self._weight_in_flight = 0
        self._orders_in_flight = 0
        self._blocked_until_s = 0.0
        self._penalties = 0
        self._probing = False
        self._probe: Grant | None = None

    def adopt(self, rules: Sequence[LimitRule]) -> None:
        """The venue announced its limits: take them over, keep what was counted."""
        known = {(budget.rule.kind, budget.rule.interval_s): budget for budget in self._budgets}
        adopted: list[WindowBudget] = []
        for rule in rules:
            budget = known.get((rule.kind, rule.interval_s))
            if budget is None:
                budget = WindowBudget(rule, self._limits.safety)
            else:
                budget.adopt(rule, self._limits.safety)
            adopted.append(budget)
        self._budgets = adopted

    def reshare(self, limits: Limits) -> None:
        """New settings while running."""
        self._limits = limits
        self._shares = shares_of(limits)
        self.adopt([budget.rule for budget in self._budgets])

    def lane(self, cost: Cost) -> str:
        """Everything is counted by the same windows."""
        return ""

    def wait_s(self, cost: Cost, priority: Priority, mono_s: float, venue_s: float) -> tuple[float, bool]:
        """Seconds until this may be sent, and whether only a limit on orders is in the way."""
        weight, orders = cost.weight, cost.orders
        blocked_s = self.blocked_s(mono_s)
        share = self._shares[priority]
        weight_s = orders_s = 0.0
        for budget in self._budgets:
            if budget.is_weight:
                if weight:
                    wait_s = budget.wait_s(weight, share, mono_s, venue_s)
                    weight_s = max(weight_s, wait_s)
            elif orders:
                orders_s = max(orders_s, budget.wait_s(orders, 1.0, mono_s, venue_s))
        only_orders = orders_s > 0 and weight_s == 0 and blocked_s == 0
        return max(blocked_s, weight_s, orders_s), only_orders

    def try_take(self, cost: Cost, priority: Priority, mono_s: float, venue_s: float) -> Grant | None:
        """``take`` if nothing has to be waited for, else ``None``."""
        if self._probing and self.blocked_s(mono_s) > 0:
            return None
        weight, orders = cost.weight, cost.orders
        share = self._shares[priority]
        for budget in self._budgets:
            amount, part = (weight, share) if budget.is_weight else (orders, 1.0)
            if amount and not budget.spent(amount, part, mono_s, venue_s):
                self._take_back(budget, cost, mono_s)
                return None
        return self._granted(cost, mono_s, venue_s)

    def _take_back(self, full: WindowBudget, cost: Cost, mono_s: float) -> None:
        """What the budgets before ``full`` have counted at this instant."""
        for budget in self._budgets[: self._budgets.index(full)]:
            budget.take_back(cost.weight if budget.is_weight else cost.orders, mono_s)

    def take(self, cost: Cost, mono_s: float, venue_s: float) -> Grant:
        """Count one request as released now."""
        for budget in self._budgets:
            amount = cost.weight if budget.is_weight else cost.orders
            if amount:
                budget.spend(amount, mono_s, venue_s)
        return self._granted(cost, mono_s, venue_s)

    def _granted(self, cost: Cost, mono_s: float, venue_s: float) -> Grant:
        grant = Grant(cost, mono_s, venue_s)
        self._weight_in_flight += cost.weight
        self._orders_in_flight += cost.orders
        if self._probing:
            self._probe = grant
        return grant

    def answered(
        self,
        grant: Grant,
        used: Mapping[tuple[LimitKind, str], int] | None,
        mono_s: float,
        venue_s: float,
    ) -> None:
        """The request has ended. ``used``: counts from the answer's headers, by kind and window.

        ``None``: there was no answer.
        """
        if grant.settled:
            return
        grant.settled = True
        self._weight_in_flight -= grant.cost.weight
        self._orders_in_flight -= grant.cost.orders
        if used:
            for budget in self._budgets:
                count = used.get(budget.key)
                if count is not None:
                    late = self._weight_in_flight if budget.is_weight else self._orders_in_flight
                    budget.observe(count, late, grant.venue_s, mono_s, venue_s)
        elif used is None:
            for budget in self._budgets:
                budget.unanswered(grant.cost.weight if budget.is_weight else grant.cost.orders)
        if grant is self._probe:
            self._probe = None
            # Only a real answer proves that the penalty is over; silence means the next probe.
            if used is not None and mono_s >= self._blocked_until_s:
                self._probing = False
                self._penalties = 0

    def refund(self, grant: Grant, cost: Cost) -> None:
        """Give back a part of what ``grant`` cost, or all."""
        for budget in self._budgets:
            amount = cost.weight if budget.is_weight else cost.orders
            if amount:
                budget.refund(amount, grant.mono_s)

    def penalise(
        self,
        mono_s: float,
        venue_s: float,
        retry_after_s: float | None,
        *,
        banned: bool,
        cost: Cost = FREE,
    ) -> float:
        """429 or 418: nothing is sent for a while, then one request alone. Returns the seconds.

        Without a delay from the venue: for a ban the shortest known, doubled for each that follows
        another; otherwise to the end of its longest window up to a few minutes, because then it counts
        anew, and longer than a moment if that ends now and this is not the first.
        """
        if retry_after_s is None:
            waits = [
                budget.rule.interval_s - venue_s % budget.rule.interval_s
                for budget in self._budgets
                if budget.rule.interval_s <= 300
            ]
            doubled = 2.0 ** min(self._penalties, _DOUBLINGS)
            retry_after_s = _BAN_S * doubled if banned else max([*waits, doubled])
        if mono_s >= self._blocked_until_s:
            # Answers to what was already under way belong to the same penalty.
            self._penalties += 1
        until_s = mono_s + retry_after_s + _ALIGNMENT_S
        self._blocked_until_s = max(self._blocked_until_s, until_s)
        self._probing = True
        self._probe = None
        return self._blocked_until_s - mono_s

    def blocked_s(self, mono_s: float) -> float:
        """Seconds for which nothing at all may be sent (penalty, or its probe is under way)."""
        if mono_s < self._blocked_until_s:
            return self._blocked_until_s - mono_s
        if self._probing and self._probe is not None:
            return max(0.0, self._probe.mono_s + _PROBE_LEASE_S - mono_s)
        return 0.0

    def used(self, mono_s: float, venue_s: float) -> dict[str, float]:
        """Share of each limit in use, by the name of its window: for metrics and health."""
        return {
            f"{budget.rule.kind.value}-{budget.rule.name}": budget.used(mono_s, venue_s) / budget.rule.limit
            for budget in self._budgets
        }


def shares_of(limits: Limits) -> tuple[float, ...]:
    """How much of a limit on weight each priority may use up."""
    unreserved = 1.0 - limits.cancel_reserve
    return 1.0, 1.0, unreserved, unreserved * unreserved
