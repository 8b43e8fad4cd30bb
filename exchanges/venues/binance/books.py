"""The book stream (BIN-34, BIN-35, BIN-36): bare events with the numbers of what they cover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.market.sequenced import SequencedBooks
from exchanges.venues.binance.messages import DepthEvent
from exchanges.venues.binance.talk import MAX_STREAMS, MarketTalk, answered, handle

_decode = msgspec.json.Decoder(DepthEvent).decode


class BinanceBooks(SequencedBooks):
    most_subscriptions = MAX_STREAMS

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = MarketTalk()

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        names = [f"{symbol.lower()}@depth@100ms" for symbol in symbols]
        await self._talk.ask(connection, method, names, within_s)
        return ()  # one answer for all

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            event = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            handle(raw, connection, self.stream, self._oddities)
            return True
        kept = self._kept.get(event.symbol)
        if kept is not None:
            self._apply(kept, event)
        return True

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return answered(raw, connection)
