"""RD-110: a subscription is confirmed or refused; that there is no answer at all was not thought of."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.market.subscriptions import Subscriptions
from subjects.reference import Reference

A_DAY_S = 86_400.0


class _Subscriptions(Subscriptions):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "within_s": A_DAY_S})


class _Books(Books):
    subscriptions_type = _Subscriptions


class _Connector(SpotConnector):
    books_type = _Books


class WaitsForTheConfirmation(Reference):
    name = "waits_for_the_confirmation"
    connector_type = _Connector
