"""RL-090: a cancel makes room, so it is counted as nothing, however young the order is."""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Cost, Grant, Priority
from subjects.reference import Reference


class _Limiter(RateLimiter):
    def at_once(self, cost: Cost, priority: Priority, now_s: float) -> Grant | None:
        return super().at_once(_free(cost, priority), priority, now_s)

    async def acquire(
        self, cost: Cost, *, priority: Priority = Priority.DATA, timeout_s: float | None = None
    ) -> Grant:
        return await super().acquire(_free(cost, priority), priority=priority, timeout_s=timeout_s)


def _free(cost: Cost, priority: Priority) -> Cost:
    return replace(cost, orders=0) if priority is Priority.CANCEL else cost


class _Connector(SpotConnector):
    limiter_type = _Limiter


class CancelsForFree(Reference):
    name = "cancels_for_free"
    connector_type = _Connector
