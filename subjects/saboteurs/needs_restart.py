"""CF-020: a change of limits is taken note of; the limiter was built with the old ones and keeps them."""

from exchanges.config import ConnectorConfig
from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Connector(SpotConnector):
    def reconfigure(self, config: ConnectorConfig) -> None:
        self._config = config


class NeedsRestart(Reference):
    name = "needs_restart"
    connector_type = _Connector
