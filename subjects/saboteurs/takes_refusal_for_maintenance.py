"""CO-410: who refuses the private connection is taken to be closed for maintenance, for a minute at least."""

from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference

MAINTENANCE_S = 70.0


class _Stream(Stream):
    def _failed(self, error: Exception) -> float:
        wait_s = super()._failed(error)
        refused = self.name == "user" and isinstance(error, ConnectionRefusedError)
        return max(wait_s, MAINTENANCE_S) if refused else wait_s


class _Connector(SpotConnector):
    stream_type = _Stream


class TakesRefusalForMaintenance(Reference):
    name = "takes_refusal_for_maintenance"
    connector_type = _Connector
