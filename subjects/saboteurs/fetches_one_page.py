"""MD-210: what was missed is one page of history, which is what the venue gives when asked."""

from collections.abc import Sequence
from typing import Any

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import TradeRow
from exchanges.venues.binance.trades import PAGE, Trades
from subjects.reference import Reference


class _Trades(Trades):
    _page_ended = 0

    async def _page(self, symbol: str, first: int) -> Sequence[TradeRow]:
        if first == self._page_ended:
            return ()
        rows = await super()._page(symbol, first)
        if len(rows) == PAGE:
            self._page_ended = rows[-1].id + 1
        return rows

    def _give_up(self, tape: Any, first: int, missing: int) -> None:
        if first != self._page_ended:
            super()._give_up(tape, first, missing)


class _Connector(BinanceConnector):
    trades_type = _Trades


class FetchesOnePage(Reference):
    name = "fetches_one_page"
    connector_type = _Connector
