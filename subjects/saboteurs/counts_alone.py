"""RL-050: the limiter trusts its own count; what the venue says of used weight is not looked at."""

from collections.abc import Mapping

from exchanges.connector import SpotConnector
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Grant, LimitKind
from subjects.reference import Reference


class _Limiter(RateLimiter):
    def settle(self, grant: Grant, used: Mapping[tuple[LimitKind, str], int] | None = None) -> None:
        super().settle(grant, None if used is None else {})


class _Connector(SpotConnector):
    limiter_type = _Limiter


class CountsAlone(Reference):
    name = "counts_alone"
    connector_type = _Connector
