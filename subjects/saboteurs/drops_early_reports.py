"""OR-070: a report of an order whose number is not known yet is taken for a stranger's."""

from exchanges.base import Connector
from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
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

    def build(self, config: ConnectorConfig, credentials: Credentials) -> Connector:
        return _Connector(config, credentials)
