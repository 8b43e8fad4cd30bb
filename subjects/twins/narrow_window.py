"""Allows its requests two seconds to arrive: what is late is refused, and never done late."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class NarrowWindow(Reference):
    name = "narrow_window"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, clock=replace(config.clock, recv_window_ms=2000))
