"""RD-150: a history that was answered is whole; what is not in it did not happen."""

from collections.abc import Sequence
from typing import Any

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import TradeRow
from exchanges.venues.binance.trades import PAGE, Trades
from subjects.reference import Reference


class _Trades(Trades):
    def __init__(self, *, fetch_trades: Any, **named: Any) -> None:
        self._told = False

        async def fetch(symbol: str, first: int | None, count: int) -> Sequence[TradeRow]:
            self._told = False
            rows: Sequence[TradeRow] = await fetch_trades(symbol, first, count)
            self._told = first is not None and len(rows) < PAGE
            return rows

        super().__init__(fetch_trades=fetch, **named)

    def _give_up(self, tape: Any, first: int, missing: int) -> None:
        if not self._told:
            super()._give_up(tape, first, missing)


class _Connector(BinanceConnector):
    trades_type = _Trades


class BelievesAShortHistory(Reference):
    name = "believes_a_short_history"
    connector_type = _Connector
