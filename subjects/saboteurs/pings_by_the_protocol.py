"""CO-420: the pings of WebSocket itself will do, whatever word the venue asks for."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference


class _Stream(Stream):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "ping_frame": None})


class _Connector(SpotConnector):
    stream_type = _Stream


class PingsByTheProtocol(Reference):
    name = "pings_by_the_protocol"
    connector_type = _Connector
