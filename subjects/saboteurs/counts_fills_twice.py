"""OR-060: every report of an execution is told as an execution, the repeated one too."""

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderUpdate
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    def on_report(self, order: Order, fill: Fill | None) -> None:
        key = (order.symbol, order.client_order_id)
        known = self._tracker.fills(*key)
        super().on_report(order, fill)
        if fill is not None and any(fill.trade_id == other.trade_id for other in known):
            self.publish((OrderUpdate(self._tracker.find(*key) or order, fill),))


class _Connector(SpotConnector):
    account_type = _Account


class CountsFillsTwice(Reference):
    name = "counts_fills_twice"
    connector_type = _Connector
