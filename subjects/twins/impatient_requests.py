"""Gives up an answer after five seconds and takes the outcome for unknown: it asks, sends nothing twice."""

from dataclasses import replace

from exchanges.config import ConnectorConfig
from subjects.base import Access
from subjects.reference import Reference


class ImpatientRequests(Reference):
    name = "impatient_requests"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, timeouts=replace(config.timeouts, request_s=5.0))
