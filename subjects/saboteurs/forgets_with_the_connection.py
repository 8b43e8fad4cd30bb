"""PS-080: which executions were told is remembered for as long as the connection lasts."""

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderUpdate
from exchanges.orders import Updates
from exchanges.trading.account import Account
from exchanges.trading.user import UserStream
from subjects.reference import Reference


class _Account(Account):
    _told: tuple[tuple[str, str], ...] = ()

    def forget(self) -> None:
        self._told = ()

    def publish(self, updates: Updates) -> None:
        new = [(each.fill.symbol, each.fill.trade_id) for each in updates if each.fill is not None]
        self._told = (*self._told, *new)
        super().publish(updates)

    def on_report(self, order: Order, fill: Fill | None) -> None:
        super().on_report(order, fill)
        if fill is not None and (fill.symbol, fill.trade_id) not in self._told:
            known = self._tracker.find(order.symbol, order.client_order_id)
            self.publish((OrderUpdate(known or order, fill),))


class _UserStream(UserStream):
    def on_lost(self, reason: str) -> None:
        assert isinstance(self._listener, _Account)  # see below
        self._listener.forget()
        super().on_lost(reason)


class _Connector(SpotConnector):
    account_type = _Account
    user_stream_type = _UserStream


class ForgetsWithTheConnection(Reference):
    name = "forgets_with_the_connection"
    connector_type = _Connector
