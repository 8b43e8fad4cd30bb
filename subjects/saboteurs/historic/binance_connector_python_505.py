"""A lost connection is made again, and with it all the others of the pool, which stay beside the old ones.

https://github.com/binance/binance-connector-python/issues/505 (2026)
"""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.link import Link
from exchanges.stream import Stream
from subjects.reference import Reference


class _Stream(Stream):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._pool: list[Link] = []

    async def _open(self, *, held: bool) -> Link:
        link = await super()._open(held=held)
        if self.reconnects:
            self._pool.append(await super()._open(held=held))
        return link

    async def stop(self) -> None:
        await super().stop()
        for link in self._pool:
            await link.close()


class _Connector(SpotConnector):
    stream_type = _Stream


class SpotConnectorPython505(Reference):
    name = "binance_connector_python_505"
    connector_type = _Connector
