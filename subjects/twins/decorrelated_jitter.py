"""Draws up to three times its last delay: decorrelated jitter, the other well-known way to spread a crowd."""

from random import Random

from exchanges.backoff import Backoff
from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Backoff(Backoff):
    def __init__(self, base_s: float, cap_s: float, rng: Random) -> None:
        super().__init__(base_s, cap_s, rng)
        self._last_s = base_s

    def next(self, *, at_least_s: float = 0.0) -> float:
        self.attempt += 1
        self._last_s = min(self._cap_s, self._rng.uniform(self._base_s, 3 * self._last_s))
        return at_least_s + self._last_s

    def reset(self) -> None:
        super().reset()
        self._last_s = self._base_s


class _Connector(SpotConnector):
    def _new_backoff(self) -> Backoff:
        rules = self._config.reconnect
        return _Backoff(rules.base_s, rules.cap_s, self._rng)


class DecorrelatedJitter(Reference):
    name = "decorrelated_jitter"
    connector_type = _Connector
