"""CO-120: a message of more than a megabyte ends its reader of books; sockets and pings go on."""

from typing import Any

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from subjects.reference import Reference

_MOST_BYTES = 1024 * 1024


class _Books(Books):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._choked = False

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        self._choked = self._choked or len(raw) > _MOST_BYTES
        return True if self._choked else super().on_message(raw, connection)


class _Connector(SpotConnector):
    books_type = _Books


class ChokesOnBigMessages(Reference):
    name = "chokes_on_big_messages"
    connector_type = _Connector
