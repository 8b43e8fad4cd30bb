"""RC-170: balances are dated by the venue; what is dated older than what is known is dropped, for good."""

from exchanges.connector import SpotConnector
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    def clock_jumped(self) -> None:
        self.doubt("the venue's clock jumped")


class _Connector(SpotConnector):
    account_type = _Account


class ComparesTimesAcrossAStep(Reference):
    name = "compares_times_across_a_step"
    connector_type = _Connector
