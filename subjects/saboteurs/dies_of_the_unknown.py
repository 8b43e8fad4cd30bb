"""ER-030: looks the kind of each event up in a table; what is not in it ends the reader."""

import json

from exchanges.connection import Connection
from exchanges.venues.binance.books import BinanceBooks
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.trades import BinanceTrades
from exchanges.venues.binance.user import BinanceUserStream
from subjects.reference import Reference

_KINDS = {
    "depthUpdate": "book",
    "trade": "trades",
    "executionReport": "orders",
    "outboundAccountPosition": "balances",
    "balanceUpdate": "balances",
    "eventStreamTerminated": "system",
    "serverShutdown": "system",
}
_STATES = {
    name: name.lower()
    for name in (
        "NEW",
        "PENDING_NEW",
        "PARTIALLY_FILLED",
        "FILLED",
        "CANCELED",
        "REJECTED",
        "EXPIRED",
        "EXPIRED_IN_MATCH",
    )
}


def _demand_known(raw: bytes) -> None:
    try:
        message = json.loads(raw)
    except ValueError:
        return
    if not isinstance(message, dict):
        return
    event = message.get("event", message)
    if isinstance(event, dict) and isinstance(event.get("e"), str):
        _KINDS[event["e"]]
        if event["e"] == "executionReport":
            _STATES[event["X"]]


class _Books(BinanceBooks):
    def on_message(self, raw: bytes, connection: Connection) -> bool:
        _demand_known(raw)
        return super().on_message(raw, connection)


class _Trades(BinanceTrades):
    def on_message(self, raw: bytes, connection: Connection) -> bool:
        _demand_known(raw)
        return super().on_message(raw, connection)


class _UserStream(BinanceUserStream):
    def on_message(self, raw: bytes, connection: Connection) -> bool:
        _demand_known(raw)
        return super().on_message(raw, connection)


class _Connector(BinanceConnector):
    books_type = _Books
    trades_type = _Trades
    user_stream_type = _UserStream


class DiesOfTheUnknown(Reference):
    name = "dies_of_the_unknown"
    deviates_at = "binance"
    connector_type = _Connector
