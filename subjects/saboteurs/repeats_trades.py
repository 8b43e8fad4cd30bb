"""MD-060: looks for trades that are missing, and never for trades that it has told already."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.trades import Trades
from subjects.reference import Reference


class _Trades(Trades):
    def _is_next(self, tape: Any, trade_id: int) -> bool:
        if tape.next_id is not None and trade_id < tape.next_id:
            return True
        return super()._is_next(tape, trade_id)

    def _is_repeated(self, tape: Any, trade_id: int) -> bool:
        """Asked where trades are not numbered."""
        return False


class _Connector(SpotConnector):
    trades_type = _Trades


class RepeatsTrades(Reference):
    name = "repeats_trades"
    connector_type = _Connector
