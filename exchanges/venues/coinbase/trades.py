"""Public trades from the channel ``market_trades`` (CBS-71)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.delivery import Watched
from exchanges.market.subscriptions import SUBSCRIBE as WANTED
from exchanges.market.trades import Trades
from exchanges.models import Trade
from exchanges.venues.coinbase.api import CoinbaseApi, trade_in
from exchanges.venues.coinbase.messages import Heartbeats, SubscriptionsMessage, TradesEvent, TradesMessage
from exchanges.venues.coinbase.talk import HEARTBEATS, SUBSCRIBE, UNSUBSCRIBE, Talk

_CHANNEL = "market_trades"

_decode = msgspec.json.Decoder(TradesMessage | Heartbeats | SubscriptionsMessage).decode


class CoinbaseTrades(Trades):
    """The handler of the trade stream. What was missed shows in the ids of trades."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)
        assert isinstance(self._api, CoinbaseApi)  # named by the same connector
        self._products = self._api.products

    def watch(self, symbol: str) -> Watched[Trade]:
        return super().watch(self._products.told_as(symbol))

    async def greet(self, connection: Connection) -> None:
        """Heartbeats first: they keep the others open, and some subscription must be there soon (CBS-61)."""
        await self._talk.open(connection, HEARTBEATS, self._config().timeouts.subscribe_s)
        await super().greet(connection)

    def is_fed(self) -> bool:
        return True

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        verb = SUBSCRIBE if method == WANTED else UNSUBSCRIBE
        return await self._talk.ask(connection, verb, _CHANNEL, symbols, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._talk.handle(raw, connection)
            return True
        go_on = True
        if type(message) is TradesMessage:
            for event in message.events:
                go_on = self._on_event(event) and go_on
        elif type(message) is SubscriptionsMessage:
            self._talk.confirmed(message, connection)
        return go_on

    def _on_event(self, event: TradesEvent) -> bool:
        """The newest come first. A first snapshot is history: it says from which trade on we listen."""
        trades = sorted(map(trade_in, event.trades), key=lambda trade: trade.trade_id)
        if event.type == "snapshot":
            begun = {symbol: tape.next_id is not None for symbol, tape in self._tapes.items()}
            for trade in trades:
                if not begun.get(trade.symbol, True):
                    tape = self._tapes[trade.symbol]
                    tape.next_id, tape.time_ms = trade.trade_id + 1, trade.time_ms
            trades = [trade for trade in trades if begun.get(trade.symbol, True)]
        go_on = True
        for trade in trades:
            go_on = self.take(trade) and go_on
        return go_on

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return self._talk.answered(raw, connection)
