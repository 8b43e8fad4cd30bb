"""OR-070: a report of an order whose number is not known yet is taken for a stranger's."""

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    def on_report(self, order: Order, fill: Fill | None) -> None:
        known = self._tracker.find(order.symbol, order.client_order_id)
        if known is None or known.venue_order_id is not None:
            super().on_report(order, fill)
        else:
            self._reported[order.symbol, order.client_order_id] = None


class _Connector(SpotConnector):
    account_type = _Account


class DropsEarlyReports(Reference):
    name = "drops_early_reports"
    connector_type = _Connector
