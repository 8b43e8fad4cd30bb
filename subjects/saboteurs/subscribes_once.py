"""PS-170: whether the account is subscribed to is remembered, and forgotten only when the stream is lost."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.trading.user import UserStream
from subjects.reference import Reference


class _UserStream(UserStream):
    _subscribed = False

    async def greet(self, connection: Connection) -> None:
        if not self._subscribed:
            await super().greet(connection)
        self._subscribed = True

    def on_lost(self, reason: str) -> None:
        self._subscribed = False
        super().on_lost(reason)


class _Connector(SpotConnector):
    user_stream_type = _UserStream


class SubscribesOnce(Reference):
    name = "subscribes_once"
    connector_type = _Connector
