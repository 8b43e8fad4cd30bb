"""Public trades from the channel ``trade`` (KRK-59)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.market.subscriptions import SUBSCRIBE
from exchanges.market.trades import Trades
from exchanges.models import Trade
from exchanges.venues.kraken.messages import MarketMessage, TradeMessage, epoch_ms
from exchanges.venues.kraken.talk import Talk

_CHANNEL = {"channel": "trade"}

_decode = msgspec.json.Decoder(MarketMessage).decode


class KrakenTrades(Trades):
    """The handler of the trade stream. What a reconnect missed is fetched: no snapshot is asked for."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        verb = "subscribe" if method == SUBSCRIBE else "unsubscribe"
        return await self._talk.ask(connection, verb, _CHANNEL, symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._talk.handle(raw, connection)
            return True
        go_on = True
        if type(message) is TradeMessage:
            for row in message.data:
                trade = Trade(
                    row.symbol,
                    row.trade_id,
                    row.price,
                    row.qty,
                    epoch_ms(row.timestamp),
                    row.side == "sell",
                )
                go_on = self.take(trade) and go_on
        return go_on

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"req_id"' in raw and self._talk.answered(raw, connection)
