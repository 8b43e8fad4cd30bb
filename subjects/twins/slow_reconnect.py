"""Begins its delays at one second: a little later back, and gentler to a venue that is in trouble."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class SlowReconnect(Reference):
    name = "slow_reconnect"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, reconnect=replace(config.reconnect, base_s=1.0))
