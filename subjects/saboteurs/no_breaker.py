"""ER-060: the circuit breaker was set so that it never opens, because it once opened too soon."""

from dataclasses import replace

from exchanges.config import BreakerRules, ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class NoBreaker(Reference):
    name = "no_breaker"

    def config(self, access: Access) -> ConnectorConfig:
        return replace(super().config(access), breaker=BreakerRules(failures=1_000_000))
