"""Numbers that only grow, for venues that refuse a request whose number is not above all before it.

Taken from wall time, so that a restart goes on above where the last run ended; counted on from the
last one where the clock stands still or goes back. The unit can never be made coarser again with a
key that has been used, so it is fixed: microseconds, which have 16 digits until the year 2286.
"""

from __future__ import annotations

from collections.abc import Callable


class Nonces:
    """``wall`` tells epoch seconds."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._last = 0

    def next(self) -> int:
        """Above every number before it."""
        self._last = max(self._last + 1, int(self._wall() * 1_000_000))
        return self._last

    def leap(self, seconds: float) -> None:
        """The venue has seen a higher one (from before our clock was set back): go on further up."""
        self._last = max(self._last, int(self._wall() * 1_000_000)) + int(seconds * 1_000_000)
