"""PS-140: a report that cannot be read is logged and left at that."""

from exchanges.connector import SpotConnector
from exchanges.trading.user import UserStream
from subjects.reference import Reference


class _UserStream(UserStream):
    def _lost(self, raw: bytes, why: str) -> None:
        self._oddities.unreadable(raw)


class _Connector(SpotConnector):
    user_stream_type = _UserStream


class SkipsUnreadableReports(Reference):
    name = "skips_unreadable_reports"
    connector_type = _Connector
