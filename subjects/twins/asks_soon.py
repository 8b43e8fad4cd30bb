"""Looks up an order of unknown outcome after a tenth of a second, and at most two seconds apart."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class AsksSoon(Reference):
    name = "asks_soon"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, orders=replace(config.orders, lookup_base_s=0.1, lookup_cap_s=2.0))
