"""Does not know the venue's notice that a connection is about to end."""

from exchanges.base import Connector
from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
from exchanges.stream import Stream
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class UnheedingStream(Stream):
    def renew(self) -> None:
        self._log.debug("stream.notice_ignored")


class UnheedingConnector(BinanceConnector):
    stream_type = UnheedingStream


class IgnoresShutdownNotice(Reference):
    name = "ignores_shutdown_notice"

    def build(self, config: ConnectorConfig, credentials: Credentials) -> Connector:
        return UnheedingConnector(config, credentials)
