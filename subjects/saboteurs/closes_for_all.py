"""MD-220: the end of a watch closes the subscription of its symbol, whoever else watches it."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.trades import Trades
from subjects.reference import Reference


class _Trades(Trades):
    def _release(self, tape: Any, feed: Any) -> None:
        while tape.feeds[1:]:
            tape.feeds.pop()
            self._subscriptions.release(tape.symbol)
        if tape.feeds:
            super()._release(tape, tape.feeds[0])


class _Connector(SpotConnector):
    trades_type = _Trades


class ClosesForAll(Reference):
    name = "closes_for_all"
    connector_type = _Connector
