"""CL-020: the offset is measured at start and by the clock; a refusal for the timestamp is no news."""

from exchanges.base import Connector
from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
from exchanges.errors import ClockSkewed
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference


class _Rest(BinanceRest):
    async def _timed_anew(self, refusal: ClockSkewed) -> bool:
        return False


class _Connector(BinanceConnector):
    rest_type = _Rest


class SyncsOnce(Reference):
    name = "syncs_once"

    def build(self, config: ConnectorConfig, credentials: Credentials) -> Connector:
        return _Connector(config, credentials)
