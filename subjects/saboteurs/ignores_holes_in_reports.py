"""PS-220: the numbers of what the private stream tells are read and not compared."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.venues.kraken.user import KrakenUserStream
from subjects.reference import Reference


class _UserStream(KrakenUserStream):
    def _count(self, connection: Connection, channel: str, kind: str, sequence: int) -> None:
        """What comes is told; what does not come will come some time."""


class _Connector(SpotConnector):
    user_stream_type = _UserStream


class IgnoresHolesInReports(Reference):
    name = "ignores_holes_in_reports"
    deviates_at = "kraken"
    connector_type = _Connector
