"""RL-070: how long to wait after a 429 is read from its header; without one there is nothing to wait for."""

from exchanges.connector import SpotConnector
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import FREE, Cost
from subjects.reference import Reference


class _Limiter(RateLimiter):
    def penalise(self, retry_after_s: float | None, *, banned: bool = False, cost: Cost = FREE) -> float:
        if retry_after_s is None and not banned:
            return 0.0
        return super().penalise(retry_after_s, banned=banned, cost=cost)


class _Connector(SpotConnector):
    limiter_type = _Limiter


class NeedsTheHeader(Reference):
    name = "needs_the_header"
    connector_type = _Connector
