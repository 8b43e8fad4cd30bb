"""RL-010: a 429 is passed on to the caller, who is expected to know better than to go on."""

from exchanges.connector import SpotConnector
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import FREE, Cost
from subjects.reference import Reference


class _Limiter(RateLimiter):
    def penalise(self, retry_after_s: float | None, *, banned: bool = False, cost: Cost = FREE) -> float:
        if banned or retry_after_s is None:
            return super().penalise(retry_after_s, banned=banned, cost=cost)
        return retry_after_s


class _Connector(SpotConnector):
    limiter_type = _Limiter


class IgnoresRetryAfter(Reference):
    name = "ignores_retry_after"
    connector_type = _Connector
