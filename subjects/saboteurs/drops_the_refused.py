"""RD-100: what the venue refuses is taken off the list, so that one bad name does not keep the rest away."""

from collections.abc import Sequence

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.errors import SubscriptionRefused
from exchanges.market.books import Books
from exchanges.market.subscriptions import Subscriptions
from exchanges.stream import Stream
from subjects.reference import Reference


class _Subscriptions(Subscriptions):
    async def _ask(self, connection: Connection, method: str, symbols: Sequence[str]) -> Sequence[str]:
        try:
            refused = await super()._ask(connection, method, symbols)
        except SubscriptionRefused:
            refused = symbols
        for symbol in refused:
            self._wanted.pop(symbol, None)
        return ()

    async def renew(self, stream: Stream, symbol: str) -> None:
        if symbol in self._wanted:
            await super().renew(stream, symbol)


class _Books(Books):
    subscriptions_type = _Subscriptions


class _Connector(SpotConnector):
    books_type = _Books


class DropsTheRefused(Reference):
    name = "drops_the_refused"
    connector_type = _Connector
