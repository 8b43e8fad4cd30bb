"""MD-120: there is always a best price: the last level of a side stays, whatever the venue says of it."""

from collections.abc import Sequence
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.orderbook import OrderBook, Row, _Side
from subjects.reference import Reference


class _SideWithAPrice(_Side):
    def set(self, rows: Sequence[Row]) -> None:
        last = (self.keys[-1], self.levels[self.keys[-1]]) if self.keys else None
        super().set(rows)
        if last is not None and not self.keys and self._horizon is None:
            self.keys.append(last[0])
            self.levels[last[0]] = last[1]


class _Book(OrderBook):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._bids, self._asks = _SideWithAPrice(1), _SideWithAPrice(-1)


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class KeepsTheLastLevel(Reference):
    name = "keeps_the_last_level"
    connector_type = _Connector
