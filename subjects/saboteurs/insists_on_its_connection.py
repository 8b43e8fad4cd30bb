"""RL-420: that a connection bears no more subscriptions is taken for a refusal of the market."""

from collections.abc import Sequence

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.errors import SubscriptionRefused
from exchanges.venues.okx.books import OkxBooks
from subjects.reference import Reference


class _Books(OkxBooks):
    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        try:
            return await super()._ask(connection, method, symbols, within_s)
        except SubscriptionRefused:
            return symbols


class _Connector(SpotConnector):
    books_type = _Books


class InsistsOnItsConnection(Reference):
    name = "insists_on_its_connection"
    deviates_at = "okx"
    connector_type = _Connector
