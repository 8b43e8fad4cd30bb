"""Public trades from the channel ``trades-all`` (OKX-67): each by itself, so that a missing one shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.market.trades import Trades
from exchanges.venues.okx.api import OkxApi, trade_in
from exchanges.venues.okx.messages import TradesMessage
from exchanges.venues.okx.talk import Talk

_CHANNEL = "trades-all"

_decode = msgspec.json.Decoder(TradesMessage).decode


class OkxTrades(Trades):
    """The handler of the trade stream. What a reconnect missed is fetched."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        return await self._talk.ask(connection, method, _CHANNEL, symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        go_on = True
        assert isinstance(self._api, OkxApi)  # named by the same connector
        try:
            for row in _decode(raw).data:
                go_on = self.take(trade_in(row, self._api.unit(row.instId))) and go_on
        except (msgspec.DecodeError, ValueError, ArithmeticError):
            # A trade lost here shows in the number of the next.
            self._talk.handle(raw, connection, self.stream)
        return go_on

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"event"' in raw and self._talk.answered(raw, connection)
