"""RL-030: no ban can be meant to last so long; it is asked every five seconds whether it is over."""

from exchanges.connector import SpotConnector
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import FREE, Cost
from subjects.reference import Reference

POLL_EVERY_S = 5.0


class _Limiter(RateLimiter):
    def penalise(self, retry_after_s: float | None, *, banned: bool = False, cost: Cost = FREE) -> float:
        return super().penalise(POLL_EVERY_S if banned else retry_after_s, banned=banned, cost=cost)


class _Connector(SpotConnector):
    limiter_type = _Limiter


class PollsDuringBan(Reference):
    name = "polls_during_ban"
    connector_type = _Connector
