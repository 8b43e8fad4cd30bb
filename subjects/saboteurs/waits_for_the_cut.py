"""Leaves it to the venue to end a connection that has grown old, and connects again afterwards."""

from dataclasses import replace

from exchanges.config import ConnectorConfig, Heartbeat
from subjects.base import Access
from subjects.reference import Reference

A_YEAR_S = 365 * 86_400.0


class WaitsForTheCut(Reference):
    name = "waits_for_the_cut"

    def config(self, access: Access) -> ConnectorConfig:
        return replace(super().config(access), heartbeat=Heartbeat(renew_after_s=A_YEAR_S))
