"""Stop hammering what does not answer: one circuit for each group of endpoints.

Closed: everything passes. Open: only essential requests pass. Half-open: one probe at a time.
Essential requests (cancels, looking up an order of unknown outcome) always pass: they are how
risk is taken down, and their success is as good a probe as any.
"""

from __future__ import annotations

from enum import Enum

from exchanges.config import BreakerRules


class CircuitState(Enum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class CircuitBreaker:
    """Times are monotonic seconds. Whoever was allowed reports ``succeeded`` or ``failed``.

    What counts as a failure is the caller's to say: no answer or a 5xx, never a refusal, for a
    venue that refuses is alive.
    """

    def __init__(self, rules: BreakerRules, group: str = "") -> None:
        self.group = group
        self.rules = rules
        self._failures = 0
        self._openings = 0
        self._open_until: float | None = None
        self._probe_until: float | None = None

    def state(self, now_s: float) -> CircuitState:
        if self._open_until is None:
            return CircuitState.CLOSED
        return CircuitState.OPEN if now_s < self._open_until else CircuitState.HALF_OPEN

    def allows(self, now_s: float, *, essential: bool = False) -> bool:
        """May this request be sent now? In half-open the first who asks becomes the probe."""
        if self._open_until is None or essential:
            return True
        if now_s < self._open_until:
            return False
        if self._probe_until is not None and now_s < self._probe_until:
            return False
        # A probe whose sender was cancelled never reports; its lease ends by itself.
        self._probe_until = now_s + self.rules.cooldown_cap_s
        return True

    def retry_after_s(self, now_s: float) -> float:
        """Seconds until something may pass again; 0 when it may now."""
        if self._open_until is None:
            return 0.0
        return max(0.0, max(self._open_until, self._probe_until or 0.0) - now_s)

    def succeeded(self) -> None:
        """The venue answered (a refusal is an answer): close the circuit."""
        self._failures = 0
        self._openings = 0
        self._open_until = None
        self._probe_until = None

    def failed(self, now_s: float) -> bool:
        """The venue did not answer. True if this opened the circuit."""
        self._failures += 1
        state = self.state(now_s)
        if state is CircuitState.OPEN:
            # Failures of requests sent before, or essential ones, do not lengthen the pause.
            return False
        if state is CircuitState.CLOSED and self._failures < self.rules.failures:
            return False
        pause_s = min(self.rules.cooldown_cap_s, self.rules.cooldown_s * 2.0 ** min(self._openings, 30))
        self._openings += 1
        self._open_until = now_s + pause_s
        self._probe_until = None
        return True

    def abandoned(self) -> None:
        """The request was given up before anything was learned; another may probe."""
        self._probe_until = None


class Breakers:
    """The circuits of one connector by group, made as they are needed."""

    def __init__(self, rules: BreakerRules) -> None:
        self._rules = rules
        self._circuits: dict[str, CircuitBreaker] = {}

    def of(self, group: str) -> CircuitBreaker:
        circuit = self._circuits.get(group)
        if circuit is None:
            circuit = self._circuits[group] = CircuitBreaker(self._rules, group)
        return circuit

    def adopt(self, rules: BreakerRules) -> None:
        """New settings while running; circuits that are open stay so for the pause they began."""
        self._rules = rules
        for circuit in self._circuits.values():
            circuit.rules = rules

    def states(self, now_s: float) -> dict[str, CircuitState]:
        return {group: circuit.state(now_s) for group, circuit in self._circuits.items()}
