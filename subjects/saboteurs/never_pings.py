"""Waits for the venue to speak, however long that takes.

It sends no pings of its own, and where the venue promises heartbeats it does not look for them.
"""

from dataclasses import replace

from exchanges.config import ConnectorConfig, Heartbeat
from exchanges.connector import SpotConnector
from subjects.base import Access
from subjects.reference import Reference

A_YEAR_S = 365 * 86_400.0


class _Connector(SpotConnector):
    beats_within_s = None


class NeverPings(Reference):
    name = "never_pings"
    connector_type = _Connector

    def config(self, access: Access) -> ConnectorConfig:
        return replace(super().config(access), heartbeat=Heartbeat(ping_every_s=A_YEAR_S))
