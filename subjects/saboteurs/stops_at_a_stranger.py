"""PS-090: a report of an order that was not placed here raises, and ends the task that reads reports."""

from exchanges.connection import Connection
from exchanges.models import Fill, Order
from exchanges.trading.account import Account
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.user import BinanceUserStream
from subjects.reference import Reference


class _Account(Account):
    def on_report(self, order: Order, fill: Fill | None) -> None:
        if self._tracker.find(order.symbol, order.client_order_id) is None:
            raise LookupError(order.client_order_id)
        super().on_report(order, fill)


class _UserStream(BinanceUserStream):
    _ended_on: Connection | None = None
    """The socket is read on, and nobody takes what it brings."""

    def _on_event(self, event_bytes: bytes, raw: bytes, connection: Connection) -> None:
        if self._ended_on is connection:
            return
        try:
            super()._on_event(event_bytes, raw, connection)
        except LookupError:
            self._ended_on = connection


class _Connector(BinanceConnector):
    account_type = _Account
    user_stream_type = _UserStream


class StopsAtAStranger(Reference):
    name = "stops_at_a_stranger"
    deviates_at = "binance"
    connector_type = _Connector
