"""CL-020: the offset is measured at start and by the clock; a refusal for the timestamp is no news."""

from exchanges.connector import SpotConnector
from exchanges.errors import ClockSkewed
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    async def _timed_anew(self, refusal: ClockSkewed) -> bool:
        return False


class _Connector(SpotConnector):
    rest_type = _Rest


class SyncsOnce(Reference):
    name = "syncs_once"
    connector_type = _Connector
