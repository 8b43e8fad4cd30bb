"""The trade stream (BIN-38): bare events, ids without holes within a symbol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.market.trades import Trades
from exchanges.models import Trade
from exchanges.venues.binance.messages import TradeEvent
from exchanges.venues.binance.talk import MAX_STREAMS, MarketTalk, answered, handle

_decode = msgspec.json.Decoder(TradeEvent).decode


class BinanceTrades(Trades):
    most_subscriptions = MAX_STREAMS

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = MarketTalk()

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        names = [f"{symbol.lower()}@trade" for symbol in symbols]
        await self._talk.ask(connection, method, names, within_s)
        return ()  # one answer for all

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            event = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            handle(raw, connection, self.stream, self._oddities)
            return True
        return self.take(Trade(event.s, event.t, event.p, event.q, event.T, event.m))

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return answered(raw, connection)
