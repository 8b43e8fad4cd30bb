"""CF-040: the flag that switches trading off is read from the file, and asked by nobody."""

from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Connector(BinanceConnector):
    def _demand_trading(self) -> None:
        self._demand_running()


class IgnoresFlags(Reference):
    name = "ignores_flags"
    connector_type = _Connector
