"""MD-210: what was missed is one page of history, which is what the venue gives when asked."""

from collections.abc import Sequence
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.trades import Trades
from exchanges.models import Trade
from subjects.reference import Reference


class _Trades(Trades):
    _page_ended = 0

    async def _page(self, tape: Any, first: int) -> Sequence[Trade]:
        if first == self._page_ended:
            return ()
        rows = await super()._page(tape, first)
        if len(rows) == self._api.trades_in_a_page:
            self._page_ended = rows[-1].trade_id + 1
        return rows

    def _give_up(self, tape: Any, first: int, missing: int) -> None:
        if first != self._page_ended:
            super()._give_up(tape, first, missing)


class _Connector(SpotConnector):
    trades_type = _Trades


class FetchesOnePage(Reference):
    name = "fetches_one_page"
    connector_type = _Connector
