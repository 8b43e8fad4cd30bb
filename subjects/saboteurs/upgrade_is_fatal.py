"""Retries what the network does, but takes a refused handshake for the venue's last word.

Public streams only: for the private one somebody had mended it.
"""

from websockets.exceptions import InvalidStatus

from exchanges.connector import SpotConnector
from exchanges.errors import RateLimited
from exchanges.stream import Stream
from subjects.reference import Reference


class OffendedStream(Stream):
    def _failed(self, error: Exception) -> float:
        if self.name != "user" and isinstance(error, InvalidStatus | RateLimited):
            raise error
        return super()._failed(error)


class OffendedConnector(SpotConnector):
    stream_type = OffendedStream


class UpgradeIsFatal(Reference):
    name = "upgrade_is_fatal"
    connector_type = OffendedConnector
