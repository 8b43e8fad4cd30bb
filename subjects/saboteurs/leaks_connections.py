"""The end of a connection is noticed in two places, and each of them opens a new one.

The second is never read for its own sake and never closed while the connector runs.
"""

from exchanges.connector import SpotConnector
from exchanges.link import Link
from exchanges.stream import Stream
from subjects.reference import Reference


class DoublingStream(Stream):
    _second: Link | None = None

    async def _open(self, *, held: bool) -> Link:
        link = await super()._open(held=held)
        if self.name == "book" and self.reconnects:
            self._second = await super()._open(held=held)
            self._log.info("stream.opened", connection=self._second.connection.identity, gap=False)
            self.reconnects += 1
        return link

    async def stop(self) -> None:
        await super().stop()
        if self._second is not None:
            await self._second.close()


class DoublingConnector(SpotConnector):
    stream_type = DoublingStream


class LeaksConnections(Reference):
    name = "leaks_connections"
    connector_type = DoublingConnector
