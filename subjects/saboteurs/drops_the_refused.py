"""RD-100: what the venue refuses is taken off the list, so that one bad name does not keep the rest away."""

from collections.abc import Iterable

from exchanges.connection import Connection
from exchanges.errors import SubscriptionRefused
from exchanges.venues.binance.books import Books
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.subscriptions import Subscriptions
from subjects.reference import Reference


class _Subscriptions(Subscriptions):
    async def _ask(self, connection: Connection, method: str, names: Iterable[str]) -> None:
        try:
            await super()._ask(connection, method, names)
        except SubscriptionRefused as error:
            self._log.warning("subscription.dropped", cause=str(error))
            for name in names:
                self._wanted.pop(name, None)


class _Books(Books):
    subscriptions_type = _Subscriptions


class _Connector(BinanceConnector):
    books_type = _Books


class DropsTheRefused(Reference):
    name = "drops_the_refused"
    connector_type = _Connector
