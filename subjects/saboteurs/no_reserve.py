"""RL-060: the whole budget is for everybody, and cancels wait until what has used it up is forgotten."""

from dataclasses import replace

import msgspec

from exchanges.config import ConnectorConfig
from exchanges.connector import SpotConnector
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Cost, Grant, Priority
from subjects.base import Access
from subjects.reference import Reference

NOTHING = 1e-17
"""What is left without it is all, to the last unit: a single one may be what a cancel costs."""


class _Limiter(RateLimiter):
    """What the venue does not count as a call is counted and kept in line like all others."""

    async def acquire(
        self, cost: Cost, *, priority: Priority = Priority.DATA, timeout_s: float | None = None
    ) -> Grant:
        if cost.weight:
            return await super().acquire(cost, priority=priority, timeout_s=timeout_s)
        return await super().acquire(
            msgspec.structs.replace(cost, weight=1), priority=Priority.DATA, timeout_s=timeout_s
        )

    def at_once(self, cost: Cost, priority: Priority, now_s: float) -> Grant | None:
        if cost.weight:
            return super().at_once(cost, priority, now_s)
        return super().at_once(msgspec.structs.replace(cost, weight=1), Priority.DATA, now_s)


class _Connector(SpotConnector):
    limiter_type = _Limiter


class NoReserve(Reference):
    name = "no_reserve"
    connector_type = _Connector

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, limits=replace(config.limits, cancel_reserve=NOTHING))
