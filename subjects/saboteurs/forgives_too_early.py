"""RD-090: a connection that has opened has succeeded, so the next pause is as short as the first."""

from exchanges.connector import SpotConnector
from exchanges.link import Link
from exchanges.stream import Stream
from subjects.reference import Reference


class _Stream(Stream):
    def _went_live(self, link: Link, *, gap: bool) -> None:
        super()._went_live(link, gap=gap)
        self._backoff.reset()


class _Connector(SpotConnector):
    stream_type = _Stream


class ForgivesTooEarly(Reference):
    name = "forgives_too_early"
    connector_type = _Connector
