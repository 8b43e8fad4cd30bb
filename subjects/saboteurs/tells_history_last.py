"""MD-190: what was missed is fetched on the side and told when it comes; new trades do not wait for it."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.trades import PAGE, Trades
from subjects.reference import Reference


class _Trades(Trades):
    def _is_next(self, tape: Any, trade_id: int) -> bool:
        expected = tape.next_id
        if expected is not None and trade_id > expected:
            self._run(self._fetch_missed(tape, expected, trade_id, tape.time_ms), f"fill {tape.symbol}")
            return True
        return super()._is_next(tape, trade_id)

    async def _join(self, tape: Any) -> None:
        """Done after a reconnect where trades are not numbered."""
        held, tape.held = tape.held, None
        while held:
            await self._deliver_slowly(tape, held.popleft())
        for row in await self._page(tape, 0):
            if row.trade_id not in tape.told:
                await self._deliver_slowly(tape, row)
        tape.filling = None

    async def _fetch_missed(self, tape: Any, first: int, end: int, since_ms: int) -> None:
        while first < end:
            page = await self._fetch_trades(tape.symbol, first, PAGE, since_ms)
            rows = [row for row in page if first <= row.trade_id < end]
            if not rows:
                self._give_up(tape, first, end - first)
                return
            for row in rows:
                await self._deliver_slowly(tape, row)
                first, since_ms = row.trade_id + 1, row.time_ms


class _Connector(SpotConnector):
    trades_type = _Trades


class TellsHistoryLast(Reference):
    name = "tells_history_last"
    connector_type = _Connector
