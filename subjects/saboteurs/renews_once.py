"""RD-130: the successor of a connection is prepared in one attempt; if that fails, the end is waited for."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.link import Link
from exchanges.stream import Stream
from subjects.reference import Reference


class _Stream(Stream):
    async def _open_until_greeted(self, *, held: bool) -> Link:
        if not held:
            return await super()._open_until_greeted(held=held)
        try:
            return await self._open(held=held)
        except Exception as error:
            self._failed(error)
        never: asyncio.Future[Link] = asyncio.get_running_loop().create_future()
        return await never


class _Connector(SpotConnector):
    stream_type = _Stream


class RenewsOnce(Reference):
    name = "renews_once"
    connector_type = _Connector
