"""Begins its books with 500 levels, which cost half as much as 1000: prices further out come with updates."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class SnapshotsOf500(Reference):
    name = "snapshots_of_500"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, book=replace(config.book, snapshot_levels=500))
