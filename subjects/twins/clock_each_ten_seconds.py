"""Measures the venue's clock every ten seconds, at a thousandth of the weight that is allowed."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class ClockEachTenSeconds(Reference):
    name = "clock_each_ten_seconds"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, clock=replace(config.clock, sync_every_s=10.0))
