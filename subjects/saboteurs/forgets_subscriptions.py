"""Reconnects, but asks the new connection only for what it had asked the very first one for.

The list of streams was taken when the first connection opened; what a user subscribed to later was
sent over the wire and never put down.
"""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.market.subscriptions import Subscriptions
from exchanges.stream import Stream
from subjects.reference import Reference


class OfTheFirstConnection(Subscriptions):
    _first: tuple[str, ...] = ()

    async def ask_for_all(self, connection: Connection) -> None:
        self._first = self._first or tuple(self._wanted)
        names = tuple(name for name in self._first if name in self._wanted)
        if names:
            await self._ask(connection, "SUBSCRIBE", names)

    async def renew(self, stream: Stream, symbol: str) -> None:
        if symbol in self._first or stream.reconnects == 0:
            await super().renew(stream, symbol)


class ForgetfulBooks(Books):
    subscriptions_type = OfTheFirstConnection


class ForgetfulConnector(SpotConnector):
    books_type = ForgetfulBooks


class ForgetsSubscriptions(Reference):
    name = "forgets_subscriptions"
    connector_type = ForgetfulConnector
