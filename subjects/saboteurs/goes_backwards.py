"""OR-100: the newest report is told as the state of the order, whatever is known of it."""

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderUpdate
from exchanges.orders import Updates
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    def on_report(self, order: Order, fill: Fill | None) -> None:
        self._told = False
        super().on_report(order, fill)
        if not self._told:
            self.publish((OrderUpdate(order),))

    def publish(self, updates: Updates) -> None:
        self._told = True
        super().publish(updates)


class _Connector(SpotConnector):
    account_type = _Account


class GoesBackwards(Reference):
    name = "goes_backwards"
    connector_type = _Connector
