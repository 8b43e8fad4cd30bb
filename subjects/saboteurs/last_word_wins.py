"""PS-050: of two account updates the one that arrives last is taken for the newer one."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Balance
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        super().on_balances(balances, max(as_of_ms, self._told_ms))


class _Connector(SpotConnector):
    account_type = _Account


class LastWordWins(Reference):
    name = "last_word_wins"
    connector_type = _Connector
