"""Public trades from the topic ``publicTrade`` (BYB-75)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.market.subscriptions import SUBSCRIBE
from exchanges.market.unnumbered import UnnumberedTrades
from exchanges.models import Trade
from exchanges.venues.bybit.ids import trade_number
from exchanges.venues.bybit.messages import TradeData, TradeMessage
from exchanges.venues.bybit.talk import Talk

_decode = msgspec.json.Decoder(TradeMessage).decode


class BybitTrades(UnnumberedTrades):
    """The handler of the trade stream."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        op = "subscribe" if method == SUBSCRIBE else "unsubscribe"
        return await self._talk.ask_for(connection, op, "publicTrade.", symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            trades = [_trade(row) for row in _decode(raw).data]
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
            self._talk.handle(raw, connection)
            return True
        go_on = True
        for trade in trades:
            go_on = self.take(trade) and go_on
        return go_on

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"req_id"' in raw and self._talk.answered(raw, connection)


def _trade(row: TradeData) -> Trade:
    return Trade(row.s, trade_number(row.i), row.p, row.v, row.T, row.S == "Sell")
