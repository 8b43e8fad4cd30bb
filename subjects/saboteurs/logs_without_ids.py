"""OB-020: requests are logged under the id of the connector, not each under one of its own."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.requests import Requests
from exchanges.telemetry import CorrelationIds
from subjects.reference import Reference


class _OneId(CorrelationIds):
    def next(self) -> str:
        return "rest"


class _Rest(Requests):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._requests = _OneId("rq")


class _Connector(SpotConnector):
    rest_type = _Rest


class LogsWithoutIds(Reference):
    name = "logs_without_ids"
    connector_type = _Connector
