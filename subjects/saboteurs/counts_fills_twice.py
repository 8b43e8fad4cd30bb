"""OR-060: every report of an execution is told as an execution, the repeated one too."""

from exchanges.models import OrderUpdate
from exchanges.venues.binance.account import Account
from exchanges.venues.binance.accounts import order_in_report
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import ExecutionReport
from subjects.reference import Reference


class _Account(Account):
    def on_report(self, report: ExecutionReport) -> None:
        order, fill = order_in_report(report)
        key = (order.symbol, order.client_order_id)
        known = self._tracker.fills(*key)
        super().on_report(report)
        if fill is not None and any(fill.trade_id == other.trade_id for other in known):
            self.publish((OrderUpdate(self._tracker.find(*key) or order, fill),))


class _Connector(BinanceConnector):
    account_type = _Account


class CountsFillsTwice(Reference):
    name = "counts_fills_twice"
    connector_type = _Connector
