"""RD-150: a history that was answered is whole; what is not in it did not happen."""

from collections.abc import Sequence
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.trades import Trades
from exchanges.models import Trade
from subjects.reference import Reference


class _Trades(Trades):
    _told = False

    async def _fetch_trades(
        self, symbol: str, first: int | None, count: int, since_ms: int
    ) -> Sequence[Trade]:
        self._told = False
        rows = await super()._fetch_trades(symbol, first, count, since_ms)
        self._told = first is not None and len(rows) < self._api.trades_in_a_page
        return rows

    def _give_up(self, tape: Any, first: int, missing: int) -> None:
        if not self._told:
            super()._give_up(tape, first, missing)

    def _lost(self, tape: Any, missing: int) -> None:
        """Said where trades are not numbered."""
        if not self._told:
            super()._lost(tape, missing)  # type: ignore[misc]  # of the class it is combined with


class _Connector(SpotConnector):
    trades_type = _Trades


class BelievesAShortHistory(Reference):
    name = "believes_a_short_history"
    connector_type = _Connector
