"""CO-430: the books' connection lives on what the market says."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.venues.coinbase.books import CoinbaseBooks
from subjects.reference import Reference


class _Books(CoinbaseBooks):
    async def greet(self, connection: Connection) -> None:
        await Books.greet(self, connection)

    def is_fed(self) -> bool:
        """Nothing can be missed of what was not asked for."""
        return False


class _Connector(SpotConnector):
    books_type = _Books


class SubscribesToNoHeartbeats(Reference):
    name = "subscribes_to_no_heartbeats"
    deviates_at = "coinbase"
    connector_type = _Connector
