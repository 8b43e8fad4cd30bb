"""MD-280: a stream that nobody wants any more is let go a second later, whoever has come back meanwhile."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.market.subscriptions import Subscriptions
from exchanges.market.trades import Trades
from exchanges.stream import Stream
from subjects.reference import Reference


class _Subscriptions(Subscriptions):
    async def change(self, stream: Stream, method: str, name: str) -> None:
        if method == "UNSUBSCRIBE":
            await asyncio.sleep(1.0)
        await super().change(stream, method, name)


class _Trades(Trades):
    subscriptions_type = _Subscriptions


class _Connector(SpotConnector):
    trades_type = _Trades


class UnsubscribesBelatedly(Reference):
    name = "unsubscribes_belatedly"
    connector_type = _Connector
