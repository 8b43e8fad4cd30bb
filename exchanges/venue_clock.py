"""What time it is at the venue, learned from round trips.

The estimate hangs on the *monotonic* clock, not on wall time: when somebody sets this machine's
clock, nothing here moves. A suspended machine is the exception (the monotonic clock stands still
while the venue's goes on), so a sudden change between the two local clocks demands a new sync.

Each round trip bounds the venue's time: its stamp was made after sending and before receiving
(Cristian 1989). The narrowest of the last N is used; one that contradicts it means that the
venue's clock was set, and the older ones are forgotten.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from exchanges.config import ClockRules

_STEP_MS = 250.0
"""Local clocks moving apart by more than this between two looks is a step, not a drift."""

_DRIFT = 200e-6
"""Allowance for two honest quartz clocks, as a share of the time between two samples."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """The venue's clock is ahead of the monotonic one by between ``low_ms`` and ``high_ms``."""

    low_ms: float
    high_ms: float
    at_s: float


class VenueClock:
    """All ``*_s`` are seconds: ``mono`` of the loop's clock, ``wall`` of the epoch."""

    def __init__(self, rules: ClockRules) -> None:
        self._rules = rules
        self._samples: deque[_Sample] = deque(maxlen=rules.samples)
        self._best: _Sample | None = None
        self._ahead_ms = 0.0
        self._synced_s = -math.inf
        self._good_for_s = 0.0
        self._suspect = False
        self._wall_ahead_ms: float | None = None
        self.jumps = 0

    def observe(
        self, sent_mono_s: float, received_mono_s: float, server_ms: int, resolution_ms: int = 1
    ) -> bool:
        """Learn from one round trip. True if it shows that the venue's clock has jumped.

        ``resolution_ms``: the venue cuts its stamp down to a multiple of it.
        """
        sample = _Sample(
            server_ms - received_mono_s * 1000,
            server_ms + resolution_ms - sent_mono_s * 1000,
            received_mono_s,
        )
        best = self._best
        jumped = False
        if best is not None:
            slack_ms = abs(sample.at_s - best.at_s) * 1000 * _DRIFT
            jumped = sample.low_ms > best.high_ms + slack_ms or sample.high_ms < best.low_ms - slack_ms
        if jumped:
            self.jumps += 1
            self._samples.clear()
        self._samples.append(sample)
        self._best = min(self._samples, key=lambda known: known.high_ms - known.low_ms)
        self._ahead_ms = (self._best.low_ms + self._best.high_ms) / 2
        self._synced_s = received_mono_s
        self._suspect = False
        vague = self._best.high_ms - self._best.low_ms > 2 * self._rules.max_error_ms
        more = vague and len(self._samples) < self._rules.samples
        self._good_for_s = 0.0 if more else self._rules.sync_every_s
        return jumped

    def now_ms(self, wall_s: float, mono_s: float) -> int:
        """The venue's time in epoch ms; this machine's wall time before the first round trip."""
        if self._best is None:
            return int(wall_s * 1000)
        return int(mono_s * 1000 + self._ahead_ms)

    def offset_ms(self, wall_s: float, mono_s: float) -> float | None:
        """How far the venue is ahead of this machine's wall clock; ``None`` before a sync."""
        if self._best is None:
            return None
        return mono_s * 1000 + self._ahead_ms - wall_s * 1000

    @property
    def max_error_ms(self) -> float | None:
        """The estimate is wrong by at most this (drift aside); ``None`` before a sync."""
        if self._best is None:
            return None
        return (self._best.high_ms - self._best.low_ms) / 2

    def doubt(self) -> None:
        """The venue called our timestamp wrong: forget all and ask again."""
        self._suspect = True
        self._samples.clear()
        self._best = None

    def look(self, wall_s: float, mono_s: float) -> bool:
        """Compare the two local clocks; True (and a sync is due) if one has stepped."""
        ahead_ms = (wall_s - mono_s) * 1000
        before_ms, self._wall_ahead_ms = self._wall_ahead_ms, ahead_ms
        if before_ms is None or abs(ahead_ms - before_ms) <= _STEP_MS:
            return False
        self._suspect = True
        return True

    def needs_sync(self, mono_s: float) -> bool:
        """Never synced, too long ago, in doubt, or known too vaguely."""
        return self._suspect or mono_s - self._synced_s >= self._good_for_s
