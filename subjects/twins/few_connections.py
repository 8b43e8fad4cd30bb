"""Keeps sixteen requests in flight at most: the others wait their turn in the pool of connections."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class FewConnections(Reference):
    name = "few_connections"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, limits=replace(config.limits, max_in_flight=16))
