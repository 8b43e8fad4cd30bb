"""Tells at once that an outcome is unknown and goes on asking: the stream of orders tells what came of it."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class RaisesAtOnce(Reference):
    name = "raises_at_once"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, orders=replace(config.orders, resolve_s=0.001))
