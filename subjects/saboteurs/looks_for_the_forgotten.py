"""OR-450: what exists is found if one only asks long enough: no venue forgets an order."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.orders import OrderTracker
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "forgets_after_s": None})


class _Connector(SpotConnector):
    tracker_type = _Tracker


class LooksForTheForgotten(Reference):
    name = "looks_for_the_forgotten"
    connector_type = _Connector
