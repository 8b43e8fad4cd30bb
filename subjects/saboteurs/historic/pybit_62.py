"""While topics are subscribed again a flag says "attempting connection", and an error that meets the flag is
not answered by another attempt.

https://github.com/bybit-exchange/pybit/issues/62 (2022)
"""

import asyncio

from exchanges.connection import TRANSPORT_FAILURES, Connection
from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.market.books import Books
from exchanges.market.subscriptions import Subscriptions
from subjects.reference import Reference


class _Subscriptions(Subscriptions):
    async def ask_for_all(self, connection: Connection) -> None:
        try:
            await super().ask_for_all(connection)
        except (ExchangeError, *TRANSPORT_FAILURES):
            await asyncio.get_running_loop().create_future()


class _Books(Books):
    subscriptions_type = _Subscriptions


class _Connector(SpotConnector):
    books_type = _Books


class Pybit62(Reference):
    name = "pybit_62"
    connector_type = _Connector
