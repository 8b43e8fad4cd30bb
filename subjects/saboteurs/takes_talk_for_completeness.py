"""PS-030: a private stream that has spoken within half a minute is taken to have told everything."""

import asyncio
import math
from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Balance
from exchanges.trading.account import Account
from subjects.reference import Reference

TALK_S = 25.0


class _Account(Account):
    _spoke_s = -math.inf

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        self._spoke_s = asyncio.get_running_loop().time()
        super().on_balances(balances, as_of_ms)

    def on_moved(self) -> None:
        self._spoke_s = asyncio.get_running_loop().time()
        super().on_moved()

    def doubt(self, reason: str) -> None:
        """Numbers that were left out are taken for the venue's affair."""
        if not reason.endswith("are missing"):
            super().doubt(reason)

    async def nothing_missed(self) -> bool:
        if asyncio.get_running_loop().time() < self._spoke_s + TALK_S:
            return True
        return await super().nothing_missed()


class _Connector(SpotConnector):
    account_type = _Account


class TakesTalkForCompleteness(Reference):
    name = "takes_talk_for_completeness"
    connector_type = _Connector
