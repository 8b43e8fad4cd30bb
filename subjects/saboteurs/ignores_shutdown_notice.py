"""Does not know the venue's notice that a connection is about to end."""

from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference


class UnheedingStream(Stream):
    def renew(self) -> None:
        self._log.debug("stream.notice_ignored")


class UnheedingConnector(SpotConnector):
    stream_type = UnheedingStream


class IgnoresShutdownNotice(Reference):
    name = "ignores_shutdown_notice"
    connector_type = UnheedingConnector
