"""CO-440: the connection for books is opened at the start, and subscribes when somebody watches one."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.venues.coinbase.books import CoinbaseBooks
from subjects.reference import Reference


class _Books(CoinbaseBooks):
    async def greet(self, connection: Connection) -> None:
        if self._subscriptions.are_any:
            await super().greet(connection)

    def is_fed(self) -> bool:
        return self._subscriptions.are_any


class _Connector(SpotConnector):
    books_type = _Books

    async def start(self) -> None:
        await super().start()
        self._books.stream.start()


class OpensBeforeItWants(Reference):
    name = "opens_before_it_wants"
    deviates_at = "coinbase"
    connector_type = _Connector
