"""RL-070: how long to wait after a 429 is read from its header; without one there is nothing to wait for."""

from exchanges.pacing import RateLimiter
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Limiter(RateLimiter):
    def penalise(self, retry_after_s: float | None, *, banned: bool = False) -> float:
        if retry_after_s is None and not banned:
            return 0.0
        return super().penalise(retry_after_s, banned=banned)


class _Connector(BinanceConnector):
    limiter_type = _Limiter


class NeedsTheHeader(Reference):
    name = "needs_the_header"
    connector_type = _Connector
