"""RC-120: the balances that arrived last are the balances, whatever time the venue put on them."""

from collections.abc import Iterable
from typing import Any

from exchanges.balances import BalanceSheet
from exchanges.connector import SpotConnector
from exchanges.models import Balance
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Sheet(BalanceSheet):
    def apply_snapshot(self, balances: Iterable[Balance], as_of_ms: int, mark: int) -> None:
        super().apply_snapshot(balances, max((as_of_ms, *self._as_of_ms.values())), mark)


class _Account(Account):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.sheet = _Sheet()

    async def _fetch_holdings(self) -> None:
        """Whatever moved while they were under way is in them."""
        await super()._fetch_holdings()
        self._moves_fetched = self._moves
        self._told_ms = max(self._told_ms, self._moved_ms)

    def clock_jumped(self) -> None:
        super().clock_jumped()
        self.sheet = _Sheet()


class _Connector(SpotConnector):
    account_type = _Account


class LatestArrivalWins(Reference):
    name = "latest_arrival_wins"
    connector_type = _Connector
