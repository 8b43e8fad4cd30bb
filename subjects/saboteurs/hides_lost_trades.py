"""MD-070: goes on with the next trade that comes, whatever was missed."""

from typing import Any

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.trades import Trades
from subjects.reference import Reference


class _Trades(Trades):
    def _is_next(self, tape: Any, trade_id: int) -> bool:
        return tape.next_id is None or trade_id >= tape.next_id


class _Connector(BinanceConnector):
    trades_type = _Trades


class HidesLostTrades(Reference):
    name = "hides_lost_trades"
    connector_type = _Connector
