"""MD-170: a symbol that is silent and of which nobody knows anything means that the connection is dead."""

from collections.abc import Sequence
from typing import Any

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.errors import SubscriptionRefused
from exchanges.market.books import Books
from subjects.reference import Reference


class _Books(Books):
    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._mourned: dict[str, None] = {}

    async def patrol(self) -> str | None:
        reason = await super().patrol()
        for symbol, kept in self._kept.items():
            if kept.gone_until_s > 0:
                kept.gone_until_s = float("-inf")
                self._mourned[symbol] = None
                reason = reason or f"{symbol}: silent, and no answer about it"
        return reason

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        refused = await super()._ask(connection, method, symbols, within_s)
        for symbol in refused:
            if symbol in self._mourned:
                raise SubscriptionRefused(f"{symbol} was refused again", venue=self._api.venue)
        return refused


class _Connector(SpotConnector):
    books_type = _Books


class MournsTheDelisted(Reference):
    name = "mourns_the_delisted"
    connector_type = _Connector
