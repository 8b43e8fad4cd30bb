"""MD-200: the time of a trade is when it got here."""

import time

import msgspec

from exchanges.connector import SpotConnector
from exchanges.delivery import Feed
from exchanges.market.trades import Trades
from exchanges.models import Trade
from subjects.reference import Reference


class _Feed(Feed[Trade]):
    def put(self, item: Trade) -> bool:
        return super().put(msgspec.structs.replace(item, time_ms=int(time.time() * 1000)))


class _Trades(Trades):
    feed_type = _Feed


class _Connector(SpotConnector):
    trades_type = _Trades


class StampsOnArrival(Reference):
    name = "stamps_on_arrival"
    connector_type = _Connector
