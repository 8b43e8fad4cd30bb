"""CO-130: notes a sign of life when the user takes a trade, not when one arrives."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.delivery import Feed
from exchanges.market.trades import Trades
from exchanges.models import Trade
from subjects.reference import Reference

_DEAD_AFTER_S = 40.0


class _Feed(Feed[Trade]):
    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.taken_s = asyncio.get_running_loop().time()

    async def __anext__(self) -> Trade:
        trade = await super().__anext__()
        self.taken_s = asyncio.get_running_loop().time()
        return trade


class _Trades(Trades):
    feed_type = _Feed

    def patrol_is_due(self) -> bool:
        return super().patrol_is_due() or self._is_dead()

    async def patrol(self) -> str | None:
        return "no trade for too long" if self._is_dead() else await super().patrol()

    def _is_dead(self) -> bool:
        dead_s = self._now() - _DEAD_AFTER_S
        return any(
            isinstance(feed, _Feed) and len(feed) > 0 and feed.taken_s < dead_s
            for tape in self._tapes.values()
            for feed in tape.feeds
        )


class _Connector(SpotConnector):
    trades_type = _Trades


class BlamesTheConnection(Reference):
    name = "blames_the_connection"
    connector_type = _Connector
