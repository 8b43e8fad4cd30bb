"""Replaces its connections after twelve hours: the venue allows twenty-four, and nobody must use them up."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class RenewsAtNoon(Reference):
    name = "renews_at_noon"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, heartbeat=replace(config.heartbeat, renew_after_s=12 * 3600.0))
