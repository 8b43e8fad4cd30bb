"""MD-180: a trade whose id was told already is a duplicate, whatever symbol that was."""

from exchanges.connector import SpotConnector
from exchanges.delivery import Feed, Watched
from exchanges.market.trades import Trades
from exchanges.models import Trade
from subjects.reference import Reference


class _Feed(Feed[Trade]):
    told: dict[int, str]

    def put(self, item: Trade) -> bool:
        if self.told.setdefault(item.trade_id, item.symbol) != item.symbol:
            return True
        return super().put(item)


class _Trades(Trades):
    feed_type = _Feed

    def watch(self, symbol: str) -> Watched[Trade]:
        watched = super().watch(symbol)
        if not hasattr(self, "_told"):
            self._told: dict[int, str] = {}
        for feed in self._tapes[symbol].feeds:
            assert isinstance(feed, _Feed)
            feed.told = self._told
        return watched


class _Connector(SpotConnector):
    trades_type = _Trades


class OneCountForAllSymbols(Reference):
    name = "one_count_for_all_symbols"
    connector_type = _Connector
