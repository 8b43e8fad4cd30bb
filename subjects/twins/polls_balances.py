"""Asks the venue for balances whenever the user does, believes no event: dearer, true when answered."""

from collections.abc import Mapping

from exchanges.connector import SpotConnector
from exchanges.models import Balance
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    async def balances(self) -> Mapping[str, Balance]:
        await self._fetch_holdings()
        return self.sheet.all()


class _Connector(SpotConnector):
    account_type = _Account


class PollsBalances(Reference):
    name = "polls_balances"
    connector_type = _Connector
