"""MD-090: prices and quantities pass through a binary float on their way to the user."""

from decimal import Decimal

from exchanges.connector import SpotConnector
from exchanges.delivery import Feed
from exchanges.market.books import Books
from exchanges.market.trades import Trades
from exchanges.models import BookSnapshot, Level, Trade
from exchanges.orderbook import OrderBook
from subjects.reference import Reference


class _FloatBook(OrderBook):
    def snapshot(self, depth: int = 20) -> BookSnapshot:
        book = super().snapshot(depth)
        return BookSnapshot(
            book.symbol, _through_float(book.bids), _through_float(book.asks), book.sequence, book.time_ms
        )


class _FloatFeed(Feed[Trade]):
    async def __anext__(self) -> Trade:
        trade = await super().__anext__()
        price, quantity = Decimal(float(trade.price)), Decimal(float(trade.quantity))
        return Trade(trade.symbol, trade.trade_id, price, quantity, trade.time_ms, trade.buyer_is_maker)


def _through_float(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    return tuple((Decimal(float(price)), Decimal(float(quantity))) for price, quantity in levels)


class _Books(Books):
    book_type = _FloatBook


class _Trades(Trades):
    feed_type = _FloatFeed


class _Connector(SpotConnector):
    books_type = _Books
    trades_type = _Trades


class GoesThroughFloat(Reference):
    name = "goes_through_float"
    connector_type = _Connector
