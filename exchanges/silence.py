"""When is one subscription suspiciously silent? Sans-I/O; times are monotonic seconds.

A connection that answers pings proves nothing about a subscription on it. What is strange depends
on what is usual: a market that speaks ten times a second is suspect after seconds, one that speaks
once a minute is not. So the usual pause is learned, and suspicion is a multiple of it, between a
floor and a ceiling. Suspicion is a reason to ask the venue, never to act by itself.
"""

from __future__ import annotations

_TIMES_USUAL = 20.0
"""Pauses of a random stream exceed this multiple of their mean once in e^20."""
_MEMORY = 32.0
"""About so many messages make up the mean."""
_LONGER = 1.5
"""How much longer a pause is usual after the venue confirmed a silence."""
_ASK_AFTER = 0.6
"""The share of what is allowed after which it is time to ask."""


class Silence:
    """One subscription. Suspect comes before overdue, so that there is time to ask."""

    __slots__ = ("_counted", "_floor_s", "_mean_s", "_since_s", "heard_s")

    def __init__(self, floor_s: float, now_s: float) -> None:
        self._floor_s = floor_s
        self._mean_s = -1.0
        self._counted = 0
        self._since_s = now_s
        self.heard_s = now_s
        """When the subscription last spoke, or when the venue confirmed its silence."""

    def heard(self, now_s: float) -> None:
        """It spoke. Cheap: the mean is brought up to date by ``learn``."""
        self.heard_s = now_s
        self._counted += 1

    def learn(self, now_s: float) -> None:
        """Take what was counted since the last call into the mean; to be called every few seconds."""
        spoke, self._counted = self._counted, 0
        if spoke == 0:
            return
        over_s, self._since_s = now_s - self._since_s, now_s
        mean_s = over_s / spoke
        if self._mean_s < 0:
            self._mean_s = mean_s
        else:
            share = min(1.0, spoke / _MEMORY)
            self._mean_s += (mean_s - self._mean_s) * share

    def confirmed(self, now_s: float) -> None:
        """The venue says that there was nothing to say: longer pauses are usual now, so ask less often."""
        if self._mean_s > 0:
            self._mean_s *= _LONGER
        self.restart(now_s)

    def restart(self, now_s: float) -> None:
        """A new connection, or a consumer that kept us from listening."""
        self.heard_s = self._since_s = now_s
        self._counted = 0

    def allowed_s(self, ceiling_s: float) -> float:
        """How long it may be silent before that is suspect."""
        if self._mean_s < 0:
            return ceiling_s
        return min(ceiling_s, max(self._floor_s, self._mean_s * _TIMES_USUAL))

    def is_suspect(self, now_s: float, ceiling_s: float) -> bool:
        """Silent for long enough to ask the venue."""
        return now_s - self.heard_s > self.allowed_s(ceiling_s) * _ASK_AFTER

    def is_overdue(self, now_s: float, ceiling_s: float) -> bool:
        """Silent for too long to rely on what it said last."""
        return now_s - self.heard_s > self.allowed_s(ceiling_s)
