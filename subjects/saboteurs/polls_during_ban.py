"""RL-030: no ban can be meant to last so long; it is asked every five seconds whether it is over."""

from exchanges.pacing import RateLimiter
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference

POLL_EVERY_S = 5.0


class _Limiter(RateLimiter):
    def penalise(self, retry_after_s: float | None, *, banned: bool = False) -> float:
        return super().penalise(POLL_EVERY_S if banned else retry_after_s, banned=banned)


class _Connector(BinanceConnector):
    limiter_type = _Limiter


class PollsDuringBan(Reference):
    name = "polls_during_ban"
    connector_type = _Connector
