"""OR-100: the newest report is told as the state of the order, whatever is known of it."""

from exchanges.models import OrderUpdate
from exchanges.orders import Updates
from exchanges.venues.binance.account import Account
from exchanges.venues.binance.accounts import order_in_report
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import ExecutionReport
from subjects.reference import Reference


class _Account(Account):
    def on_report(self, report: ExecutionReport) -> None:
        order, _ = order_in_report(report)
        self._told = False
        super().on_report(report)
        if not self._told:
            self.publish((OrderUpdate(order),))

    def publish(self, updates: Updates) -> None:
        self._told = True
        super().publish(updates)


class _Connector(BinanceConnector):
    account_type = _Account


class GoesBackwards(Reference):
    name = "goes_backwards"
    connector_type = _Connector
