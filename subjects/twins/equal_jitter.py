"""Draws from the upper half of a doubling ceiling instead of from all of it: longer waits, still spread."""

from exchanges.backoff import Backoff
from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Backoff(Backoff):
    def next(self, *, at_least_s: float = 0.0) -> float:
        ceiling = min(self._cap_s, self._base_s * 2.0 ** min(self.attempt, 30))
        self.attempt += 1
        return at_least_s + ceiling * (0.5 + 0.5 * self._rng.random())


class _Connector(SpotConnector):
    def _new_backoff(self) -> Backoff:
        rules = self._config.reconnect
        return _Backoff(rules.base_s, rules.cap_s, self._rng)


class EqualJitter(Reference):
    name = "equal_jitter"
    connector_type = _Connector
