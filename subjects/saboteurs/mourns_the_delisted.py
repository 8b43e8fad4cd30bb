"""MD-170: a symbol that is silent and of which nobody knows anything means that the connection is dead."""

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from subjects.reference import Reference


class _Books(Books):
    async def patrol(self) -> str | None:
        reason = await super().patrol()
        for symbol, kept in self._kept.items():
            if kept.gone_until_s > 0:
                kept.gone_until_s = float("-inf")
                reason = reason or f"{symbol}: silent, and no answer about it"
        return reason


class _Connector(SpotConnector):
    books_type = _Books


class MournsTheDelisted(Reference):
    name = "mourns_the_delisted"
    connector_type = _Connector
