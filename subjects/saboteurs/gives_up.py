"""Fifty attempts in a row, then it lets the exception out of a task that nobody looks at."""

from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference

MOST_ATTEMPTS = 50


class ImpatientStream(Stream):
    def _failed(self, error: Exception) -> float:
        if self._backoff.attempt >= MOST_ATTEMPTS:
            raise error
        return super()._failed(error)


class ImpatientConnector(SpotConnector):
    stream_type = ImpatientStream


class GivesUp(Reference):
    name = "gives_up"
    connector_type = ImpatientConnector
