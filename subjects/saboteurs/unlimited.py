"""RL-040: orders cost no weight any more, so they are not paced at all; their own limit is forgotten."""

from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Grant, Priority
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Limiter(RateLimiter):
    def at_once(self, weight: int, orders: int, priority: Priority, now_s: float) -> Grant | None:
        return super().at_once(weight, 0, priority, now_s)

    async def acquire(
        self,
        weight: int = 1,
        *,
        orders: int = 0,
        priority: Priority = Priority.DATA,
        timeout_s: float | None = None,
    ) -> Grant:
        return await super().acquire(weight, priority=priority, timeout_s=timeout_s)


class _Connector(BinanceConnector):
    limiter_type = _Limiter


class Unlimited(Reference):
    name = "unlimited"
    connector_type = _Connector
