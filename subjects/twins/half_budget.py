"""Uses half of each allowance of the venue: who shares an address with others leaves them the rest."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class HalfBudget(Reference):
    name = "half_budget"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, limits=replace(config.limits, safety=0.5))
