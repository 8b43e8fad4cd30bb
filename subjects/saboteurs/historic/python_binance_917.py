"""One refused subscription at the reconnect, and nobody tries again.

https://github.com/sammchardy/python-binance/issues/917 (2021)
"""

import asyncio

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.trading.user import UserStream
from subjects.reference import Reference


class _UserStream(UserStream):
    _refused = False

    async def greet(self, connection: Connection) -> None:
        if self._refused:
            await asyncio.get_running_loop().create_future()
        self._refused = True
        await super().greet(connection)
        self._refused = False


class _Connector(SpotConnector):
    user_stream_type = _UserStream


class PythonBinance917(Reference):
    name = "python_binance_917"
    connector_type = _Connector
