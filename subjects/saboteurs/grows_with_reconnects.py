"""Gives every connection a task that watches over it, and ends them all together, when it stops."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.link import Link
from exchanges.stream import Stream
from subjects.reference import Reference


class GrowingStream(Stream):
    def _went_live(self, link: Link, *, gap: bool) -> None:
        super()._went_live(link, gap=gap)
        self._watchers = [*getattr(self, "_watchers", ()), asyncio.create_task(self._watch_over(link))]

    async def _watch_over(self, link: Link) -> None:
        while True:
            await asyncio.sleep(600.0)
            self._log.debug("stream.age", opened_s=link.connection.opened_s)

    async def stop(self) -> None:
        await super().stop()
        for watcher in getattr(self, "_watchers", ()):
            watcher.cancel()


class GrowingConnector(SpotConnector):
    stream_type = GrowingStream


class GrowsWithReconnects(Reference):
    name = "grows_with_reconnects"
    connector_type = GrowingConnector
