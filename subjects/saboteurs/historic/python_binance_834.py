"""The reconnect is one attempt in a task of its own; when it meets a failure of the network it is over.

https://github.com/sammchardy/python-binance/issues/834 (2021)
"""

from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference


class _Stream(Stream):
    def _failed(self, error: Exception) -> float:
        if self.reconnects and isinstance(error, OSError):
            raise error
        return super()._failed(error)


class _Connector(SpotConnector):
    stream_type = _Stream


class PythonBinance834(Reference):
    name = "python_binance_834"
    connector_type = _Connector
