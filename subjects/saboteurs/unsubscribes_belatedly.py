"""MD-280: a stream that nobody wants any more is let go a second later, whoever has come back meanwhile."""

import asyncio
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.subscriptions import UNSUBSCRIBE, Subscriptions
from exchanges.market.trades import Trades
from exchanges.stream import Stream
from subjects.reference import Reference


class _Subscriptions(Subscriptions):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._leaving: dict[str, None] = {}

    async def change(self, stream: Stream, method: str, name: str) -> None:
        if method == UNSUBSCRIBE:
            self._leaving[name] = None
            await asyncio.sleep(1.0)
            self._leaving.pop(name, None)
        await super().change(stream, method, name)

    async def insist(self, stream: Stream, symbol: str) -> None:
        """Who is refused because he is subscribed already has what he wanted."""
        if symbol in self._leaving:
            self.refused.pop(symbol, None)
        await super().insist(stream, symbol)


class _Trades(Trades):
    subscriptions_type = _Subscriptions


class _Connector(SpotConnector):
    trades_type = _Trades


class UnsubscribesBelatedly(Reference):
    name = "unsubscribes_belatedly"
    connector_type = _Connector
