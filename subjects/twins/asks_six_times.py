"""Believes that an order is absent after six lookups and twenty seconds: slower, and surer."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class AsksSixTimes(Reference):
    name = "asks_six_times"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, orders=replace(config.orders, absent_after_s=20.0, absent_lookups=6))
