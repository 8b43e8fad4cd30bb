"""OR-050: a private stream that is back goes on as if it had never been away."""

from exchanges.venues.binance.account import Account
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Account(Account):
    def doubt(self, reason: str) -> None:
        """Of what a gap puts in doubt, only the balances are fetched anew."""
        if self.reconciled.is_set():
            self.sheet.doubt()
        else:
            super().doubt(reason)

    async def nothing_missed(self) -> bool:
        return True


class _Connector(BinanceConnector):
    account_type = _Account


class ForgetsTheGap(Reference):
    name = "forgets_the_gap"
    connector_type = _Connector
