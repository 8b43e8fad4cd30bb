"""OR-110: an order that a query does not find once was never placed."""

from dataclasses import replace

from exchanges.config import OrderRules
from exchanges.connector import SpotConnector
from exchanges.orders import OrderTracker
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def __init__(self, rules: OrderRules, *, venue: str = "") -> None:
        super().__init__(replace(rules, absent_after_s=0.001, absent_lookups=1), venue=venue)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class TrustsAbsence(Reference):
    name = "trusts_absence"
    connector_type = _Connector
