"""The event that ends the private stream is passed over; the dead stream is kept.

https://github.com/oliver-zehentleitner/unicorn-binance-websocket-api/issues/275 (2022)
"""

from exchanges.connection import Connection
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.user import BinanceUserStream
from subjects.reference import Reference


class _UserStream(BinanceUserStream):
    def _on_event(self, event_bytes: bytes, raw: bytes, connection: Connection) -> None:
        if b'"eventStreamTerminated"' not in event_bytes:
            super()._on_event(event_bytes, raw, connection)

    def patrol_is_due(self) -> bool:
        return False


class _Connector(BinanceConnector):
    user_stream_type = _UserStream


class UnicornBinanceWebsocketApi275(Reference):
    name = "unicorn_binance_websocket_api_275"
    venues = frozenset({"binance"})
    connector_type = _Connector
