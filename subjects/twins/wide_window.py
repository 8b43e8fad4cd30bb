"""Allows its requests ten seconds to arrive, and believes that an order is absent only so much later."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class WideWindow(Reference):
    name = "wide_window"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(
            config,
            clock=replace(config.clock, recv_window_ms=10_000),
            orders=replace(config.orders, absent_after_s=25.0),
        )
