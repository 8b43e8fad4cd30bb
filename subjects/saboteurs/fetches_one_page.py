"""MD-210: what was missed is one page of history, which is what the venue gives when asked."""

from collections.abc import Sequence
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.trades import Trades
from exchanges.models import Trade
from subjects.reference import Reference


class _Trades(Trades):
    _page_ended = -1
    _listed: Sequence[Trade] = ()

    async def _page(self, tape: Any, first: int) -> Sequence[Trade]:
        if first == self._page_ended:
            return ()
        rows = self._listed = await super()._page(tape, first)
        if len(rows) >= self._api.trades_in_a_page:
            self._page_ended = rows[-1].trade_id + 1
        return rows

    def _give_up(self, tape: Any, first: int, missing: int) -> None:
        if first != self._page_ended:
            super()._give_up(tape, first, missing)

    def _lost(self, tape: Any, missing: int) -> None:
        """Said where trades are not numbered: if as many were listed as ever are, the rest is not missed."""
        if missing or len(self._listed) < self._api.trades_in_a_page:
            super()._lost(tape, missing)  # type: ignore[misc]  # of the class it is combined with


class _Connector(SpotConnector):
    trades_type = _Trades


class FetchesOnePage(Reference):
    name = "fetches_one_page"
    connector_type = _Connector
