"""RC-130: balances that cannot be read are told as they last were."""

from collections.abc import Mapping

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.models import Balance
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    async def balances(self) -> Mapping[str, Balance]:
        try:
            return await super().balances()
        except ExchangeError:
            if known := self.sheet.all():
                return known
            raise


class _Connector(SpotConnector):
    account_type = _Account


class KeepsOldBalances(Reference):
    name = "keeps_old_balances"
    connector_type = _Connector
