"""OR-070: a report of an order whose number is not known yet is taken for a stranger's."""

from exchanges.venues.binance.account import Account
from exchanges.venues.binance.accounts import order_in_report
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import ExecutionReport
from subjects.reference import Reference


class _Account(Account):
    def on_report(self, report: ExecutionReport) -> None:
        order, _ = order_in_report(report)
        known = self._tracker.find(order.symbol, order.client_order_id)
        if known is None or known.venue_order_id is not None:
            super().on_report(report)
        else:
            self._reported[order.symbol, order.client_order_id] = None


class _Connector(BinanceConnector):
    account_type = _Account


class DropsEarlyReports(Reference):
    name = "drops_early_reports"
    connector_type = _Connector
