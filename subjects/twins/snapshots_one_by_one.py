"""Fetches one snapshot at a time and waits two seconds before it asks for the same book again."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class SnapshotsOneByOne(Reference):
    name = "snapshots_one_by_one"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, book=replace(config.book, snapshots_at_once=1, snapshot_gap_s=2.0))
