"""Opens its circuit after three failures and tries again after two seconds, doubling."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class QuickBreaker(Reference):
    name = "quick_breaker"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, breaker=replace(config.breaker, failures=3, cooldown_s=2.0))
