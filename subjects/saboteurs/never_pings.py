"""Waits for the venue to speak: it sends no pings of its own."""

from dataclasses import replace

from exchanges.config import ConnectorConfig, Heartbeat
from subjects.base import Access
from subjects.reference import Reference

A_YEAR_S = 365 * 86_400.0


class NeverPings(Reference):
    name = "never_pings"

    def config(self, access: Access) -> ConnectorConfig:
        return replace(super().config(access), heartbeat=Heartbeat(ping_every_s=A_YEAR_S))
