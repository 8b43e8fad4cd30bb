"""Lets submit wait a whole minute for certainty: it answers late, and says nothing that it does not know."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class WaitsForCertainty(Reference):
    name = "waits_for_certainty"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, orders=replace(config.orders, resolve_s=60.0))
