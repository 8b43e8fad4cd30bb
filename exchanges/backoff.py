"""How long to wait before trying again: exponential with full jitter.

Full jitter (a uniform draw below a doubling ceiling) spreads a crowd of clients that were all cut
off at once; see "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. A floor is kept
because venues count connection attempts, and a draw near zero would be one for nothing.
"""

from __future__ import annotations

from random import Random


class Backoff:
    """Delays in seconds without end; ``reset`` after the thing tried has proven to work."""

    def __init__(self, base_s: float, cap_s: float, rng: Random, *, floor_s: float | None = None) -> None:
        self._base_s = base_s
        self._cap_s = cap_s
        self._floor_s = base_s / 5 if floor_s is None else floor_s
        self._rng = rng
        self.attempt = 0

    def next(self, *, at_least_s: float = 0.0) -> float:
        """The next delay. ``at_least_s`` is what the venue demanded; the jitter comes on top."""
        # 2**30 seconds is beyond any cap; the exponent is bounded so that it never overflows.
        ceiling = min(self._cap_s, self._base_s * 2.0 ** min(self.attempt, 30))
        self.attempt += 1
        floor = min(self._floor_s, ceiling)
        return at_least_s + floor + (ceiling - floor) * self._rng.random()

    def reset(self) -> None:
        self.attempt = 0
