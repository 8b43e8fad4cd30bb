"""RC-030: a pause of minutes cannot be meant for the one question that matters, what became of an order."""

import asyncio

from exchanges.breaker import CircuitBreaker
from exchanges.ratelimit import Grant, Priority
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference

LOOKUP_WEIGHT = 4
TOO_LONG_S = 60.0


class _Rest(BinanceRest):
    def _admitted(
        self, circuit: CircuitBreaker, weight: int, orders: int, priority: Priority
    ) -> Grant | None:
        now_s = asyncio.get_running_loop().time()
        limiter = self._limiter.limiter
        urgent = circuit.group == "lookups" and weight == LOOKUP_WEIGHT and priority <= Priority.RESOLVE
        if urgent and limiter.blocked_s(now_s) > TOO_LONG_S:
            return limiter.take(weight, orders, now_s, self.venue_ms() / 1000)
        return super()._admitted(circuit, weight, orders, priority)


class _Connector(BinanceConnector):
    rest_type = _Rest


class LooksUpDuringABan(Reference):
    name = "looks_up_during_a_ban"
    connector_type = _Connector
