"""Measures the venue's clock every minute: a dozen requests of weight 1 more in an hour are nothing."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class ClockEachMinute(Reference):
    name = "clock_each_minute"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, clock=replace(config.clock, sync_every_s=60.0))
