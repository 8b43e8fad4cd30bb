"""MD-270: a subscription that finds no connection is dropped; only what was sent once is asked for again."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.market.subscriptions import Subscriptions
from exchanges.stream import Stream
from subjects.reference import Reference


class _Subscriptions(Subscriptions):
    _connected = False

    async def ask_for_all(self, connection: Connection) -> None:
        self._connected = True
        await super().ask_for_all(connection)

    async def change(self, stream: Stream, method: str, name: str) -> None:
        if self._connected and stream.connection is None and method == "SUBSCRIBE":
            self._wanted.pop(name, None)
        await super().change(stream, method, name)

    async def renew(self, stream: Stream, symbol: str) -> None:
        if symbol in self._wanted:
            await super().renew(stream, symbol)


class _Books(Books):
    subscriptions_type = _Subscriptions


class _Connector(SpotConnector):
    books_type = _Books


class LosesWhatWasAskedMeanwhile(Reference):
    name = "loses_what_was_asked_meanwhile"
    connector_type = _Connector
