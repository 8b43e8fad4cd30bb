"""MD-080: "old prices are of no use": what has waited too long for its user is dropped, without a word."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.delivery import Feed
from exchanges.market.trades import Trades
from exchanges.models import Trade
from subjects.reference import Reference

_OLD_AFTER_S = 10.0


class _FreshFeed(Feed[Trade]):
    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._came_s: dict[int, float] = {}

    def put(self, item: Trade) -> bool:
        self._came_s[item.trade_id] = asyncio.get_running_loop().time()
        return super().put(item)

    async def __anext__(self) -> Trade:
        while True:
            trade = await super().__anext__()
            waited_s = asyncio.get_running_loop().time() - self._came_s.pop(trade.trade_id)
            if waited_s <= _OLD_AFTER_S:
                return trade


class _Trades(Trades):
    feed_type = _FreshFeed


class _Connector(SpotConnector):
    trades_type = _Trades


class DropsWhatWaited(Reference):
    name = "drops_what_waited"
    connector_type = _Connector
