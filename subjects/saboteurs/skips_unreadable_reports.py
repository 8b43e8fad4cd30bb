"""PS-140: a report that cannot be read is logged and left at that."""

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.user import UserStream
from subjects.reference import Reference


class _UserStream(UserStream):
    def _lost(self, raw: bytes, why: str) -> None:
        self._unusual.note_unreadable(raw)


class _Connector(BinanceConnector):
    user_stream_type = _UserStream


class SkipsUnreadableReports(Reference):
    name = "skips_unreadable_reports"
    connector_type = _Connector
