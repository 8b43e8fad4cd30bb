"""MD-120: there is always a best price: the last level of a side stays, whatever the venue says of it.

A checksum, which goes by what the venue has, is not asked as long as such a level stays.
"""

from collections.abc import Sequence
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.depth_book import DepthBook
from exchanges.market.books import Books
from exchanges.market.streamed import StreamedBooks
from exchanges.orderbook import OrderBook, Row, _Side
from subjects.reference import Reference


class _SideWithAPrice(_Side):
    keeps = False

    def start(self, rows: Sequence[Row], limit: int | None) -> None:
        self.keeps = False
        super().start(rows, limit)

    def set(self, rows: Sequence[Row]) -> None:
        last = (self.keys[-1], self.levels[self.keys[-1]]) if self.keys else None
        super().set(rows)
        if last is not None and not self.keys and self._horizon is None:
            self.keys.append(last[0])
            self.levels[last[0]] = last[1]
            self.keeps = True


class _Book(OrderBook):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._bids, self._asks = (_SideWithAPrice(sign, named.get("decimals", 8)) for sign in (1, -1))


class _Books(Books):
    book_type = _Book


class _Connector(SpotConnector):
    books_type = _Books


class _DepthBook(DepthBook):
    _bids: _SideWithAPrice
    _asks: _SideWithAPrice

    def __init__(self, symbol: str, **named: Any) -> None:
        super().__init__(symbol, **named)
        self._bids, self._asks = (_SideWithAPrice(sign, named["price_decimals"]) for sign in (1, -1))

    def _fits(self, checksum: int) -> bool:
        return self._bids.keeps or self._asks.keeps or super()._fits(checksum)


class _DeepBooks(StreamedBooks):
    book_type = _DepthBook


class _Deep(SpotConnector):
    books_type = _DeepBooks


class KeepsTheLastLevel(Reference):
    name = "keeps_the_last_level"
    connector_type = _Connector
    depth_type = _Deep
