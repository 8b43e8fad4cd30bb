"""Public trades from the channel ``trade`` (KRK-59)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.market.subscriptions import SUBSCRIBE
from exchanges.market.trades import Trades
from exchanges.models import Trade
from exchanges.venues.kraken.messages import MarketMessage, TradeMessage, epoch_ms
from exchanges.venues.kraken.talk import Pulse, Talk

_CHANNEL = {"channel": "trade"}

_decode = msgspec.json.Decoder(MarketMessage).decode


class KrakenTrades(Trades):
    """The handler of the trade stream. What a reconnect missed is fetched: no snapshot is asked for."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)
        self._pulse = Pulse(_now())

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        verb = "subscribe" if method == SUBSCRIBE else "unsubscribe"
        return await self._talk.ask(connection, verb, _CHANNEL, symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        self._pulse.heard(_now())
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

    def on_live(self, *, gap: bool) -> None:
        self._pulse.heard(_now())
        super().on_live(gap=gap)

    def patrol_is_due(self) -> bool:
        if self._is_held_up():
            self._pulse.heard(_now())  # it beats, and we do not listen
        return self._has_stopped() is not None or super().patrol_is_due()

    async def patrol(self) -> str | None:
        return self._has_stopped() or await super().patrol()

    def _has_stopped(self) -> str | None:
        """KRK-53: there is a heartbeat as soon as anything is subscribed to."""
        return self._pulse.silence(_now()) if len(self._subscriptions) else None


def _now() -> float:
    return asyncio.get_running_loop().time()
