"""PS-020: open orders are compared with the venue only if the private stream has spoken meanwhile."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Balance
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    _spoken = False

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        self._spoken = True
        super().on_balances(balances, as_of_ms)

    def on_moved(self) -> None:
        self._spoken = True
        super().on_moved()

    async def nothing_missed(self) -> bool:
        """A stream that is silent has nothing to say."""
        if not self._spoken:
            return True
        self._spoken = False
        return await super().nothing_missed()


class _Connector(SpotConnector):
    account_type = _Account


class ComparesWhenSpokenTo(Reference):
    name = "compares_when_spoken_to"
    connector_type = _Connector
