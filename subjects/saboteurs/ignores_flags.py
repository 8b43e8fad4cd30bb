"""CF-040: the flag that switches trading off is read from the file, and asked by nobody."""

from exchanges.base import Connector
from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Connector(BinanceConnector):
    def _demand_trading(self) -> None:
        self._demand_running()


class IgnoresFlags(Reference):
    name = "ignores_flags"

    def build(self, config: ConnectorConfig, credentials: Credentials) -> Connector:
        return _Connector(config, credentials)
