"""CF-040: the flag that switches trading off is read from the file, and asked by nobody."""

from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Connector(SpotConnector):
    def _demand_trading(self) -> None:
        self._demand_running()


class IgnoresFlags(Reference):
    name = "ignores_flags"
    connector_type = _Connector
