"""A connection that is lost while it subscribes is nobody's business: the retry covers connecting only."""

from exchanges.connector import SpotConnector
from exchanges.errors import StreamClosed
from exchanges.stream import Stream
from subjects.reference import Reference


class FragileStream(Stream):
    def _failed(self, error: Exception) -> float:
        if isinstance(error, StreamClosed):
            raise error
        return super()._failed(error)


class FragileConnector(SpotConnector):
    stream_type = FragileStream


class DiesResubscribing(Reference):
    name = "dies_resubscribing"
    connector_type = FragileConnector
