"""SE-030: market data comes from the live venue also in the sandbox, whose own market is so thin."""

from exchanges.config import Environment
from exchanges.connector import SpotConnector
from exchanges.stream import Handler, Stream
from subjects.reference import Reference


class _Connector(SpotConnector):
    def _new_stream(self, name: str, url: str, handler: Handler) -> Stream:
        if name != "user" and self._config.environment is Environment.SANDBOX:
            url = f"{self.endpoints[Environment.LIVE].stream.rstrip('/')}{self.market_path}"
        return super()._new_stream(name, url, handler)


class MixesEnvironments(Reference):
    name = "mixes_environments"
    connector_type = _Connector
