"""OR-130: balances are read once, and from then on the stream is believed to tell every change."""

from collections.abc import Mapping

from exchanges.connector import SpotConnector
from exchanges.models import Balance
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    async def balances(self) -> Mapping[str, Balance]:
        if not self.sheet.all():
            await super()._fetch_holdings()
        return self.sheet.all()

    async def _fetch_holdings(self) -> None:
        """After a gap, too, what is known is taken to hold."""
        if not self.sheet.all():
            await super()._fetch_holdings()
        self.sheet.apply_snapshot(self.sheet.all().values(), 0, self.sheet.mark())


class _Connector(SpotConnector):
    account_type = _Account


class StaleBalances(Reference):
    name = "stale_balances"
    connector_type = _Connector
