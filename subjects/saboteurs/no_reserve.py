"""RL-060: the whole budget is for everybody, and cancels wait until what has used it up is forgotten."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference

NEXT_TO_NOTHING = 1e-9


class NoReserve(Reference):
    name = "no_reserve"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, limits=replace(config.limits, cancel_reserve=NEXT_TO_NOTHING))
