"""RS-030: a task pings the venue every two seconds, until the end of its connection ends it with an error."""

import asyncio

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from subjects.reference import Reference

_EVERY_S = 2.0


async def _keep_awake(connection: Connection) -> None:
    while True:
        await asyncio.sleep(_EVERY_S)
        await connection.ping()


class _Books(Books):
    async def greet(self, connection: Connection) -> None:
        await super().greet(connection)
        # Held by the loop's timer, and by nobody who would look at how it ends.
        asyncio.create_task(_keep_awake(connection), name="keep awake")  # noqa: RUF006


class _Connector(SpotConnector):
    books_type = _Books


class PingsTheClosed(Reference):
    name = "pings_the_closed"
    connector_type = _Connector
