"""The venue's side of limits: what it counts, for whom, and what it does to those who go on.

Times are Unix seconds on the venue's own clock, given by the caller.
"""

from collections import deque
from dataclasses import dataclass, field
from fractions import Fraction

import msgspec

_MILLION = 1_000_000
_TWO_MINUTES_S = 120.0
_THREE_DAYS_S = 3 * 86_400.0


class Usage(msgspec.Struct, frozen=True):
    """Where a caller stands in the present window, after the charge."""

    used: int
    limit: int
    resets_at_s: float

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit


class FixedWindow:
    """Counts per caller in windows aligned to the clock: a minute starts at :00, a day at 00:00 UTC
    (BIN-20)."""

    def __init__(self, limit: int, interval_s: float) -> None:
        self.limit = limit
        self.interval_s = interval_s
        self._counts: dict[str, tuple[int, int]] = {}
        """Caller to (number of the window, used in it)."""

    def charge(self, caller: str, amount: int, now_s: float) -> Usage:
        """Count `amount`, also beyond the limit: a refused request is a request."""
        window = int(now_s // self.interval_s)
        used = self.used(caller, now_s) + amount
        self._counts[caller] = (window, used)
        return Usage(used, self.limit, (window + 1) * self.interval_s)

    def refund(self, caller: str, amount: int, now_s: float) -> Usage:
        """Give back, never below zero; what was charged in an earlier window is gone anyway."""
        return self.charge(caller, -min(amount, self.used(caller, now_s)), now_s)

    def used(self, caller: str, now_s: float) -> int:
        window, used = self._counts.get(caller, (-1, 0))
        return used if window == int(now_s // self.interval_s) else 0

    def usage(self, caller: str, now_s: float) -> Usage:
        return self.charge(caller, 0, now_s)

    def would_exceed(self, caller: str, amount: int, now_s: float) -> bool:
        return self.used(caller, now_s) + amount > self.limit


class DecayingCounter:
    """Counts points per caller that melt away with time, `decay_milli` thousandths of a point a second.

    In whole millionths of a point and milliseconds inside, so that a trace always ends at the same number.
    """

    def __init__(self, limit: int, decay_milli: int) -> None:
        self.limit = limit
        self.decay_milli = decay_milli
        self._counts: dict[str, tuple[int, int]] = {}
        """Caller to (millionths of a point, at ms)."""

    def count(self, caller: str, now_s: float) -> Fraction:
        """Points at present."""
        return Fraction(self._millionths(caller, _ms(now_s)), _MILLION)

    def would_exceed(self, caller: str, points: Fraction | int, now_s: float) -> bool:
        return self.count(caller, now_s) + points > self.limit

    def charge(self, caller: str, points: Fraction | int, now_s: float) -> Usage:
        """Count them, also beyond the limit."""
        now_ms = _ms(now_s)
        millionths = self._millionths(caller, now_ms) + int(points * _MILLION)
        self._counts[caller] = (millionths, now_ms)
        over = max(0, millionths - self.limit * _MILLION)
        wait_ms = -(-over // self.decay_milli) if self.decay_milli else 0
        return Usage(-(-millionths // _MILLION), self.limit, now_s + wait_ms / 1000)

    def _millionths(self, caller: str, now_ms: int) -> int:
        millionths, at_ms = self._counts.get(caller, (0, now_ms))
        return max(0, millionths - (now_ms - at_ms) * self.decay_milli)


class SlidingWindow:
    """Counts per caller within any stretch of `interval_s`: each event counts for that long."""

    def __init__(self, limit: int, interval_s: float) -> None:
        self.limit = limit
        self.interval_s = interval_s
        self._events: dict[str, deque[tuple[float, int]]] = {}
        """Caller to (at s, amount), oldest first."""
        self._sums: dict[str, int] = {}

    def charge(self, caller: str, amount: int, now_s: float) -> Usage:
        """Count `amount`, also beyond the limit."""
        used = self.used(caller, now_s) + amount
        self._events.setdefault(caller, deque()).append((now_s, amount))
        self._sums[caller] = used
        return Usage(used, self.limit, self.frees_at_s(caller, now_s))

    def used(self, caller: str, now_s: float) -> int:
        events, total = self._events.get(caller), self._sums.get(caller, 0)
        while events and now_s - events[0][0] >= self.interval_s:
            total -= events.popleft()[1]
        self._sums[caller] = total
        return total

    def would_exceed(self, caller: str, amount: int, now_s: float) -> bool:
        return self.used(caller, now_s) + amount > self.limit

    def frees_at_s(self, caller: str, now_s: float) -> float:
        """When the oldest that counts does so no longer; now if nothing counts."""
        events = self._events.get(caller)
        return events[0][0] + self.interval_s if events else now_s


class SlidingSecond:
    """At most `limit` events within any second: frames of one connection, say."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._recent_s: list[float] = []

    def admit(self, now_s: float) -> bool:
        """Count one; False if it is one too many."""
        self._recent_s = [at_s for at_s in self._recent_s if now_s - at_s < 1.0]
        self._recent_s.append(now_s)
        return len(self._recent_s) <= self.limit


@dataclass(slots=True)
class _Offender:
    strikes: int = 0
    bans: int = 0
    struck_at_s: float = 0.0
    banned_until_s: float = 0.0


@dataclass(slots=True)
class BanLadder:
    """Bans a source that keeps sending after it was told to stop: two minutes, doubling up to three days
    (BIN-22).

    Venues publish the range of ban lengths but not how many ignored refusals lead to one
    (`tolerated`), nor when they forget: here strikes are forgotten after `forgives_s` without one.
    """

    tolerated: int = 5
    forgives_s: float = 60.0
    first_ban_s: float = _TWO_MINUTES_S
    longest_ban_s: float = _THREE_DAYS_S
    _offenders: dict[str, _Offender] = field(default_factory=dict)

    def strike(self, source: str, now_s: float) -> float | None:
        """A request came after a refusal for rate; returns the end of the ban if that was one too many."""
        offender = self._offenders.setdefault(source, _Offender())
        if now_s - offender.struck_at_s > self.forgives_s:
            offender.strikes = 0
        offender.strikes += 1
        offender.struck_at_s = now_s
        if offender.strikes <= self.tolerated:
            return None
        return self.ban(source, now_s)

    def ban(self, source: str, now_s: float, length_s: float | None = None) -> float:
        """Ban at once, for `length_s` or as long as the ladder says; returns when it ends."""
        offender = self._offenders.setdefault(source, _Offender())
        if length_s is None:
            length_s = min(self.first_ban_s * 2**offender.bans, self.longest_ban_s)
        offender.bans += 1
        offender.strikes = 0
        offender.banned_until_s = max(offender.banned_until_s, now_s + length_s)
        return offender.banned_until_s

    def forgive(self, source: str) -> None:
        """Its strikes are forgotten, not a ban that runs."""
        offender = self._offenders.get(source)
        if offender is not None:
            offender.strikes = 0

    def banned_until(self, source: str, now_s: float) -> float | None:
        """When the running ban ends, or None."""
        offender = self._offenders.get(source)
        if offender is None or offender.banned_until_s <= now_s:
            return None
        return offender.banned_until_s


def _ms(now_s: float) -> int:
    return round(now_s * 1000)
