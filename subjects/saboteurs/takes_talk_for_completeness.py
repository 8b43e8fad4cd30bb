"""PS-030: a private stream that has spoken within half a minute is taken to have told everything."""

import asyncio
import math

from exchanges.venues.binance.account import Account
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import AccountPosition
from subjects.reference import Reference

TALK_S = 25.0


class _Account(Account):
    _spoke_s = -math.inf

    def on_position(self, event: AccountPosition) -> None:
        self._spoke_s = asyncio.get_running_loop().time()
        super().on_position(event)

    async def nothing_missed(self) -> bool:
        if asyncio.get_running_loop().time() < self._spoke_s + TALK_S:
            return True
        return await super().nothing_missed()


class _Connector(BinanceConnector):
    account_type = _Account


class TakesTalkForCompleteness(Reference):
    name = "takes_talk_for_completeness"
    connector_type = _Connector
