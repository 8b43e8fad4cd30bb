"""PS-010: the venue's word that the subscription has ended is passed over like any event of no interest."""

from exchanges.connection import Connection
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.user import BinanceUserStream
from subjects.reference import Reference


class _UserStream(BinanceUserStream):
    def _on_event(self, event_bytes: bytes, raw: bytes, connection: Connection) -> None:
        if b'"eventStreamTerminated"' not in event_bytes:
            super()._on_event(event_bytes, raw, connection)


class _Connector(BinanceConnector):
    user_stream_type = _UserStream


class IgnoresTheEnd(Reference):
    name = "ignores_the_end"
    deviates_at = "binance"
    connector_type = _Connector
