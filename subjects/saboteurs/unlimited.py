"""RL-040: orders cost no weight any more, so they are not paced at all; their own limit is forgotten."""

from exchanges.connector import SpotConnector
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Cost, Grant, Priority
from subjects.reference import Reference


class _Limiter(RateLimiter):
    def at_once(self, cost: Cost, priority: Priority, now_s: float) -> Grant | None:
        return super().at_once(Cost(cost.weight, scope=cost.scope), priority, now_s)

    async def acquire(
        self,
        cost: Cost,
        *,
        priority: Priority = Priority.DATA,
        timeout_s: float | None = None,
    ) -> Grant:
        return await super().acquire(
            Cost(cost.weight, scope=cost.scope), priority=priority, timeout_s=timeout_s
        )


class _Connector(SpotConnector):
    limiter_type = _Limiter


class Unlimited(Reference):
    name = "unlimited"
    connector_type = _Connector
