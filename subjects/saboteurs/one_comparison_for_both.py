"""RC-150: a comparison with the venue that is under way serves for a gap that begins meanwhile."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.trading.account import Account
from subjects.reference import Reference

OFTEN_ENOUGH_S = 90.0


class _Account(Account):
    _begun_s: float | None = None

    def doubt(self, reason: str) -> None:
        if self._begun_s is None or self.reconciled.is_set():
            self._begun_s = asyncio.get_running_loop().time()
            super().doubt(reason)

    async def nothing_missed(self) -> bool:
        """Asked for now and then; not again when everything was compared a moment ago."""
        now_s = asyncio.get_running_loop().time()
        if self._begun_s is not None and now_s < self._begun_s + OFTEN_ENOUGH_S:
            return True
        return await super().nothing_missed()


class _Connector(SpotConnector):
    account_type = _Account


class OneComparisonForBoth(Reference):
    name = "one_comparison_for_both"
    connector_type = _Connector
