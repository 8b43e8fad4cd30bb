"""Waits a second longer each time, up to the cap, and spreads by half: growth need not be exponential."""

from exchanges.backoff import Backoff
from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Backoff(Backoff):
    def next(self, *, at_least_s: float = 0.0) -> float:
        self.attempt += 1
        return at_least_s + min(self._cap_s, self.attempt * 1.0) * (0.5 + 0.5 * self._rng.random())


class _Connector(SpotConnector):
    def _new_backoff(self) -> Backoff:
        rules = self._config.reconnect
        return _Backoff(rules.base_s, rules.cap_s, self._rng)


class LinearBackoff(Reference):
    name = "linear_backoff"
    connector_type = _Connector
