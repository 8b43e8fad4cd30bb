"""PE-020: a queue of a fixed size between socket and user; what does not fit is dropped, without a word."""

from exchanges.connector import SpotConnector
from exchanges.delivery import Feed
from exchanges.market.trades import Trades
from exchanges.models import Trade
from subjects.reference import Reference

_ROOM = 2_000


class _BoundedFeed(Feed[Trade]):
    def put(self, item: Trade) -> bool:
        if len(self) < _ROOM:
            super().put(item)
        return True


class _Trades(Trades):
    feed_type = _BoundedFeed


class _Connector(SpotConnector):
    trades_type = _Trades


class DropsWhenFull(Reference):
    name = "drops_when_full"
    connector_type = _Connector
