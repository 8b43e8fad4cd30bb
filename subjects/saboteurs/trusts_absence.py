"""OR-110: an order that a query does not find once was never placed."""

from dataclasses import replace
from typing import Any

from exchanges.config import OrderRules
from exchanges.connector import SpotConnector
from exchanges.orders import OrderTracker
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def __init__(self, rules: OrderRules, **more: Any) -> None:
        super().__init__(replace(rules, absent_after_s=0.001, absent_lookups=1), **more)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class TrustsAbsence(Reference):
    name = "trusts_absence"
    connector_type = _Connector
