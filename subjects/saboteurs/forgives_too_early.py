"""RD-090: a connection that has opened has succeeded, so the next pause is as short as the first."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from subjects.reference import Reference


class _Books(Books):
    async def greet(self, connection: Connection) -> None:
        self.stream._backoff.reset()
        await super().greet(connection)


class _Connector(SpotConnector):
    books_type = _Books


class ForgivesTooEarly(Reference):
    name = "forgives_too_early"
    connector_type = _Connector
