"""RC-030: a pause of minutes cannot be meant for the one question that matters, what became of an order."""

import asyncio

from exchanges.breaker import CircuitBreaker
from exchanges.connector import SpotConnector
from exchanges.ratelimit import Cost, Grant, Priority
from exchanges.requests import Requests
from subjects.reference import Reference

LOOKUP_WEIGHTS = (1, 4)
"""Of the question about one order, at contracts and on the spot; to list them costs more."""
TOO_LONG_S = 60.0


class _Rest(Requests):
    def _admitted(self, circuit: CircuitBreaker, cost: Cost, priority: Priority) -> Grant | None:
        now_s = asyncio.get_running_loop().time()
        limiter = self._limiter.limiter
        urgent = circuit.group == "lookups" and cost.weight in LOOKUP_WEIGHTS and priority <= Priority.RESOLVE
        if urgent and limiter.blocked_s(now_s) > TOO_LONG_S:
            return limiter.take(cost, now_s, self.venue_ms() / 1000)
        return super()._admitted(circuit, cost, priority)


class _Connector(SpotConnector):
    rest_type = _Rest


class LooksUpDuringABan(Reference):
    name = "looks_up_during_a_ban"
    connector_type = _Connector
