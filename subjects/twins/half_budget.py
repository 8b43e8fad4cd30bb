"""Uses half of each allowance, for others at the same address; what must wait for it waits longer."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class HalfBudget(Reference):
    name = "half_budget"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, limits=replace(config.limits, safety=0.5, queue_s=60.0))
