"""Fetches an execution that the stream owes after half a second: a request more, told sooner."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class FetchesFillsSoon(Reference):
    name = "fetches_fills_soon"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, orders=replace(config.orders, fills_grace_s=0.5))
