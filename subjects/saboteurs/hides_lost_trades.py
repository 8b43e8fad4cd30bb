"""MD-070: goes on with the next trade that comes; only a hole of a thousand trades is worth a question."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.trades import PAGE, Trades
from subjects.reference import Reference


class _Trades(Trades):
    def _is_next(self, tape: Any, trade_id: int) -> bool:
        if tape.next_id is not None and tape.next_id < trade_id < tape.next_id + PAGE:
            return True
        return super()._is_next(tape, trade_id)

    async def _join(self, tape: Any) -> None:
        """Done after a reconnect where trades are not numbered."""
        while tape.held:
            await self._deliver_slowly(tape, tape.held.popleft())
        tape.held = tape.filling = None

    async def _compare(self, tape: Any) -> None:
        """Done now and then where trades are not numbered."""


class _Connector(SpotConnector):
    trades_type = _Trades


class HidesLostTrades(Reference):
    name = "hides_lost_trades"
    connector_type = _Connector
