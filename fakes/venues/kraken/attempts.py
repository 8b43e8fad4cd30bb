"""Connection attempts by address: about 150 in ten minutes, then ten minutes outside (KRK-29)."""

from collections import deque
from typing import Final

from fakes.quotas import Usage

LIMIT: Final = 150
WINDOW_S: Final = 600.0
LOCKOUT_S: Final = 600.0


class ConnectionAttempts:
    """The window rolls. An attempt while locked out is refused and prolongs nothing."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._recent_s: dict[str, deque[float]] = {}
        self._locked_until_s: dict[str, float] = {}

    def charge(self, caller: str, amount: int, now_s: float) -> Usage:
        until_s = self._locked_until_s.get(caller, 0.0)
        if now_s < until_s:
            return Usage(self._limit + 1, self._limit, until_s)
        recent = self._recent_s.setdefault(caller, deque())
        while recent and recent[0] <= now_s - WINDOW_S:
            recent.popleft()
        recent.extend([now_s] * amount)
        if len(recent) > self._limit:
            self._locked_until_s[caller] = until_s = now_s + LOCKOUT_S
            return Usage(len(recent), self._limit, until_s)
        return Usage(len(recent), self._limit, recent[0] + WINDOW_S if recent else now_s)
