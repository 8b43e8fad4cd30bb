"""FA-030: all venues share one place for a request under way; what hangs at one holds up the others."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from exchanges.connector import SpotConnector
from exchanges.http import Answer, HttpClient
from subjects.base import Access, Session
from subjects.reference import Reference


class _Http(HttpClient):
    place: asyncio.Lock | None = None

    async def send(
        self, method: str, path: str, query: str = "", *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        if self.place is None:
            return await super().send(method, path, query, headers=headers, body=body)
        async with self.place:
            return await super().send(method, path, query, headers=headers, body=body)


class _Connector(SpotConnector):
    http_type = _Http


class OneRequestAtATime(Reference):
    name = "one_request_at_a_time"
    connector_type = _Connector

    @asynccontextmanager
    async def open_together(self, accesses: Sequence[Access]) -> AsyncIterator[Sequence[Session]]:
        place = asyncio.Lock()
        async with super().open_together(accesses) as sessions:
            for session in sessions:
                session.connector._rest._http.place = place  # type: ignore[attr-defined]
            yield sessions
