"""PS-160: each word that the subscription has ended opens a new private stream."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference


class _Stream(Stream):
    def __init__(self, *place: Any, **parts: Any) -> None:
        super().__init__(*place, **parts)
        self._place, self._parts = place, parts
        self._renewed: list[Stream] = []

    def restart(self, reason: str) -> None:
        if "terminated" not in reason:
            super().restart(reason)
            return
        another = type(self)(*self._place, **self._parts)
        another.start()
        self._renewed.append(another)

    async def stop(self) -> None:
        for stream in self._renewed:
            await stream.stop()
        await super().stop()


class _Connector(SpotConnector):
    stream_type = _Stream


class RenewsForEachNotice(Reference):
    name = "renews_for_each_notice"
    connector_type = _Connector
