"""Pings after five silent seconds and waits five for the pong: notices a dead peer sooner."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class PingsOften(Reference):
    name = "pings_often"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, heartbeat=replace(config.heartbeat, ping_every_s=5.0, pong_s=5.0))
