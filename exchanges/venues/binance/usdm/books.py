"""The book stream (BFU-42, BFU-44): each event names the one before it."""

from __future__ import annotations

import msgspec

from exchanges.connection import Connection
from exchanges.venues.binance.books import BinanceBooks
from exchanges.venues.binance.talk import handle
from exchanges.venues.binance.usdm.messages import DepthEvent

_decode = msgspec.json.Decoder(DepthEvent).decode


class UsdmBooks(BinanceBooks):
    """BFU-43: an event that begins where the snapshot ends follows it, whatever its own first number says."""

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
