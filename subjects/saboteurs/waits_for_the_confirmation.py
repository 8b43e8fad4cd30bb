"""RD-110: a subscription is confirmed or refused; that there is no answer at all was not thought of."""

from structlog.typing import FilteringBoundLogger

from exchanges.venues.binance.books import Books
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.subscriptions import Subscriptions
from subjects.reference import Reference

A_DAY_S = 86_400.0


class _Subscriptions(Subscriptions):
    def __init__(self, log: FilteringBoundLogger, confirm_within_s: float) -> None:
        super().__init__(log, A_DAY_S)


class _Books(Books):
    subscriptions_type = _Subscriptions


class _Connector(BinanceConnector):
    books_type = _Books


class WaitsForTheConfirmation(Reference):
    name = "waits_for_the_confirmation"
    connector_type = _Connector
